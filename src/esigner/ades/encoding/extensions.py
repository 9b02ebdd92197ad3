"""Looking into the extensions of certificates that strangers made."""

from typing import TypeVar

from cryptography import x509

from esigner.pkix import extensions
from esigner.pkix.errors import CertificatePartUnreadableError

_Kind = TypeVar("_Kind", bound=x509.ExtensionType)

BROKEN = (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion, TypeError)
"""What `cryptography` raises when extensions cannot be read."""


def extension_of(certificate: x509.Certificate, kind: type[_Kind]) -> x509.Extension[_Kind] | None:
    """Return the extension, or None where it is missing or cannot be read; the others do not matter.

    A path refuses a certificate whose usages cannot be read; where none was found, None must grant nothing.
    """
    try:
        return extensions.find(certificate, kind)
    except CertificatePartUnreadableError:
        return None


def extended_usages(certificate: x509.Certificate) -> tuple[x509.ObjectIdentifier, ...]:
    """Return the extended key usages; none where the extension is missing."""
    found = extension_of(certificate, x509.ExtendedKeyUsage)
    return tuple(found.value) if found else ()
