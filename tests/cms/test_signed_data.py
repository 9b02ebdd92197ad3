"""CMS is read as openssl writes it, in DER and in BER, and refused where it is none."""

import contextlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids, signed_data
from esigner.cms.errors import OtherContentError
from tests.world import judges, strangers
from tests.world.cades import detached_cades
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, signing_pki

OURS, _ = detached_cades()


def by_openssl(folder: Path, *options: str) -> bytes:
    holder = signing_pki().signer("P-256")
    (folder / "data").write_bytes(b"Sveiki, pasaule")
    (folder / "signer.pem").write_bytes(holder.certificate.public_bytes(Encoding.PEM))
    key = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    signer = ["-signer", "signer.pem", "-inkey", "key.pem"]
    done = judges.run(
        "openssl", "cms", "-sign", "-binary", "-in", "data", *signer, "-outform", "DER", "-out", "s.p7m", *options,
        folder=folder,
    )  # fmt: skip
    assert done.returncode == 0, done
    return (folder / "s.p7m").read_bytes()


@pytest.mark.parametrize("options", [(), ("-keyid",), ("-nodetach",), ("-nodetach", "-keyid", "-nocerts")])
def test_what_openssl_writes_is_read_strictly_and_tolerantly_alike(tmp_path: Path, options: tuple[str, ...]) -> None:
    encoded = by_openssl(tmp_path, *options)
    for read in (signed_data.read(encoded), signed_data.read_ber(encoded)):
        (signer,) = read.signers
        assert read.content_type == oids.DATA
        assert read.content == (b"Sveiki, pasaule" if "-nodetach" in options else None)
        assert signer.identifier.names(signing_pki().signer("P-256").certificate)
        assert not signer.identifier.names(signing_pki().signer("P-384").certificate)
        assert (signer.identifier.key_identifier is None) is ("-keyid" not in options)
        assert len(read.certificates) == (0 if "-nocerts" in options else 1)
        assert {oids.CONTENT_TYPE, oids.MESSAGE_DIGEST, oids.SIGNING_TIME} <= set(signer.signed)
        assert signer.attributes_in_der()[:1] == b"\x31"


def test_content_that_openssl_streams_in_pieces_is_read_by_the_tolerant_reader_alone(tmp_path: Path) -> None:
    encoded = by_openssl(tmp_path, "-nodetach", "-stream")
    assert encoded[1] == 0x80
    assert signed_data.read_ber(encoded).content == b"Sveiki, pasaule"
    with pytest.raises(MalformedAsn1Error):
        signed_data.read(encoded)


def test_both_readers_see_the_same_in_ours() -> None:
    strict, tolerant = signed_data.read(OURS), signed_data.read_ber(OURS)
    (one,), (other,) = strict.signers, tolerant.signers
    assert strict.certificates_der == tolerant.certificates_der
    assert one.identifier == other.identifier
    assert one.attributes_in_der() == other.attributes_in_der() == one.stored_attributes
    assert (one.value, one.digest_oid, set(one.signed)) == (other.value, other.digest_oid, set(other.signed))


@pytest.mark.attack
@pytest.mark.parametrize(
    "encoded", [b"", b"\x30\x00", b"\x30\x03\x02\x01\x00", b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"]
)
def test_bytes_that_are_no_signed_data_are_refused(encoded: bytes) -> None:
    with pytest.raises(MalformedAsn1Error):
        signed_data.read(encoded)
    with pytest.raises(MalformedAsn1Error):
        signed_data.read_ber(encoded, trailing=True)


def test_cms_of_another_type_is_told_apart() -> None:
    data = der.sequence(der.oid(oids.DATA), der.context(0, der.octet_string(b"a")))
    with pytest.raises(OtherContentError, match=oids.DATA):
        signed_data.read(data)


@pytest.mark.attack
def test_more_signers_than_anybody_judges_are_refused() -> None:
    fields = nodes.read(OURS).child(1, 0).children()
    many = der.tlv(tags.SET, fields[-1].content * (signed_data.SIGNERS_AT_MOST + 1))
    body = der.sequence(*(field.encoded for field in fields[:-1]), many)
    with pytest.raises(MalformedAsn1Error, match="10001"):
        signed_data.read(der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body)))


@pytest.mark.attack
@settings(deadline=None)
@given(st.integers(0, len(OURS) - 1), st.integers(0, 7))
def test_flipped_bit_is_read_or_refused_and_nothing_else_comes_out(place: int, bit: int) -> None:
    changed = OURS[:place] + bytes((OURS[place] ^ 1 << bit,)) + OURS[place + 1 :]
    for read in (signed_data.read, signed_data.read_ber):
        with contextlib.suppress(MalformedAsn1Error):
            found = read(changed)
            assert len(found.certificates) + found.malformed_certificates == len(found.certificates_der)
            assert all(isinstance(signer.attributes_in_der(), bytes) for signer in found.signers)


def test_repeated_signed_attribute_is_noticed() -> None:
    info = nodes.read(OURS).child(1, 0, -1, 0)
    parts = info.children()
    doubled = der.context(0, parts[3].content + parts[3].child(0).encoded)
    changed = der.sequence(*(part.encoded for part in parts[:3]), doubled, *(part.encoded for part in parts[4:]))
    signer = signed_data.signer_of(nodes.read(changed))
    assert signer.repeated == (parts[3].child(0, 0).as_oid(),)
    assert len(signer.signed[signer.repeated[0]]) == 2


@pytest.mark.parametrize("serial", [-5, 0])
def test_signer_is_found_by_a_serial_number_that_is_not_positive(serial: int) -> None:
    """The library warns of such a number each time that it is asked for it; a warning is an error in our tests."""
    made = strangers.make(subject=strangers.name("x"), not_before=NOT_BEFORE, not_after=NOT_AFTER, serial=serial)
    assert signed_data.Identifier(made.name, serial, None).names(made.certificate)
    assert not signed_data.Identifier(made.name, 7, None).names(made.certificate)
