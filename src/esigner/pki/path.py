"""From a certificate to a trust anchor, at a time, for a purpose: used by signing and the doors.

`pkix` searches and judges; here are this service's requirements for a path and its errors where there is none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509

from esigner.algorithms import digests
from esigner.pki.errors import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateUntrustedError,
    CertificateWrongPurposeError,
    PathError,
)
from esigner.pkix import fields, path
from esigner.pkix.path import Fault, Flaw, NoPath, Requirements
from esigner.pkix.purposes import Purpose
from esigner.pkix.search import Path, Pool

__all__ = ["Purpose", "validate"]

_WEAK_DIGESTS: Final = frozenset(digests.KNOWN) - digests.STRONG
_TELLING: Final = frozenset({Fault.EXPIRED, Fault.NOT_YET_VALID, Fault.PURPOSE})


def validate(
    certificate: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
    at: datetime,
    purpose: Purpose,
) -> Path:
    """Return the path: the certificate first, the anchor last.

    An anchor may be a root, an issuing CA, or the certificate itself; since an officer chose it, not its own content,
    it must satisfy the rules as well. The shortest path without fault wins; if all have one, the first fault of
    time or purpose is raised, since such a path does lead to an anchor.

    Raises:
        CertificateUntrustedError: No path to an anchor.
        CertificateExpiredError: A certificate of the path was past its validity at `at`.
        CertificateNotYetValidError: A certificate of the path was not yet valid.
        CertificateWrongPurposeError: keyUsage or extendedKeyUsage do not allow the purpose.

    Standard: RFC 5280, 6.1, with any policy acceptable.
    """
    trusted = frozenset(anchors)
    found = path.find(
        certificate,
        pools=(Pool(anchors), Pool(intermediates)),
        is_anchor=trusted.__contains__,
        requirements=Requirements(purpose=purpose, weak_digests=_WEAK_DIGESTS),
        at=at,
    )
    if not isinstance(found, NoPath):
        return found
    telling = next((flaw for flaw in found.flaws if flaw.fault in _TELLING), None)
    raise _error(telling) if telling else CertificateUntrustedError


def _error(flaw: Flaw) -> PathError:
    if flaw.fault is Fault.PURPOSE:
        return CertificateWrongPurposeError(purpose=flaw.detail)
    subject, (begins_at, ends_at) = fields.subject(flaw.certificate).shown, fields.validity(flaw.certificate)
    if flaw.fault is Fault.EXPIRED:
        return CertificateExpiredError(subject=subject, not_after=_written(ends_at))
    return CertificateNotYetValidError(subject=subject, not_before=_written(begins_at))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
