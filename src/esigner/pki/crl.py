"""Certificate revocation lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.asn1 import der, nodes
from esigner.pki import signing
from esigner.pki.issuance import Authority
from esigner.pki.keys import hash_for

_EXTENSIONS_PLACE: Final = 5
"""Of [0] crlExtensions in a tbsCertList without revokedCertificates; those come before it."""
_UTC_TIME_UNTIL: Final = 2050
_REASON_OID: Final = "2.5.29.21"
_REASONS: Final = {
    x509.ReasonFlags.key_compromise: 1,
    x509.ReasonFlags.ca_compromise: 2,
    x509.ReasonFlags.affiliation_changed: 3,
    x509.ReasonFlags.superseded: 4,
    x509.ReasonFlags.cessation_of_operation: 5,
    x509.ReasonFlags.certificate_hold: 6,
    x509.ReasonFlags.remove_from_crl: 8,
    x509.ReasonFlags.privilege_withdrawn: 9,
    x509.ReasonFlags.aa_compromise: 10,
}
"""CRLReason (RFC 5280, 5.3.1)."""


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

    `cryptography` writes the list without entries, and its time grows with the square of their number: the entries are
    written here, put in their place, and signed with it.

    Standard: RFC 5280 5.1, 5.2 (cRLNumber, authorityKeyIdentifier; reasonCode omitted if unspecified).
    """
    empty = nodes.read(_without_entries(authority, number=number, this_update=this_update, next_update=next_update))
    to_be_signed, algorithm, _ = empty.exactly(3)
    parts = [part.encoded for part in to_be_signed.children()]
    if entries := [_entry(entry) for entry in revoked]:
        parts.insert(_EXTENSIONS_PLACE, der.sequence(*entries))
    signed = der.sequence(*parts)
    return der.sequence(signed, algorithm.encoded, der.bit_string(signing.sign(authority.key, signed)))


def _without_entries(authority: Authority, *, number: int, this_update: datetime, next_update: datetime) -> bytes:
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
    return builder.sign(authority.key, hash_for(authority.key)).public_bytes(Encoding.DER)


def _entry(entry: Revoked) -> bytes:
    parts = [der.integer(entry.serial), _time(entry.revoked_at)]
    if entry.reason is not x509.ReasonFlags.unspecified:
        reason = der.octet_string(der.enumerated(_REASONS[entry.reason]))
        parts.append(der.sequence(der.sequence(der.oid(_REASON_OID), reason)))
    return der.sequence(*parts)


def _time(moment: datetime) -> bytes:
    """Return the time as a list has it: UTCTime through 2049, then GeneralizedTime (RFC 5280, 5.1.2.4)."""
    moment = moment.astimezone(UTC)
    return der.utc_time(moment) if moment.year < _UTC_TIME_UNTIL else der.generalized_time(moment)
