"""Issuers put into order from what was kept with a key."""

from collections.abc import Iterable

from cryptography import x509

from esigner.pkix import signatures


def issuers(certificate: x509.Certificate, kept: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return the issuers of a certificate from those kept, nearest first; what issued none of them is left out."""
    waiting, found, current = list(kept), list[x509.Certificate](), certificate
    while issuer := next((one for one in waiting if one != current and signatures.is_issued_by(current, one)), None):
        waiting.remove(issuer)
        found.append(issuer)
        current = issuer
    return tuple(found)
