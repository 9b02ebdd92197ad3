"""Raising the level of documents that stand: what `ades.augment` asks for is fetched here.

Standard: EN 319 102-1, 4.3 (the levels); the order of the stages is that of `ades.augment.procedure`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades import augment
from esigner.ades.algorithms import digest_named
from esigner.ades.files import DataFile
from esigner.ades.format import Level
from esigner.ades.material import Revocation
from esigner.wire import crl as lists
from esigner.wire import evidence, stamping, turns
from esigner.wire import ocsp as answers
from esigner.wire.errors import IssuerNotGood
from esigner.wire.keys.chain import issuers
from esigner.wire.stamping import Authorities

_UNKNOWN: Final = "UNKNOWN"


def raised(
    document: bytes,
    *,
    level: Level,
    authorities: Authorities,
    at: datetime,
    known: Sequence[x509.Certificate] = (),
    detached: Sequence[DataFile] = (),
    digest_algorithm: str = "SHA256",
    archive: augment.Archive = augment.Archive.SIGNATURE,
    reach: evidence.Reach = evidence.DEFAULT,
) -> bytes:
    """Give the document with all its signatures at the level; LTA again renews the archive timestamp.

    Args:
        document: Container, PDF, XML, CMS or JSON, ours or another's.
        level: T, LT or LTA.
        authorities: For the timestamps, in the order of preference.
        at: Dates changed entries of a container.
        known: Issuers that the document may not carry, roots too.
        detached: The files that a signature outside a container covers.
        digest_algorithm: Of the timestamps.
        archive: Where archive timestamps of a container with CAdES go.
        reach: Whom to ask for status, and how long to wait.

    Raises:
        AdesError, RefusedError: As `augment.stages` and `augment.apply`.
        WireError: A service did not answer, or not rightly.
    """
    for stage in augment.stages(document, level=level, detached=detached, known=known):
        needed = augment.needs(
            document,
            stage=stage,
            detached=detached,
            known=known,
            digest_algorithm=digest_algorithm,
            archive=archive,
        )
        document = augment.apply(
            document,
            stage=stage,
            at=at,
            timestamps=[
                stamp(data, authorities=authorities, digest_algorithm=digest_algorithm)
                for data in needed.timestamps_over
            ],
            revocation=_material(needed, reach=reach) if stage is augment.Stage.MATERIAL else None,
            detached=detached,
            digest_algorithm=digest_algorithm,
            archive=archive,
        )
    return document


def stamp(data: bytes, *, authorities: Authorities, digest_algorithm: str = "SHA256") -> bytes:
    """Give a DER TimeStampToken over the bytes."""
    digest = digest_named(digest_algorithm).digest(data)
    return stamping.stamp(digest, algorithm=digest_algorithm, authorities=authorities)


def _material(needed: augment.Needs, *, reach: evidence.Reach) -> Revocation:
    """Give a proof for each certificate that needs one, and the issuers found on the way."""
    responses, crls, found = [], [], list[x509.Certificate]()
    for certificate in needed.revocation_of:
        above = issuers(certificate, needed.issuers)
        if not above:
            raise IssuerNotGood(subject=certificate.issuer.rfc4514_string(), state=_UNKNOWN)
        found += above
        # More than one validator takes the one OCSP answer it finds for the signer's: the others go by lists.
        if lists.addresses(certificate) and not _signs_documents(certificate):
            current = lists.current(certificate, above[0], age=reach.list_age, timeout_seconds=reach.timeout_seconds)
            if current.holds(certificate):
                raise IssuerNotGood(subject=certificate.subject.rfc4514_string(), state="REVOKED")
            crls.append(current.encoded)
            continue
        responses.append(_good_answer(certificate, above[0], reach=reach))
        found += ocsp.load_der_ocsp_response(responses[-1]).certificates
    return Revocation(
        ocsp_responses=tuple(dict.fromkeys(responses)),
        crls=tuple(dict.fromkeys(crls)),
        certificates=tuple(dict.fromkeys(found)),
    )


def _good_answer(certificate: x509.Certificate, issuer: x509.Certificate, *, reach: evidence.Reach) -> bytes:
    first = reach.responders if _signs_documents(certificate) else ()

    def ask(url: str, seconds: float) -> bytes:
        return answers.fetch(certificate, issuer, url=url, timeout_seconds=seconds)

    encoded = turns.first(
        tuple(dict.fromkeys((*first, *answers.addresses(certificate)))),
        ask,
        kind="OCSP",
        timeout_seconds=reach.timeout_seconds,
        tolerance=reach.tolerance,
    )
    status = ocsp.load_der_ocsp_response(encoded).certificate_status
    if status is not ocsp.OCSPCertStatus.GOOD:
        raise IssuerNotGood(subject=certificate.subject.rfc4514_string(), state=status.name)
    return encoded


def _signs_documents(certificate: x509.Certificate) -> bool:
    """Whether it is neither an authority's nor a time-stamping unit's."""
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return False
        if isinstance(value, x509.ExtendedKeyUsage) and ExtendedKeyUsageOID.TIME_STAMPING in value:
            return False
    return True
