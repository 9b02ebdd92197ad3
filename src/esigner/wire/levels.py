"""Raising the level of finished documents: what `ades.augment` asks for is fetched here.

Standard: EN 319 102-1, 4.3 (the levels); the order of the stages is that of `ades.augment.procedure`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades import augment
from esigner.ades.containers.files import DataFile
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.formats import Level
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix import answers, extensions, fields
from esigner.wire import evidence, stamping
from esigner.wire.errors import IssuerNotGoodError
from esigner.wire.evidence import Reach
from esigner.wire.issuing_chain import issuers
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
    reach: Reach = evidence.DEFAULT,
) -> bytes:
    """Return the document with all its signatures at the level; LTA again renews the archive timestamp.

    Args:
        document: Container, PDF, XML, CMS or JSON, ours or another's.
        level: T, LT or LTA.
        authorities: For the timestamps, in the order of preference.
        at: Dates changed entries of a container.
        known: Issuers that the document may not carry, roots too.
        detached: The files that a signature outside a container covers.
        digest_algorithm: Of the timestamps.
        archive: Where archive timestamps of a container with CAdES go.
        reach: Which responders to ask, and how long to wait.

    Raises:
        AdesError, RefusedError: As `augment.stages` and `augment.apply`.
        SignerNotGoodError: A signer's certificate is revoked, unknown to its issuer, or names no responder.
        IssuerNotGoodError: An issuer or a time-stamping unit is revoked, or not at hand.
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
    """Return a DER TimeStampToken over the bytes."""
    digest = digest_named(digest_algorithm).digest(data)
    return stamping.stamp(digest, algorithm=digest_algorithm, authorities=authorities)


def _material(needed: augment.Needs, *, reach: Reach) -> ValidationData:
    """Return a proof for each certificate that needs one, and the issuers found on the way."""
    responses, crls, found = [], [], list[x509.Certificate]()
    for certificate in needed.revocation_of:
        above = issuers(certificate, needed.issuers)
        if not above:
            raise IssuerNotGoodError(subject=fields.issuer(certificate).text, state=_UNKNOWN)
        found += above
        # More than one validator takes the one OCSP answer it finds for the signer's: the others go by lists.
        if _signs_documents(certificate):
            found_proof = evidence.signer_proof((certificate, *above), reach=reach)
        else:
            found_proof = evidence.proof(certificate, above[0], reach=reach)
        if found_proof is None:
            continue
        kind, encoded = found_proof
        if kind == "CRL":
            crls.append(encoded)
            continue
        responses.append(encoded)
        found += answers.load(encoded).certificates
    return ValidationData(
        ocsp_responses=tuple(dict.fromkeys(responses)),
        crls=tuple(dict.fromkeys(crls)),
        certificates=tuple(dict.fromkeys(found)),
    )


def _signs_documents(certificate: x509.Certificate) -> bool:
    """Return whether it is neither an authority's nor a time-stamping unit's."""
    constraints = extensions.listed(certificate, x509.BasicConstraints)
    usages = extensions.listed(certificate, x509.ExtendedKeyUsage) or ()
    return not (constraints and constraints.ca) and ExtendedKeyUsageOID.TIME_STAMPING not in usages
