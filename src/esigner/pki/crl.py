"""Certificate revocation lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pki.issuance import Authority
from esigner.pki.keys import hash_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """One entry of a list."""

    serial: int
    revoked_at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


def build(
    authority: Authority, *, revoked: Iterable[Revoked], number: int, this_update: datetime, next_update: datetime
) -> bytes:
    """Return the authority's full CRL, DER.

    Standard: RFC 5280 5.1, 5.2 (cRLNumber, authorityKeyIdentifier; reasonCode omitted if unspecified).
    """
    issuer = authority.certificate
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(this_update.replace(microsecond=0))
        .next_update(next_update.replace(microsecond=0))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(_entry(entry))
    return builder.sign(authority.key, hash_for(authority.key)).public_bytes(Encoding.DER)


def _entry(entry: Revoked) -> x509.RevokedCertificate:
    revoked_at = entry.revoked_at.replace(microsecond=0)
    builder = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(revoked_at)
    if entry.reason is not x509.ReasonFlags.unspecified:
        builder = builder.add_extension(x509.CRLReason(entry.reason), critical=False)
    return builder.build()
