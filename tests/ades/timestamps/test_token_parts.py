"""RFC 3161 responses and tokens, field by field; and which certificate a token names (RFC 5035, RFC 5816)."""

import hashlib
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades import AdesError, timestamps
from esigner.ades.timestamps import tokens
from esigner.ades.timestamps.errors import (
    TimestampCertificateError,
    TimestampRefusedError,
    TimestampSignatureError,
    TimestampUnreadableError,
)
from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids
from esigner.cms.signed_data import SignerInfo
from tests.world.signing_pki import SIGNED_AT, TSA_POLICY, signing_pki

PKI: Final = signing_pki()
UNIT: Final = PKI.tsu.certificate
SHA256, SHA512 = "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3"
DIGEST: Final = hashlib.sha256(b"x").digest()
TOKEN: Final = PKI.token_over(DIGEST, nonce=7)


def status(number: int, *more: bytes) -> bytes:
    return der.sequence(der.sequence(der.integer(number), *more), TOKEN)


@pytest.mark.parametrize("number", [0, 1])
def test_granted_response_gives_its_token(number: int) -> None:
    found = tokens.read_response(status(number), digest=DIGEST, algorithm="SHA256", nonce=7)
    assert found == TOKEN
    assert tokens.read_response(status(number), digest=DIGEST, algorithm="SHA256", nonce=7, policy=TSA_POLICY) == TOKEN


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ((), "–"),
        ((der.sequence(),), "–"),
        ((der.sequence(der.utf8_string("nav"), der.utf8_string("laika")),), "nav; laika"),
        ((der.bit_string(b"x"),), "–"),
        ((der.sequence(der.tlv(0x0C, b"\xff")), der.bit_string(b"x")), "\ufffd"),
    ],
)
@pytest.mark.parametrize("number", [2, 5])
def test_refusal_is_told_with_its_reason(number: int, more: tuple[bytes, ...], reason: str) -> None:
    with pytest.raises(TimestampRefusedError) as refused:
        tokens.read_response(status(number, *more), digest=DIGEST, algorithm="SHA256", nonce=7)
    assert refused.value.data == {"status": number, "reason": reason}


@pytest.mark.parametrize("encoded", [der.sequence(), der.sequence(der.sequence(der.integer(0))), der.integer(1)])
def test_response_without_status_or_token_is_unreadable(encoded: bytes) -> None:
    with pytest.raises(TimestampUnreadableError):
        tokens.read_response(encoded, digest=DIGEST, algorithm="SHA256", nonce=7)


def test_fields_of_a_token_are_read() -> None:
    token = timestamps.read(TOKEN)
    assert (token.encoded, token.gen_time, token.policy, token.nonce) == (TOKEN, SIGNED_AT, TSA_POLICY, 7)
    assert (token.imprint_oid, token.imprint, token.certificate) == (SHA256, DIGEST, UNIT)
    assert token.certificates == (UNIT,)
    assert nodes.read(token.content).child(3).as_integer() == token.serial
    assert token.covers(b"x")
    assert not token.covers(b"y")


def test_token_is_read_alike_at_first_and_by_comparing() -> None:
    """The second of a unit is read by comparing with the first."""
    for nonce in (None, 9):
        made = [PKI.token_over(hashlib.sha256(bytes((n,))).digest(), nonce=nonce) for n in range(9)]
        for encoded in made:
            found, slow = timestamps.read(encoded), tokens._read(encoded)
            assert found[:6] == slow[:6]
            assert (found.nonce, found.certificate, found.content) == (slow.nonce, slow.certificate, slow.content)
            assert found.signer.value == slow.signer.value
            assert found.signer.attributes_in_der() == slow.signer.attributes_in_der()
            assert {oid: [one.encoded for one in values] for oid, values in found.signer.signed.items()} == {
                oid: [one.encoded for one in values] for oid, values in slow.signer.signed.items()
            }
            tokens.verify(found)


def _content_type(encoded: bytes, oid: str) -> bytes:
    return encoded.replace(der.oid(oids.TST_INFO), der.oid(oid), 1)


def _with_signers(count: int) -> bytes:
    parts = [one.encoded for one in nodes.read(TOKEN).child(1, 0).children()]
    signer = nodes.read(parts[-1]).child(0).encoded
    body = der.sequence(*parts[:-1], der.tlv(tags.SET, signer * count))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


@pytest.mark.attack
@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        (_content_type(TOKEN, "1.2.840.113549.1.9.16.1.5"), "content type 1.2.840.113549.1.9.16.1.5"),
        (_with_signers(0), "0 signers"),
        (_with_signers(2), "2 signers"),
    ],
)
def test_token_has_one_signer_and_a_tst_info(encoded: bytes, reason: str) -> None:
    with pytest.raises(TimestampUnreadableError) as refused:
        timestamps.read(encoded)
    assert refused.value.data == {"reason": reason}


