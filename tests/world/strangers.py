"""Certificates as strangers make them: DER put together by hand, with whatever is wrong in it, and signed rightly."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigner.asn1 import der
from esigner.pkix import fields, loading

COMMON_NAME: Final = "2.5.4.3"
UTF8, PRINTABLE, T61, BMP, UNIVERSAL, IA5, BITS = 0x0C, 0x13, 0x14, 0x1E, 0x1C, 0x16, 0x03
_ECDSA_SHA256: Final = der.sequence(der.oid("1.2.840.10045.4.3.2"))
_serials = count(1000)

CA: Final = der.sequence(der.TRUE)
"""basicConstraints of an authority without a limit."""
MAY_ISSUE: Final = bytes.fromhex("03020106")
"""keyUsage with keyCertSign and cRLSign."""
MAY_SIGN: Final = bytes.fromhex("030206c0")
"""keyUsage with digitalSignature and contentCommitment."""


@dataclass(frozen=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    name: bytes
    """DER of the subject."""


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def string(tag: int, content: bytes, *, oid: str = COMMON_NAME) -> bytes:
    """Return a Name of one attribute, its string as it is."""
    return der.sequence(der.set_of(der.sequence(der.oid(oid), der.tlv(tag, content))))


def name(text: str) -> bytes:
    """Return the Name with that common name as UTF8String."""
    return string(UTF8, text.encode())


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    return der.sequence(der.oid(oid), der.TRUE if critical else b"", der.octet_string(value))


def authority_extensions(*more: bytes, limit: int | None = None) -> tuple[bytes, ...]:
    constraints = CA if limit is None else der.sequence(der.TRUE, der.integer(limit))
    return (
        extension("2.5.29.19", constraints, critical=True),
        extension("2.5.29.15", MAY_ISSUE, critical=True),
        *more,
    )


def signer_extensions(*more: bytes) -> tuple[bytes, ...]:
    return (extension("2.5.29.15", MAY_SIGN, critical=True), *more)


def make(
    *,
    subject: bytes,
    issuer: Made | None = None,
    extensions: Sequence[bytes] = (),
    not_before: datetime,
    not_after: datetime,
    own_key: ec.EllipticCurvePrivateKey | None = None,
    issuer_name: bytes | None = None,
    serial: int | None = None,
) -> Made:
    """Return a certificate of that DER subject; self-signed without an issuer."""
    own = own_key or key()
    by = issuer.key if issuer else own
    public = own.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    signed = der.sequence(
        der.context(0, der.integer(2)),
        der.integer(next(_serials) if serial is None else serial),
        _ECDSA_SHA256,
        issuer_name or (issuer.name if issuer else subject),
        der.sequence(der.generalized_time(not_before), der.generalized_time(not_after)),
        subject,
        public,
        der.context(3, der.sequence(*extensions)) if extensions else b"",
    )
    value = by.sign(signed, ec.ECDSA(hashes.SHA256()))
    encoded = der.sequence(signed, _ECDSA_SHA256, der.tlv(BITS, b"\0" + value))
    return Made(loading.load(encoded), own, subject)


def revocation_list(
    issuer: Made,
    *,
    revoked: Sequence[bytes] = (),
    extensions: Sequence[bytes] = (),
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """Return a list of version 2; `revoked` as `entry` gives them."""
    signed = der.sequence(
        der.integer(1),
        _ECDSA_SHA256,
        issuer.name,
        der.generalized_time(this_update),
        der.generalized_time(next_update),
        der.sequence(*revoked) if revoked else b"",
        der.context(0, der.sequence(*extensions)) if extensions else b"",
    )
    value = issuer.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return der.sequence(signed, _ECDSA_SHA256, der.tlv(BITS, b"\0" + value))


def entry(certificate: x509.Certificate, *extensions: bytes, revoked_at: datetime) -> bytes:
    """Return the entry of a list."""
    listed = der.sequence(*extensions) if extensions else b""
    return der.sequence(der.integer(certificate.serial_number), der.generalized_time(revoked_at), listed)


def single(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    status: bytes = b"\x80\x00",
    this_update: bytes,
    extensions: Sequence[bytes] = (),
) -> bytes:
    """Return what an answer says of one certificate: good, unless another status is given."""
    digests = (
        der.octet_string(hashlib.sha256(part).digest())
        for part in (fields.of(certificate).issuer_der, fields.public_key_bits(issuer))
    )
    identifier = der.sequence(
        der.sequence(der.oid("2.16.840.1.101.3.4.2.1")), *digests, der.integer(certificate.serial_number)
    )
    more = der.context(1, der.sequence(*extensions)) if extensions else b""
    return der.sequence(identifier, status, this_update, more)


def answer(
    responder: Made,
    *singles: bytes,
    produced_at: bytes,
    extensions: Sequence[bytes] = (),
    certificates: Sequence[bytes] = (),
) -> bytes:
    """Return a successful OCSPResponse that names its responder."""
    signed = der.sequence(
        der.context(1, responder.name),
        produced_at,
        der.sequence(*singles),
        der.context(1, der.sequence(*extensions)) if extensions else b"",
    )
    value = responder.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    held = der.context(0, der.sequence(*certificates)) if certificates else b""
    basic = der.sequence(signed, _ECDSA_SHA256, der.tlv(BITS, b"\0" + value), held)
    return der.sequence(
        b"\x0a\x01\x00", der.context(0, der.sequence(der.oid("1.3.6.1.5.5.7.48.1.1"), der.octet_string(basic)))
    )
