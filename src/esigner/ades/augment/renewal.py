"""When a document must be augmented again at the latest, and why.

Certificates and algorithms behind a signature expire. Only a timestamp then proves what existed before:

1. Until there is a timestamp over the value: the signer's certificate, its issuers, and their algorithms.
2. Until the signature holds the status of the signer's certificate: that certificate, since an authority need not
   publish it after expiry (RFC 5280, 3.3).
3. Until there is an archive timestamp: the algorithms of the signer's certificates, since nothing proves that they
   existed before.
4. With a timestamp: the certificate of the last one's unit, its issuers, their algorithms and the digest algorithm.

Each level moves the signature to the next basis; the document's end is the earliest of all its signatures.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from esigner.ades.augment import outstanding
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.procedure import candidates_of
from esigner.ades.containers.files import DataFile
from esigner.ades.encoding import cms_reading
from esigner.ades.encoding.algorithms import BROKEN_CERTIFICATE
from esigner.ades.rules.signature_rules import ALGORITHM_WEAK
from esigner.ades.trust import algorithm_ends
from esigner.ades.trust.algorithm_ends import End
from esigner.ades.validation.candidate import Candidate
from esigner.algorithms import digests, signatures
from esigner.algorithms.verification import WrongSignatureError
from esigner.pkix import fields, schemes
from esigner.pkix.errors import CertificatePartUnreadableError


class Reason(StrEnum):
    """What ends."""

    SIGNER_CERTIFICATE = "SIGNER_CERTIFICATE"
    """The signer's certificate or an issuer's, while no timestamp or no status outlasts it."""
    TIMESTAMP_CERTIFICATE = "TIMESTAMP_CERTIFICATE"
    """The certificate of the last timestamp's unit, or an issuer's."""
    ALGORITHM = "ALGORITHM"
    """A digest algorithm, or a signature algorithm with its key length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When to augment, at the latest."""

    at: datetime
    """May lie in the past."""
    reason: Reason
    signature: str
    """Id of the signature that is due first, as the validation report names it."""
    detail: str = ""
    """The algorithm, or the subject of the time-stamping certificate; a signer is not named."""


def due(document: bytes, *, detached: Sequence[DataFile] = (), known: Sequence[x509.Certificate] = ()) -> Due:
    """Return the moment by which the document must be augmented (again), and why.

    Args:
        document: Container, PDF, XML, CMS or JSON, ours or another's, of any level.
        detached: The files that a signature outside a container covers.
        known: Issuers that may be missing from the document.

    Raises:
        RefusedError: It cannot be read, or holds no signature.
        AugmentationRefusedError: A signature has no room for it; or there are timestamps alone, without certificates.
        SignatureBrokenError: A signature does not verify.
    """
    candidates = candidates_of(document, detached=detached)
    ends = [end for one in candidates for end in _ends(one, known)]
    if not ends:
        raise AugmentationRefusedError(signature=candidates[0].id, reason="no certificate of any timestamp is at hand")
    return min(ends, key=lambda end: end.at)


def _ends(candidate: Candidate, known: Sequence[x509.Certificate]) -> Iterator[Due]:
    stamped = outstanding.units(candidate)
    pool = [*candidate.certificates, *(c for unit in stamped for c in unit.certificates), *known]
    proving = [unit for unit in stamped if unit.proves_signature]
    signers = [] if candidate.certificate is None else _chain(candidate.certificate, pool)
    if not proving:  # (1)
        yield from _of_certificates(signers, Reason.SIGNER_CERTIFICATE, candidate.id)
        yield from _of_algorithms(_of_value(candidate), candidate.id)
    elif not outstanding.proves_signer(candidate):  # (2)
        yield from _of_certificates(signers[:1], Reason.SIGNER_CERTIFICATE, candidate.id)
    if not any(unit.is_archive for unit in proving):  # (3)
        yield from _of_algorithms((end for one in signers for end in _of_certificate(one)), candidate.id)
    if proving:  # (4)
        last = proving[-1]
        units = _chain(last.certificate, pool)
        yield from _of_certificates(units, Reason.TIMESTAMP_CERTIFICATE, candidate.id)
        yield from _of_algorithms(_of_token(last), candidate.id)
        yield from _of_algorithms((end for one in units for end in _of_certificate(one)), candidate.id)


def _chain(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificate, even if it is its own issuer, and its issuers below the root."""
    return [certificate, *(one for one in outstanding.chain(certificate, pool) if one != certificate)]


def _of_certificates(certificates: Iterable[x509.Certificate], reason: Reason, signature: str) -> Iterator[Due]:
    for one in certificates:
        named = fields.subject(one).text if reason is Reason.TIMESTAMP_CERTIFICATE else ""
        yield Due(at=one.not_valid_after_utc, reason=reason, signature=signature, detail=named)


def _of_algorithms(ends: Iterable[End], signature: str) -> Iterator[Due]:
    for end in ends:
        yield Due(at=end.at, reason=Reason.ALGORITHM, signature=signature, detail=end.algorithm)


def _of_value(candidate: Candidate) -> Iterator[End]:
    """Return the ends of the signature's own algorithms; of its references' digests, those that are weak are known."""
    if candidate.certificate is not None and candidate.scheme is not None:
        with suppress(*BROKEN_CERTIFICATE):
            yield from algorithm_ends.of_signature(candidate.scheme, candidate.certificate.public_key())
    for finding in (f for check in candidate.checks for f in check.findings if f.rule is ALGORITHM_WEAK):
        yield from algorithm_ends.of_digest(_digest_behind(finding.detail))


def _of_token(unit: outstanding.Unit) -> Iterator[End]:
    """Return the ends of the timestamp's imprint and of its signature."""
    yield from algorithm_ends.of_digest(unit.token.digest_algorithm)
    with suppress(WrongSignatureError, *BROKEN_CERTIFICATE):
        yield from algorithm_ends.of_signature(
            cms_reading.scheme(unit.token.signed.signers[0]), unit.certificate.public_key()
        )


def _of_certificate(certificate: x509.Certificate) -> Iterator[End]:
    """Return the ends of the algorithms by which the issuer vouches for it."""
    try:
        scheme = schemes.read(fields.of(certificate).algorithm)
    except (CertificatePartUnreadableError, WrongSignatureError):
        return
    yield from algorithm_ends.of_digest(scheme.digest)
    if scheme.kind in ("RSA", "PSS"):  # a value is as long as the issuer's key, which may be unavailable
        yield from algorithm_ends.of_key(scheme.kind, len(certificate.signature) * 8)


def _digest_behind(detail: str) -> str:
    """Return the digest algorithm that a finding names by itself, or by the URI of a signature or digest algorithm."""
    row = signatures.BY_URI.get(detail)
    digest = row.digest if row else digests.BY_URI.get(detail)
    return digest.name if digest else detail
