"""From a certificate to a trust anchor, at a time, for a purpose."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from esigner.pki import purposes
from esigner.pki.errors import CertificateExpired, CertificateNotYetValid, CertificateUntrusted, PathError
from esigner.pki.purposes import Purpose

__all__ = ["Purpose", "validate"]

Path = tuple[x509.Certificate, ...]

_MAX_LENGTH: Final = 8
_DIGESTS: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_UNDERSTOOD: Final = (
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
    x509.CertificatePolicies,
    x509.SubjectKeyIdentifier,
    x509.AuthorityKeyIdentifier,
    x509.AuthorityInformationAccess,
    x509.CRLDistributionPoints,
)
"""What may be critical; anything else that is critical ends the path (RFC 5280 4.2)."""


def validate(
    certificate: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
    at: datetime,
    purpose: Purpose,
) -> Path:
    """Give the path: the certificate first, the anchor last.

    1. Build every path of valid signatures from the certificate to an anchor.
    2. Every certificate of the path is valid at `at`.
    3. The certificate is meant for the purpose, and no authority above it excludes that.

    An anchor may be a root, an issuing CA, or the certificate itself. The first path without fault wins; where all
    have one, the first path's is raised.

    Raises:
        CertificateUntrusted: No path to an anchor.
        CertificateExpired: A certificate of the path was past its validity at `at`.
        CertificateNotYetValid: A certificate of the path was not yet valid.
        CertificateWrongPurpose: keyUsage or extendedKeyUsage do not allow the purpose.

    Standard: RFC 5280 6.1 without policies; a certificate with critical constraints we do not apply is refused.
    """
    first_fault: PathError | None = None
    for path in _paths((certificate,), anchors, intermediates):  # (1)
        try:
            _check_times(path, at)  # (2)
            purposes.check(path, purpose)  # (3)
        except PathError as fault:
            first_fault = first_fault or fault
        else:
            return path
    raise first_fault or CertificateUntrusted


def _paths(path: Path, anchors: Sequence[x509.Certificate], others: Sequence[x509.Certificate]) -> Iterator[Path]:
    last = path[-1]
    if last in anchors:
        yield path
        return
    if len(path) == _MAX_LENGTH or not _is_understood(last):
        return
    for issuer in (*anchors, *others):
        if issuer not in path and _issued(issuer, last) and _may_issue(issuer, below=len(path) - 1):
            yield from _paths((*path, issuer), anchors, others)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    if issuer.subject != certificate.issuer or not isinstance(_digest(certificate), _DIGESTS):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _digest(certificate: x509.Certificate) -> hashes.HashAlgorithm | None:
    try:
        return certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None


def _is_understood(certificate: x509.Certificate) -> bool:
    try:
        extensions = list(certificate.extensions)
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return False
    return all(isinstance(one.value, _UNDERSTOOD) for one in extensions if one.critical)


def _may_issue(issuer: x509.Certificate, *, below: int) -> bool:
    """Say whether it is an authority that may stand above `below` other authorities."""
    if not _is_understood(issuer):
        return False
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    usage = purposes.key_usage(issuer)
    long_enough = constraints.path_length is None or constraints.path_length >= below
    return constraints.ca and long_enough and (usage is None or usage.key_cert_sign)


def _check_times(path: Path, at: datetime) -> None:
    for certificate in path:
        subject = purposes.common_name(certificate)
        if at < certificate.not_valid_before_utc:
            raise CertificateNotYetValid(subject=subject, not_before=_written(certificate.not_valid_before_utc))
        if at > certificate.not_valid_after_utc:
            raise CertificateExpired(subject=subject, not_after=_written(certificate.not_valid_after_utc))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
