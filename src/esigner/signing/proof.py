"""What proves a signature from outside: the timestamp over its value, and after it the certificate's status."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings

from esigner import ades
from esigner.ades.timestamps.errors import TimestampError
from esigner.pki.errors import PathError
from esigner.registry import anchors, links
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.signing import signers
from esigner.signing.errors import (
    AuthorityUnavailableError,
    SignerCertificateRevokedError,
    SignerCertificateStatusUnknownError,
)
from esigner.signing.models import Signature
from esigner.wire import evidence, stamping
from esigner.wire.errors import SignerNotGoodError, WireError

ALGORITHM = "SHA256"
WITH_EVIDENCE = frozenset({ades.Level.LT.value, ades.Level.LTA.value})


def timestamp(signature: Signature, *, environment: str) -> bytes:
    """Return the DER token of the environment's time-stamping authority over the signature's value.

    Raises:
        AuthorityUnavailableError: Whatever went wrong outside: the value is good, the token can be had later.
    """
    data = ades.timestamp_input(ades.Prepared.from_json(signature.prepared), bytes(signature.value or b""))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    authorities = links.time_stamping(environment)
    try:
        return stamping.stamp(digest.finalize(), algorithm=ALGORITHM, authorities=authorities)
    except WireError as error:
        raise AuthorityUnavailableError(cause=error.code) from error


def revocation(signature: Signature, *, environment: str) -> ades.ValidationData:
    """Return the status proof that the signature's level needs, and every certificate that a validator will want.

    The signer's status is asked at every level: nobody signs with a revoked certificate.

    Raises:
        SignerCertificateRevokedError: The responder says so.
        SignerCertificateStatusUnknownError: Neither a responder nor a list is named, or none knows the certificate.
        AuthorityUnavailableError: Something that is needed cannot be had now.
    """
    certificate = signers.read_certificate(bytes(signature.certificate))
    # As of the moment the value came: a completion delayed by days must not find the certificate expired.
    at = signature.value_given_at or signature.created_at
    signer = signers.trusted_path(certificate, environment=environment, at=at)
    try:
        if signature.timestamp is None or signature.level not in WITH_EVIDENCE:
            return _material(evidence.signer_proof(signer, reach=reach()))
        trusted = anchors.of(Environment(environment), AnchorPurpose.TIMESTAMP)
        stamped = evidence.timestamp_path(bytes(signature.timestamp), anchors=trusted)
        return evidence.collect(signer=signer, timestamp=stamped, reach=reach())
    except SignerNotGoodError as error:
        is_revoked = error.data["state"] == "REVOKED"
        raise (SignerCertificateRevokedError if is_revoked else SignerCertificateStatusUnknownError) from error
    except (WireError, PathError, TimestampError) as error:
        raise AuthorityUnavailableError(cause=error.code) from error


def _material(proof: tuple[str, bytes] | None) -> ades.ValidationData:
    """Return the signer's own proof; nothing where its issuer publishes no status."""
    if proof is None:
        return ades.ValidationData()
    kind, own = proof
    return ades.ValidationData(ocsp_responses=(own,)) if kind == "OCSP" else ades.ValidationData(crls=(own,))


def reach() -> evidence.Reach:
    """Return how services are asked for status in this installation."""
    return evidence.Reach(list_age=timedelta(seconds=settings.ESIGNER_CRL_AGE_SECONDS))


def known(environment: str) -> tuple[x509.Certificate, ...]:
    """Return the trusted roots of an environment, which documents need not carry."""
    chosen = Environment(environment)
    purposes = (AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP)
    return tuple(dict.fromkeys(one for purpose in purposes for one in anchors.of(chosen, purpose)))
