"""Issuers put into order from whatever lay beside a key."""

from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import InvalidSignature


def issuers(certificate: x509.Certificate, kept: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Give the issuers of a certificate out of those kept, nearest first; what issued none of them is left out."""
    waiting, found, current = list(kept), list[x509.Certificate](), certificate
    while issuer := next((one for one in waiting if one != current and _issued(current, by=one)), None):
        waiting.remove(issuer)
        found.append(issuer)
        current = issuer
    return tuple(found)


def _issued(certificate: x509.Certificate, *, by: x509.Certificate) -> bool:
    if certificate.issuer != by.subject:
        return False
    try:
        certificate.verify_directly_issued_by(by)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
