"""An AlgorithmIdentifier of a stranger's is read to the last parameter, or it is unknown."""

import pytest

from esigner.algorithms import signatures
from esigner.algorithms.signatures import Family, Scheme
from esigner.algorithms.verification import UnknownAlgorithmError
from esigner.asn1 import der
from esigner.pkix import schemes

PSS = der.oid("1.2.840.113549.1.1.10")
SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
MGF1 = der.oid("1.2.840.113549.1.1.8")


def pss(*parameters: bytes) -> bytes:
    return der.sequence(PSS, der.sequence(*parameters))


@pytest.mark.parametrize("name", sorted(signatures.KNOWN))
def test_every_row_is_read_from_its_own_identifier(name: str) -> None:
    row = signatures.KNOWN[name]
    found = schemes.read(row.identifier_der)
    assert (found.kind, found.digest, found.raw_ecdsa) == (row.family, row.digest.name, row.is_raw)
    assert found.salt_bytes == (row.digest.hash.digest_size if row.family is Family.PSS else None)


def test_parameters_that_are_left_out_have_the_defaults_of_rfc_4055() -> None:
    assert schemes.read(pss()) == Scheme(kind=Family.PSS, digest="SHA1", salt_bytes=20)
    assert schemes.read(der.sequence(PSS)) == Scheme(kind=Family.PSS, digest="SHA1", salt_bytes=20)
    found = schemes.read(pss(der.context(0, SHA256), der.context(2, der.integer(32))))
    assert found == Scheme(kind=Family.PSS, digest="SHA256", salt_bytes=32, mask_digest="SHA1")


def test_identifier_of_a_key_takes_the_digest_beside_it() -> None:
    for oid in ("1.2.840.113549.1.1.1", "2.5.8.1.1"):
        assert schemes.read(der.sequence(der.oid(oid)), digest="SHA384") == Scheme(kind=Family.RSA, digest="SHA384")


@pytest.mark.attack
@pytest.mark.parametrize(
    "identifier",
    [
        b"",
        der.sequence(),
        der.sequence(der.oid("1.2.3.4")),
        der.sequence(PSS, der.sequence(der.context(3, der.integer(2)))),
        pss(der.context(2, der.integer(-1))),
        pss(der.context(2, der.integer(4096))),
        pss(der.context(2, b"\x02\x00")),
        pss(der.context(1, der.sequence(der.oid("1.2.3.4"), SHA256))),
        pss(der.context(0, b"")),
    ],
)
def test_what_cannot_be_read_is_unknown(identifier: bytes) -> None:
    with pytest.raises(UnknownAlgorithmError):
        schemes.read(identifier)
