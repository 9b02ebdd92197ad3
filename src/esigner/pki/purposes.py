"""What a certificate may be used for, by its keyUsage and extendedKeyUsage."""

from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from esigner.pki.errors import CertificateWrongPurpose


class Purpose(StrEnum):
    """What the certificate is to be used for."""

    CLIENT = "client"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    SERVER = "server"


_EXTENDED: Final = {
    Purpose.CLIENT: ExtendedKeyUsageOID.CLIENT_AUTH,
    Purpose.SERVER: ExtendedKeyUsageOID.SERVER_AUTH,
    Purpose.TIMESTAMP: ExtendedKeyUsageOID.TIME_STAMPING,
}
_NOT_FOR_DOCUMENTS: Final = frozenset(_EXTENDED.values()) | {ExtendedKeyUsageOID.OCSP_SIGNING}


def check(path: tuple[x509.Certificate, ...], purpose: Purpose) -> None:
    """Accept a path whose first certificate is for the purpose, and whose authorities do not exclude it.

    Raises:
        CertificateWrongPurpose: One of them is not.

    Standard: RFC 5280 4.2.1.3, 4.2.1.12; RFC 3161 2.3 for time stamps.
    """
    leaf, *authorities = path
    allowed = _key_usage_allows(leaf, purpose) and _leaf_extended_usage_allows(leaf, purpose)
    if not allowed or not all(_authority_allows(one, purpose) for one in authorities):
        raise CertificateWrongPurpose(purpose=purpose.value)


def key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    """Give keyUsage, None where it is absent (then nothing is excluded)."""
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def common_name(certificate: x509.Certificate) -> str:
    """Give the CN for a sentence; the whole subject where there is none."""
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        return str(attribute.value)
    return certificate.subject.rfc4514_string()


def _extended_usage(certificate: x509.Certificate) -> tuple[frozenset[ObjectIdentifier], bool] | None:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        return None
    return frozenset(extension.value), extension.critical


def _key_usage_allows(leaf: x509.Certificate, purpose: Purpose) -> bool:
    usage = key_usage(leaf)
    if usage is None:
        return True
    if purpose in (Purpose.SIGNATURE, Purpose.TIMESTAMP):
        return usage.digital_signature or usage.content_commitment
    return usage.digital_signature


def _leaf_extended_usage_allows(leaf: x509.Certificate, purpose: Purpose) -> bool:
    extended = _extended_usage(leaf)
    if purpose is Purpose.TIMESTAMP:
        return extended == (frozenset({ExtendedKeyUsageOID.TIME_STAMPING}), True)
    if extended is None:
        return True
    return _contains(extended[0], purpose)


def _authority_allows(authority: x509.Certificate, purpose: Purpose) -> bool:
    extended = _extended_usage(authority)
    return extended is None or _contains(extended[0], purpose)


def _contains(usages: frozenset[ObjectIdentifier], purpose: Purpose) -> bool:
    if ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages:
        return True
    if purpose is Purpose.SIGNATURE:
        # Many usages suit documents (e-mail protection, document signing, vendors' own); a few surely do not.
        return not usages <= _NOT_FOR_DOCUMENTS
    return _EXTENDED[purpose] in usages
