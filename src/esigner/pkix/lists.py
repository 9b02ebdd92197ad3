"""Revocation lists from others: read whatever their issuer's name, and checked for one certificate.

Judged by RFC 5280, 5 and 6.3.3, for complete lists of the certificate's own issuer. Deltas, indirect lists and lists
for some reasons only are refused: each would need others to show that a certificate is good.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509

from esigner.algorithms import digests, verification
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.asn1 import der, nodes, tags
from esigner.bounds import WorkLimitExceededError, spend
from esigner.pkix import extensions, fields, list_scope, names, schemes
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.fields import RawExtension
from esigner.pkix.names import Name

_BLOCK: Final = re.compile(rb"\s*-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----\s*")
_EXTENSIONS: Final = 0xA0
_NO_NAME: Final = bytes.fromhex("3000")
_ED25519: Final = bytes.fromhex("300506032b6570")
_NO_SIGNATURE: Final = bytes.fromhex("030100")


class Unfit(StrEnum):
    """Why a list says nothing about a certificate."""

    ISSUER = "issuer"
    """It belongs to another issuer."""
    PARTIAL = "partial"
    """It does not cover every reason or such certificates, or has an unknown critical extension."""
    WEAK = "weak"
    SIGNATURE = "signature"
    """The issuer did not sign it, or may not sign lists."""


@dataclass(frozen=True, slots=True, eq=False)
class RevocationList:
    """A list as read; nothing is verified."""

    encoded: bytes
    """The whole list, DER."""
    signed: bytes
    issuer: Name
    algorithm: bytes
    """AlgorithmIdentifier inside what was signed."""
    outer_algorithm: bytes
    signature: bytes
    this_update: datetime
    next_update: datetime | None
    extensions: tuple[RawExtension, ...]
    _twin: x509.CertificateRevocationList
    """Only times and entries, as read by the library."""
    _judged: dict[x509.Certificate, "Unfit | None"] = field(default_factory=dict)
    """By issuer, what `why_not_signed` found: one list speaks for many certificates."""

    def revoked_at(self, certificate: x509.Certificate) -> datetime | None:
        """Return when that certificate of the issuer was revoked, None if it is not on the list.

        Raises:
            CertificatePartUnreadableError: Its entry, or an unknown critical extension of it (RFC 5280, 5.3).
        """
        try:
            entry = self._twin.get_revoked_certificate_by_serial_number(fields.of(certificate).serial)
            critical = [] if entry is None else [one.value for one in entry.extensions if one.critical]
        except Exception as error:  # any library error caused by a foreign entry
            raise CertificatePartUnreadableError(part="crlEntryExtensions") from error
        if not all(isinstance(one, x509.CRLReason | x509.InvalidityDate) for one in critical):
            raise CertificatePartUnreadableError(part="crlEntryExtensions")
        return None if entry is None else entry.revocation_date_utc


def load(encoded: bytes) -> RevocationList:
    """Return the list in these bytes of DER.

    Raises:
        CertificatePartUnreadableError: They do not encode one.
    """
    spend(50 + len(encoded) // 1024)
    try:
        signed, outer, value = nodes.read_ber(encoded).expect(tags.SEQUENCE).children()
        parts = signed.expect(tags.SEQUENCE).children()
        first = 1 if parts[0].tag == tags.INTEGER else 0
        algorithm, issuer = parts[first], parts[first + 1].expect(tags.SEQUENCE)
        last = parts[-1] if parts[-1].tag == _EXTENSIONS else None
        kept = [one.encoded for one in (parts[:-1] if last else parts)]
        kept[first : first + 2] = [_ED25519, _NO_NAME]
        twin = x509.load_der_x509_crl(der.sequence(der.sequence(*kept), _ED25519, _NO_SIGNATURE))
        return RevocationList(
            encoded=encoded,
            signed=signed.encoded,
            issuer=names.read(issuer.encoded),
            algorithm=algorithm.encoded,
            outer_algorithm=outer.encoded,
            signature=value.expect(tags.BIT_STRING).content[1:],
            this_update=twin.last_update_utc,
            next_update=twin.next_update_utc,
            extensions=fields.listed(last.content) if last else (),
            _twin=twin,
        )
    except WorkLimitExceededError:
        raise
    except Exception as error:  # as above
        raise CertificatePartUnreadableError(part="certificate revocation list") from error


def load_any(encoded: bytes) -> RevocationList:
    """Return the list in DER, or in one block of PEM, as sent by some servers.

    Raises:
        CertificatePartUnreadableError: It is neither.
    """
    block = _BLOCK.fullmatch(encoded)
    return load(encoded if block is None else b64decode(b"".join(block[1].split())))


def unfit(listed: RevocationList, certificate: x509.Certificate, issuer: x509.Certificate) -> Unfit | None:
    """Return why the list does not cover this certificate of that issuer; None if it does.

    Raises:
        CertificatePartUnreadableError: A required name or extension.
    """
    if not listed.issuer.key == fields.issuer(certificate).key == fields.subject(issuer).key:
        return Unfit.ISSUER
    if not list_scope.covers(listed.extensions, certificate):
        return Unfit.PARTIAL
    return why_not_signed(listed, issuer)


def why_not_signed(listed: RevocationList, issuer: x509.Certificate) -> Unfit | None:
    """Return why the list does not count as signed by that issuer; None if it does.

    Raises:
        CertificatePartUnreadableError: As `unfit`.
    """
    if listed.issuer.key != fields.subject(issuer).key:
        return Unfit.ISSUER
    if issuer not in listed._judged:  # noqa: SLF001 — this module's own
        listed._judged[issuer] = _why_not_signed(listed, issuer)  # noqa: SLF001 — as above
    return listed._judged[issuer]  # noqa: SLF001 — as above


def _why_not_signed(listed: RevocationList, issuer: x509.Certificate) -> Unfit | None:
    usage = extensions.find(issuer, x509.KeyUsage)
    if listed.algorithm != listed.outer_algorithm or (usage is not None and not usage.value.crl_sign):
        return Unfit.SIGNATURE
    # Its signature covers all of it, and its entries are scanned one by one.
    spend(len(listed.signed) // 256)
    try:
        scheme = schemes.read(listed.algorithm)
        if scheme.digest in digests.KNOWN and scheme.digest not in digests.STRONG:
            return Unfit.WEAK
        key = fields.public_key(issuer)
        verification.verify(key, value=listed.signature, data=listed.signed, scheme=scheme)
    except (UnknownAlgorithmError, WrongSignatureError):
        return Unfit.SIGNATURE
    return None
