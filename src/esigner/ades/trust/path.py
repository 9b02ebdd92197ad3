"""Certificate paths (RFC 5280, 6) for the validator: the requirements of its policies, and its rules for flaws.

`pkix` searches and judges. Among the paths found, the first valid one counts, else the finding of the
shortest one is raised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509

from esigner.ades.rules import RefusedError, Rule, trust_rules
from esigner.ades.trust.anchors import Anchor, Purpose, Trust
from esigner.pkix import fields, path, purposes, signatures
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.path import AnchorRole, Fault, NoPath, Requirements, UsageScope
from esigner.pkix.search import Pool

_RULES: Final[dict[Fault, Rule]] = {
    Fault.WEAK: trust_rules.PATH_WEAK,
    Fault.EXTENSION: trust_rules.PATH_EXTENSION,
    Fault.NOT_AUTHORITY: trust_rules.PATH_NOT_AUTHORITY,
    Fault.LENGTH: trust_rules.PATH_LENGTH,
    Fault.NAMES: trust_rules.PATH_NAMES,
    Fault.POLICIES: trust_rules.PATH_POLICIES,
    Fault.EXPIRED: trust_rules.CERTIFICATE_EXPIRED,
    Fault.NOT_YET_VALID: trust_rules.CERTIFICATE_NOT_YET_VALID,
    Fault.PURPOSE: trust_rules.PATH_PURPOSE,
}
_PURPOSES: Final = {
    Purpose.SIGNATURE: purposes.Purpose.SIGNATURE,
    Purpose.TIMESTAMP: purposes.Purpose.TIMESTAMP,
    Purpose.OCSP: purposes.Purpose.OCSP,
}

issued = signatures.is_issued_by


@dataclass(frozen=True, kw_only=True)
class Path:
    """Certificates from the requested one to the anchor, and the anchor."""

    certificates: tuple[x509.Certificate, ...]
    anchor: Anchor

    @property
    def issuer(self) -> x509.Certificate:
        """The issuer of the first certificate; the certificate itself if it is the anchor."""
        return self.certificates[1] if len(self.certificates) > 1 else self.certificates[0]

    @property
    def pairs(self) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
        """Each certificate below the anchor with its issuer."""
        return zip(self.certificates, self.certificates[1:], strict=False)


def find(
    certificate: x509.Certificate,
    *,
    trust: Trust,
    purpose: Purpose,
    at: datetime,
    pool: Sequence[x509.Certificate] = (),
    rsa_bits_at_least: int = 1900,
) -> Path:
    """Return a path that is valid at that time; the anchor's own certificate is not checked.

    Raises:
        RefusedError: No path (PATH_NOT_FOUND), or the rule that the best one breaks.
    """

    def anchor_of(one: x509.Certificate) -> Anchor | None:
        return trust.anchor_of(one, purpose=purpose, at=at)

    found = path.find(
        certificate,
        pools=(Pool(pool), trust.known_pool),
        is_anchor=lambda one: anchor_of(one) is not None,
        requirements=Requirements(
            purpose=_PURPOSES[purpose],
            scope=UsageScope.CRITICAL,
            anchor=AnchorRole.AS_GIVEN,
            rsa_bits_at_least=rsa_bits_at_least,
        ),
        at=at,
    )
    if not isinstance(found, NoPath):
        anchor = anchor_of(found[-1])
        assert anchor is not None  # noqa: S101 — it is where the path was allowed to end
        return Path(certificates=found, anchor=anchor)
    if not found.flaws:
        raise RefusedError(trust_rules.PATH_NOT_FOUND, _issuer_of(certificate))
    flaw = found.flaws[0]
    raise RefusedError(_RULES[flaw.fault], flaw.detail[:_DETAIL_AT_MOST])


_DETAIL_AT_MOST: Final = 500


def check_time(certificate: x509.Certificate, at: datetime) -> None:
    """Refuse a certificate outside its validity.

    Raises:
        RefusedError: CERTIFICATE_EXPIRED or CERTIFICATE_NOT_YET_VALID.
    """
    begins_at, ends_at = fields.validity(certificate)
    if at > ends_at:
        raise RefusedError(trust_rules.CERTIFICATE_EXPIRED, ends_at.isoformat())
    if at < begins_at:
        raise RefusedError(trust_rules.CERTIFICATE_NOT_YET_VALID, begins_at.isoformat())


def _issuer_of(certificate: x509.Certificate) -> str:
    try:
        return fields.issuer(certificate).text[:_DETAIL_AT_MOST]
    except CertificatePartUnreadableError:
        return ""
