"""Reading the extensions of foreign certificates."""

from typing import TypeVar

from cryptography import x509

from esigner.pkix import extensions
from esigner.pkix.errors import CertificatePartUnreadableError

_Kind = TypeVar("_Kind", bound=x509.ExtensionType)

BROKEN = (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion, TypeError)
"""The exceptions of `cryptography` for unreadable extensions."""


def extension_of(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    """Return the extension, or None where it is missing or unreadable; other extensions do not matter.

    A path refuses a certificate whose usages cannot be read; where there is no path, None must grant nothing.
    """
    try:
        return extensions.find(certificate, kind)
    except CertificatePartUnreadableError:
        return None


def extended_usages(certificate: x509.Certificate) -> tuple[x509.ObjectIdentifier, ...]:
    """Return the extended key usages; empty where the extension is missing."""
    found = extension_of(certificate, x509.ExtendedKeyUsage)
    return tuple(found.value) if found else ()
