"""Extensions of certificates, one by one: a broken one that is not needed does not matter (RFC 5280, 4.2)."""

from typing import Final, TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from esigner.asn1 import der
from esigner.pkix import fields
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.fields import RawExtension

_Kind = TypeVar("_Kind", bound=x509.ExtensionType)

NO_REVOCATION_AVAILABLE: Final = "2.5.29.56"
"""id-ce-noRevAvail (RFC 9608)."""
VALIDITY_ASSURED: Final = "0.4.0.194121.2.1"
"""id-etsi-ext-valassured-ST-certs (EN 319 412-1, 5.2)."""


def raw(certificate: x509.Certificate, oid: str) -> RawExtension | None:
    """Return the extension undecoded, None if there is none.

    Raises:
        CertificatePartUnreadableError: There are two, or the list of extensions cannot be read.
    """
    found = [one for one in fields.of(certificate).extensions if one.oid == oid]
    if len(found) > 1:
        raise CertificatePartUnreadableError(part=oid)
    return found[0] if found else None


def find(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    """Return the extension of that kind, None if there is none.

    Raises:
        CertificatePartUnreadableError: It is present but unreadable, or occurs twice.
    """
    parsed: dict[type[_Kind], x509.Extension[_Kind] | None] = fields.of(certificate).parsed
    if kind not in parsed:
        parsed[kind] = _found(certificate, kind)
    return parsed[kind]


def _found(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
    except Exception:  # noqa: BLE001 - some extension cannot be read: perhaps another than the one asked for
        return _alone(certificate, kind)


def listed(certificate: x509.Certificate, kind: type[_Kind]) -> _Kind | None:
    """Return the value of an extension used only for searching: None also if unreadable."""
    try:
        found = find(certificate, kind)
    except CertificatePartUnreadableError:
        return None
    return found.value if found else None


def extended_usages(certificate: x509.Certificate) -> tuple[x509.ObjectIdentifier, ...] | None:
    """Return the extended key usages; None if there is no extension.

    Raises:
        CertificatePartUnreadableError: The extension cannot be read.
    """
    found = find(certificate, x509.ExtendedKeyUsage)
    return tuple(found.value) if found else None


def key_identifier(certificate: x509.Certificate) -> bytes | None:
    """Return subjectKeyIdentifier, None if missing or unreadable."""
    found = listed(certificate, x509.SubjectKeyIdentifier)
    return found.digest if found else None


def issuer_key_identifier(certificate: x509.Certificate) -> bytes | None:
    """Return the key identifier of the issuer, None if missing or unreadable."""
    found = listed(certificate, x509.AuthorityKeyIdentifier)
    return found.key_identifier if found else None


def is_authority(certificate: x509.Certificate) -> bool:
    """Return whether this is a CA certificate; a self-issued one of version 1 counts as one.

    Raises:
        CertificatePartUnreadableError: basicConstraints cannot be read.
    """
    if certificate.version is x509.Version.v1:
        return fields.is_self_issued(certificate)
    found = find(certificate, x509.BasicConstraints)
    return found is not None and found.value.ca


def has_no_status(certificate: x509.Certificate) -> bool:
    """Return whether the issuer of this end entity's certificate declares that it publishes no status.

    Standard: RFC 9608, 4 (a CA's certificate must not carry noRevAvail: there it has no meaning); EN 319 412-1, 5.2.
    """
    try:
        declared = {NO_REVOCATION_AVAILABLE, VALIDITY_ASSURED} & {one.oid for one in fields.of(certificate).extensions}
        return bool(declared) and not is_authority(certificate)
    except CertificatePartUnreadableError:
        return False


def _alone(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    """Read one extension without the others: in a certificate built only for it."""
    found = raw(certificate, kind.oid.dotted_string)
    if found is None:
        return None
    try:
        carrier = x509.load_der_x509_certificate(_carrier(found))
        return carrier.extensions.get_extension_for_class(kind)
    except Exception as error:
        raise CertificatePartUnreadableError(part=_titled(found.oid)) from error


def _titled(oid: str) -> str:
    return _TITLES.get(oid, oid)


_TITLES: Final = {
    value.dotted_string: name.replace("_", " ").lower()
    for name, value in vars(ExtensionOID).items()
    if isinstance(value, x509.ObjectIdentifier)
}
_ED25519: Final = bytes.fromhex("300506032b6570")
_EMPTY_NAME: Final = bytes.fromhex("3000")
_ALWAYS: Final = der.sequence(b"\x17\x0d500101000000Z", b"\x17\x0d491231235959Z")
_NO_KEY: Final = der.sequence(_ED25519, b"\x03\x21\x00" + bytes(32))
_VERSION_3: Final = bytes.fromhex("a003020102")
_SERIAL: Final = bytes.fromhex("020101")


def _carrier(extension: RawExtension) -> bytes:
    listed = der.context(3, der.sequence(extension.encoded))
    signed = (_VERSION_3, _SERIAL, _ED25519, _EMPTY_NAME, _ALWAYS, _EMPTY_NAME, _NO_KEY, listed)
    return der.sequence(der.sequence(*signed), _ED25519, b"\x03\x01\x00")