def named(*fields: bytes) -> bytes:
    return der.sequence(der.sequence(der.sequence(*fields)))


def algorithm(oid: str) -> bytes:
    return der.sequence(der.oid(oid))


def test_certificate_is_named_by_the_digest_and_its_algorithm() -> None:
    value = der.octet_string(b"digest")
    assert tokens._cert_id_v2(named(value)) == (SHA256, b"digest")
    assert tokens._cert_id_v2(named(algorithm(SHA512), value)) == (SHA512, b"digest")
    assert tokens._cert_id_v2(named(algorithm(SHA512), value, der.sequence())) == (SHA512, b"digest")
    assert tokens._cert_id_v2(named(value, der.sequence())) == (SHA256, b"digest")


@pytest.mark.attack
@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (named(algorithm(SHA256)), "ESSCertIDv2 without a digest"),
        (named(), "empty ESSCertID"),
        (der.sequence(der.sequence()), "empty ESSCertID"),
        (der.sequence(), "empty ESSCertID"),
        (der.integer(1), "0x30"),
        (named(der.integer(1)), "OCTET STRING"),
    ],
)
def test_naming_without_a_digest_is_malformed(attribute: bytes, reason: str) -> None:
    with pytest.raises(MalformedAsn1Error, match=reason):
        tokens._cert_id_v2(attribute)


def naming(oid: str, value: bytes) -> SignerInfo:
    """Return a token's SignerInfo that names the certificate by this attribute alone."""
    signer = timestamps.read(TOKEN).signer
    held = {key: values for key, values in signer.signed.items() if key != oids.SIGNING_CERTIFICATE_V2}
    return signer._replace(signed={**held, oid: (nodes.read(value),)})


ENCODED: Final = UNIT.public_bytes(Encoding.DER)


def test_unit_is_named_by_sha_1_in_the_older_attribute_and_by_any_other_in_the_newer() -> None:
    """RFC 5816 keeps ESSCertID, whose digest is SHA-1, valid."""
    sha1 = named(der.octet_string(hashlib.sha1(ENCODED, usedforsecurity=False).digest()))
    sha256 = named(der.octet_string(UNIT.fingerprint(hashes.SHA256())))
    sha512 = named(algorithm(SHA512), der.octet_string(UNIT.fingerprint(hashes.SHA512())))
    for oid, value, is_named in (
        (oids.SIGNING_CERTIFICATE, sha1, True),
        (oids.SIGNING_CERTIFICATE, sha256, False),
        (oids.SIGNING_CERTIFICATE_V2, sha256, True),
        (oids.SIGNING_CERTIFICATE_V2, sha512, True),
        (oids.SIGNING_CERTIFICATE_V2, sha1, False),
    ):
        assert tokens._ess_names(naming(oid, value), ENCODED) is is_named
    unknown = naming(oids.SIGNING_CERTIFICATE_V2, named(algorithm("1.3.36.3.2.1"), der.octet_string(bytes(20))))
    with pytest.raises(AdesError):
        tokens._ess_names(unknown, ENCODED)


@pytest.mark.attack
def test_unit_that_is_absent_or_another_is_told() -> None:
    token = timestamps.read(TOKEN)._replace(certificate=None)
    with pytest.raises(TimestampCertificateError) as absent:
        tokens.verify(token)
    assert absent.value.data == {"reason": "absent"}
    tokens.verify(token, certificate=UNIT)
    other = PKI.unit(ExtendedKeyUsageOID.TIME_STAMPING)
    with pytest.raises(TimestampSignatureError):
        tokens.verify(token, certificate=other.certificate)
    swapped = PKI.token_over(DIGEST, named=other.certificate)
    with pytest.raises(TimestampSignatureError) as named_other:
        tokens.verify(timestamps.read(swapped))
    assert named_other.value.data == {"reason": "ESSCertID names another certificate"}


def test_request_has_its_fields_in_their_order() -> None:
    """RFC 3161, 2.4.1."""
    version, imprint, *rest = nodes.read(timestamps.request(DIGEST, "SHA256", 2**64)).children()
    assert (version.as_integer(), imprint.child(0, 0).as_oid(), imprint.child(1).as_octets()) == (1, SHA256, DIGEST)
    nonce, wants_certificate = rest
    assert (nonce.as_integer(), wants_certificate.encoded) == (2**64, der.TRUE)
    with_policy = nodes.read(timestamps.request(DIGEST, "SHA512", 1, policy="1.2.3")).children()
    assert [one.tag for one in with_policy] == [tags.INTEGER, tags.SEQUENCE, tags.OBJECT_IDENTIFIER, tags.INTEGER, 1]
    assert with_policy[2].as_oid() == "1.2.3"
