"""The parts of a certificate, each read on demand."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner import bounds
from esigner.asn1 import nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix import names
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.names import Name

_VERSION: Final = 0xA0
_EXTENSIONS: Final = 0xA3
_SERIAL_BITS_AT_MOST: Final = 160
_KEPT_BYTES_AT_MOST: Final = 16 * 1024
"""Larger certificates are not cached: a stranger's must not fill the memory."""


@dataclass(frozen=True, slots=True)
class RawExtension:
    """One extension as encoded, its value undecoded."""

    oid: str
    critical: bool
    value: bytes
    encoded: bytes
    """The whole Extension."""


@dataclass(frozen=True)
class Fields:
    """The parts of a certificate, as DER."""

    digest: bytes
    """SHA-256 of the whole certificate."""
    algorithm: bytes
    """AlgorithmIdentifier inside what was signed."""
    outer_algorithm: bytes
    serial: int
    """Of any length and sign; the library warns of one that is not positive."""
    issuer_der: bytes
    subject_der: bytes
    public_key_der: bytes
    """SubjectPublicKeyInfo."""
    extensions_der: bytes
    parsed: dict[type, Any] = field(default_factory=dict, compare=False, repr=False)
    """Decoded extensions, by kind; cached here by `extensions.find`."""

    @cached_property
    def issuer(self) -> Name:
        """The issuer's name."""
        return names.read(self.issuer_der)

    @cached_property
    def subject(self) -> Name:
        """The subject's name."""
        return names.read(self.subject_der)

    @cached_property
    def key_digest(self) -> bytes:
        """SHA-256 of the public key: identifies the holder, whatever else the certificate says."""
        return hashlib.sha256(self.public_key_der).digest()

    @cached_property
    def extensions(self) -> tuple[RawExtension, ...]:
        """All extensions in order."""
        return listed(self.extensions_der) if self.extensions_der else ()


def of(certificate: x509.Certificate) -> Fields:
    """Return the parts.

    Raises:
        CertificatePartUnreadableError: The outermost structure is not that of a certificate.
    """
    found = _by_identity.get(id(certificate))
    if found is not None and found[0] is certificate:
        return found[1]
    encoded = certificate.public_bytes(Encoding.DER)
    if len(encoded) > _KEPT_BYTES_AT_MOST:
        return _read(encoded)
    fields = _kept(encoded)
    if len(_by_identity) >= _KEPT_AT_MOST:
        _by_identity.clear()
    _by_identity[id(certificate)] = certificate, fields
    return fields


_KEPT_AT_MOST: Final = 1024
_by_identity: Final[dict[int, tuple[x509.Certificate, Fields]]] = {}
# By identity first: a cache by value hashes the whole DER. The entry holds its certificate, so an id here is
# never that of another object.


@lru_cache(maxsize=_KEPT_AT_MOST)
def _kept(encoded: bytes) -> Fields:
    return _read(encoded)


def _read(encoded: bytes) -> Fields:
    bounds.spend(20 + len(encoded) // 1024)
    try:
        signed, algorithm, *_ = nodes.read_ber(encoded).children()
        parts = signed.children()
        if parts[0].tag == _VERSION:
            parts = parts[1:]
        last = parts[-1]
        return Fields(
            digest=hashlib.sha256(encoded).digest(),
            algorithm=parts[1].encoded,
            outer_algorithm=algorithm.encoded,
            serial=parts[0].as_integer(),
            issuer_der=parts[2].encoded,
            subject_der=parts[4].encoded,
            public_key_der=parts[5].encoded,
            extensions_der=last.content if last.tag == _EXTENSIONS else b"",
        )
    except (MalformedAsn1Error, IndexError, ValueError) as error:
        raise CertificatePartUnreadableError(part="certificate") from error


def listed(extensions_der: bytes) -> tuple[RawExtension, ...]:
    """Return every extension of an Extensions, of a certificate, a list or an answer, in order.

    Raises:
        CertificatePartUnreadableError: It is malformed.
    """
    try:
        found = nodes.read_ber(extensions_der).expect(tags.SEQUENCE).children()
        return tuple(map(_extension, found))
    except (MalformedAsn1Error, IndexError) as error:
        raise CertificatePartUnreadableError(part="extensions") from error


def _extension(node: nodes.Node) -> RawExtension:
    parts = node.expect(tags.SEQUENCE).children()
    critical = parts[1].tag == tags.BOOLEAN and parts[1].content != b"\0"
    return RawExtension(parts[0].as_oid(), critical, parts[-1].expect(tags.OCTET_STRING).content, node.encoded)


def subject(certificate: x509.Certificate) -> Name:
    """Return the subject."""
    return of(certificate).subject


def issuer(certificate: x509.Certificate) -> Name:
    """Return the issuer."""
    return of(certificate).issuer


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Return whether subject and issuer are one name (RFC 5280, 3.2)."""
    return of(certificate).subject.key == of(certificate).issuer.key


def public_key(certificate: x509.Certificate) -> CertificatePublicKeyTypes:
    """Return the key.

    Raises:
        CertificatePartUnreadableError: Its kind is unknown, or it is broken.
    """
    try:
        return certificate.public_key()
    except Exception as error:  # any library error caused by a foreign key
        raise CertificatePartUnreadableError(part="subjectPublicKeyInfo") from error


def public_key_bits(certificate: x509.Certificate) -> bytes:
    """Return the bits of the key as OCSP and key identifiers hash them (RFC 6960, 4.1.1; RFC 5280, 4.2.1.2)."""
    try:
        return nodes.read_ber(of(certificate).public_key_der).children()[1].expect(tags.BIT_STRING).content[1:]
    except (MalformedAsn1Error, IndexError) as error:
        raise CertificatePartUnreadableError(part="subjectPublicKeyInfo") from error


def validity(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    """Return the first and the last moment of its validity, UTC.

    Raises:
        CertificatePartUnreadableError: They are not times.
    """
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except Exception as error:  # as above
        raise CertificatePartUnreadableError(part="validity") from error


def serial_number(certificate: x509.Certificate) -> int:
    """Return the serial number.

    Raises:
        CertificatePartUnreadableError: It is longer than the 20 octets that RFC 5280, 4.1.2.2 allows.
    """
    number = of(certificate).serial
    if number.bit_length() > _SERIAL_BITS_AT_MOST:
        raise CertificatePartUnreadableError(part="serialNumber")
    return number


def is_readable(certificate: x509.Certificate) -> bool:
    """Return whether names, times and key can be read: the minimum for a usable certificate."""
    try:
        _ = subject(certificate), issuer(certificate), validity(certificate)
        _ = public_key(certificate), public_key_bits(certificate)
    except CertificatePartUnreadableError:
        return False
    return True
