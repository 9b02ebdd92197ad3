"""Algorithms and signature values of stranger software: an intact value is never called wrong."""

from itertools import product

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.rules import Indication
from esigner.ades.timestamps import signatures
from esigner.asn1 import der, tags
from esigner.cms import signed_data
from tests.world.odd_cms import (
    HASHES,
    SHA256,
    judged,
    pss,
    right,
    rule,
    warned,
    without_null,
)
from tests.world.signing_pki import signing_pki


@pytest.mark.parametrize(("digest", "mask"), list(product(HASHES, HASHES)))
@pytest.mark.parametrize("salt", [0, 20, 32, 64])
def test_pss_with_any_digest_of_its_mask_is_verified(digest: str, mask: str, salt: int) -> None:
    """RFC 4055, 3.1: the hash of MGF1 is a parameter of its own."""
    assert warned(pss(digest, mask, salt=salt)) == []


@pytest.mark.attack
def test_pss_with_another_mask_than_it_says_is_wrong() -> None:
    document = pss(SHA256, SHA256)
    (sha256, sha512) = (der.oid(oid) for oid in (SHA256, list(HASHES)[2]))
    at = document.rindex(sha256)
    assert rule(document[:at] + sha512 + document[at + len(sha256) :]) == "SIGNATURE_VALUE_WRONG"


@pytest.mark.parametrize(("salt", "trailer"), [(20, 2), (2000, 1)])
def test_pss_that_is_not_understood_is_unknown(salt: int, trailer: int) -> None:
    with_parameters = pss(SHA256, SHA256, trailer=trailer)
    if salt != 20:
        with_parameters = pss(SHA256, SHA256, salt=128).replace(
            b"\xa2\x04\x02\x02\x00\x80", b"\xa2\x04\x02\x02\x07\xd0"
        )
    assert rule(with_parameters) == "ALGORITHM_UNKNOWN"


def test_pss_with_another_generator_is_unknown() -> None:
    generator = der.oid("1.2.840.113549.1.1.8")
    assert rule(pss(SHA256, SHA256).replace(generator, der.oid("1.2.840.113549.1.1.9"))) == "ALGORITHM_UNKNOWN"


@pytest.mark.parametrize("oid", ["1.3.36.3.2.1", "1.2.643.7.1.1.2.2", "2.16.840.1.101.3.4.2.11"])
def test_signature_with_an_unknown_digest_is_found(oid: str) -> None:
    report = judged(right(digest_oid=oid))
    assert report.indication is Indication.INDETERMINATE
    assert report.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    assert report.rule is not None
    assert report.rule.code == "ALGORITHM_UNKNOWN"
    assert report.detail == oid
    assert report.signatures[0].signed_by == "Jānis Paraugs RSA-2048"


def test_unknown_algorithm_of_the_value_is_named() -> None:
    report = judged(right(algorithm=der.sequence(der.oid("1.2.643.7.1.1.3.2"))))
    assert report.rule is not None
    assert (report.rule.code, report.detail) == ("ALGORITHM_UNKNOWN", "1.2.643.7.1.1.3.2")


def test_digest_info_without_null_is_accepted() -> None:
    """RFC 8017, appendix B.1: both forms are to be accepted."""
    assert warned(right(sign=without_null)) == ["SIGNATURE_VALUE_FORM"]


@pytest.mark.attack
def test_digest_info_without_null_over_other_bytes_is_wrong() -> None:
    assert rule(right(sign=lambda data: without_null(data + b"x"))) == "SIGNATURE_VALUE_WRONG"


def test_old_name_of_rsa_is_understood() -> None:
    assert warned(right(algorithm=der.sequence(der.oid("2.5.8.1.1")))) == []


def _ecdsa(first: bytes, second: bytes) -> bytes:
    return der.sequence(der.tlv(tags.INTEGER, first), der.tlv(tags.INTEGER, second))


@pytest.mark.parametrize("zeros", [0, 1, 3])
def test_ecdsa_value_that_is_not_in_der_is_accepted(zeros: int) -> None:
    """Numbers with no zero before a first bit that is set, or with zeros too many."""
    key = signing_pki().signer("P-256").key
    assert isinstance(key, ec.EllipticCurvePrivateKey)

    def sign(data: bytes) -> bytes:
        while True:
            r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
            if min(r, s) >> 255:  # both have their first bit set, so that DER wants one zero before each
                break
        return _ecdsa(*(bytes(zeros) + number.to_bytes(32, "big") for number in (r, s)))

    expected = [] if zeros == 1 else ["SIGNATURE_VALUE_FORM"]
    assert warned(right(kind="P-256", sign=sign)) == expected


@pytest.mark.attack
@pytest.mark.parametrize("value", [b"", b"\x30\x00", _ecdsa(b"", b""), _ecdsa(b"\0", b"\0"), _ecdsa(bytes(99), b"\1")])
def test_ecdsa_value_of_nothing_is_wrong(value: bytes) -> None:
    assert rule(right(kind="P-256", sign=lambda _: value)) == "SIGNATURE_VALUE_WRONG"


def test_strict_reader_says_that_it_does_not_know_the_mask() -> None:
    with pytest.raises(AlgorithmNotSupportedError):
        signatures.algorithm(signed_data.read(pss(SHA256, list(HASHES)[2])).signers[0])
