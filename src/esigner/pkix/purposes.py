"""The permitted uses of a certificate, by its keyUsage and extendedKeyUsage."""

from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.pkix import extensions


class Purpose(StrEnum):
    """The intended use of the certificate."""

    CLIENT = "client"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    OCSP = "ocsp"
    SERVER = "server"


_EXTENDED: Final = {
    Purpose.CLIENT: ExtendedKeyUsageOID.CLIENT_AUTH,
    Purpose.SERVER: ExtendedKeyUsageOID.SERVER_AUTH,
    Purpose.TIMESTAMP: ExtendedKeyUsageOID.TIME_STAMPING,
    Purpose.OCSP: ExtendedKeyUsageOID.OCSP_SIGNING,
}
_NOT_FOR_DOCUMENTS: Final = frozenset(_EXTENDED.values())


def allow(path: tuple[x509.Certificate, ...], purpose: Purpose) -> bool:
    """Return whether the first certificate allows the purpose and no authority above excludes it.

    Raises:
        CertificatePartUnreadableError: keyUsage or extendedKeyUsage of one of them.

    Standard: RFC 5280, 4.2.1.3 and 4.2.1.12; RFC 3161, 2.3 for timestamps.
    """
    leaf, *authorities = path
    itself = _key_usage_allows(leaf, purpose) and _extended_usage_allows(leaf, purpose)
    return itself and all(_authority_allows(one, purpose) for one in authorities)


def critical_usages_allow(path: tuple[x509.Certificate, ...], purpose: Purpose) -> bool:
    """Return the same by critical extensions alone, for callers with their own rules for the rest.

    keyUsage of a signer is left to such rules as well: which of its bits are required is a matter of policy.

    Raises:
        CertificatePartUnreadableError: extendedKeyUsage of one of them.
    """
    if purpose is not Purpose.SIGNATURE and not _key_usage_allows(path[0], purpose):
        return False
    found = (extensions.find(one, x509.ExtendedKeyUsage) for one in path)
    return all(_contains(frozenset(one.value), purpose) for one in found if one is not None and one.critical)


def _key_usage_allows(leaf: x509.Certificate, purpose: Purpose) -> bool:
    found = extensions.find(leaf, x509.KeyUsage)
    if found is None:
        return True
    if purpose in (Purpose.SIGNATURE, Purpose.TIMESTAMP, Purpose.OCSP):
        return found.value.digital_signature or found.value.content_commitment
    return found.value.digital_signature


def _extended_usage_allows(leaf: x509.Certificate, purpose: Purpose) -> bool:
    found = extensions.find(leaf, x509.ExtendedKeyUsage)
    if purpose is Purpose.TIMESTAMP:
        return found is not None and found.critical and list(found.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    if found is None:
        return purpose is not Purpose.OCSP  # RFC 6960, 4.2.2.2: a responder's certificate must say so
    return _contains(frozenset(found.value), purpose)


def _authority_allows(authority: x509.Certificate, purpose: Purpose) -> bool:
    usages = extensions.extended_usages(authority)
    return usages is None or _contains(frozenset(usages), purpose)


def _contains(usages: frozenset[x509.ObjectIdentifier], purpose: Purpose) -> bool:
    if ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages:
        return True
    if purpose is Purpose.SIGNATURE:
        # Many usages suit documents (e-mail protection, document signing, vendors' own); a few certainly do not.
        return not usages <= _NOT_FOR_DOCUMENTS
    return _EXTENDED[purpose] in usages
