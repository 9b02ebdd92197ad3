"""The services that an environment asks for proof of a signature, and its trust; the order is `wire.proof`'s."""

from datetime import timedelta

from cryptography import x509
from django.conf import settings

from esigner import ades
from esigner.ades.create.batch.two_step import TwoStep
from esigner.registry import anchors, links
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.signing import signers
from esigner.signing.errors import SignerCertificateRevokedError, SignerCertificateStatusUnknownError
from esigner.signing.models import Signature
from esigner.wire import evidence
from esigner.wire.errors import SignerNotGoodError
from esigner.wire.proof import Keep, Proof, SignerStatus, Sources, prove


def fetch(signature: Signature, *, environment: str, keep: Keep) -> Proof:
    """Return the timestamp and the status that the signature's level needs, or those that were available.

    The signer's status is asked at every level: nobody signs with a revoked certificate.

    Args:
        signature: It has its value.
        environment: Whose authorities and anchors.
        keep: Stores the timestamp as soon as it is there.

    Raises:
        SignerCertificateRevokedError: The responder says so.
        SignerCertificateStatusUnknownError: Neither a responder nor a list is named, or none knows the certificate.
        SigningError: The signer's certificate no longer leads to an anchor.
    """
    prepared = ades.Prepared.from_json(signature.prepared)
    value = ades.check_value(prepared, bytes(signature.value or b""))
    try:
        return prove(
            TwoStep(prepared, value, ()),
            level=ades.Level(signature.level),
            sources=_sources(signature, environment=environment),
            timestamp=None if signature.timestamp is None else bytes(signature.timestamp),
            keep=keep,
        )
    except SignerNotGoodError as error:
        is_revoked = error.data["state"] == "REVOKED"
        raise (SignerCertificateRevokedError if is_revoked else SignerCertificateStatusUnknownError) from error


def _sources(signature: Signature, *, environment: str) -> Sources:
    certificate = signers.read_certificate(bytes(signature.certificate))
    # As of the moment the value arrived: a completion delayed by days must not find the certificate expired.
    at = signature.value_given_at or signature.created_at
    trusted = anchors.of(Environment(environment), AnchorPurpose.TIMESTAMP)
    return Sources(
        signer=signers.trusted_path(certificate, environment=environment, at=at),
        unit=lambda timestamp: evidence.timestamp_path(timestamp, anchors=trusted),
        authorities=links.time_stamping(environment),
        reach=reach(),
        signer_status=SignerStatus.ALWAYS,
    )


def reach() -> evidence.Reach:
    """Return how this installation asks services for status."""
    return evidence.Reach(list_age=timedelta(seconds=settings.ESIGNER_CRL_AGE_SECONDS))


def known(environment: str) -> tuple[x509.Certificate, ...]:
    """Return the trusted roots of an environment, which documents need not carry."""
    chosen = Environment(environment)
    purposes = (AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP)
    return tuple(dict.fromkeys(one for purpose in purposes for one in anchors.of(chosen, purpose)))
