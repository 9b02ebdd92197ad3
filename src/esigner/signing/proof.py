"""What proves a signature from outside: the timestamp over its value, and after it the certificate's status."""

import secrets

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from esigner import ades
from esigner.ades import timestamps
from esigner.ades.errors import TimestampError
from esigner.pki.errors import PathError
from esigner.pki.path import Purpose, validate
from esigner.registry import anchors, links
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.signing import signers
from esigner.signing.errors import (
    AuthorityUnavailable,
    SignerCertificateRevoked,
    SignerCertificateStatusUnknown,
)
from esigner.signing.models import Signature
from esigner.wire import ocsp as ocsp_over_http
from esigner.wire import tsa as tsa_over_http
from esigner.wire.errors import WireError

ALGORITHM = "SHA256"
NONCE_BITS = 64


def timestamp(signature: Signature, *, environment: str) -> bytes:
    """Give the DER token of the environment's time-stamping authority over the signature's value.

    Raises:
        AuthorityUnavailable: Whatever went wrong outside: the value is good, the token can be had later.
    """
    data = ades.timestamp_input(ades.Prepared.from_json(signature.prepared), bytes(signature.value or b""))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    try:
        return tsa_over_http.fetch(
            links.of(Environment(environment)).tsa_url,
            data_digest=digest.finalize(),
            algorithm=ALGORITHM,
            nonce=secrets.randbits(NONCE_BITS),
        )
    except (WireError, TimestampError) as error:
        raise AuthorityUnavailable(cause=error.code) from error


def revocation(signature: Signature, *, environment: str) -> ades.Revocation:
    """Give the status proof of the signer's certificate and every certificate that a validator will want.

    Raises:
        SignerCertificateRevoked: The responder says so.
        SignerCertificateStatusUnknown: No responder named, or it does not know the certificate.
        AuthorityUnavailable: The responder cannot be reached now.
    """
    certificate = signers.read_certificate(bytes(signature.certificate))
    # As of the moment the value came: a completion delayed by days must not find the certificate expired.
    at = signature.value_given_at or signature.created_at
    path = signers.trusted_path(certificate, environment=environment, at=at)
    answer = _status(certificate, issuer=path[1] if len(path) > 1 else certificate)
    parsed = ocsp.load_der_ocsp_response(answer)
    return ades.Revocation(
        ocsp_responses=(answer,),
        certificates=_unique(*path[1:], *parsed.certificates, *_timestamp_issuers(signature, environment=environment)),
    )


def _status(certificate: x509.Certificate, *, issuer: x509.Certificate) -> bytes:
    """Give the OCSP answer that says good."""
    if not _names_responder(certificate):
        raise SignerCertificateStatusUnknown
    try:
        answer = ocsp_over_http.fetch(certificate, issuer)
    except WireError as error:
        raise AuthorityUnavailable(cause=error.code) from error
    status = ocsp.load_der_ocsp_response(answer).certificate_status
    if status is ocsp.OCSPCertStatus.REVOKED:
        raise SignerCertificateRevoked
    if status is not ocsp.OCSPCertStatus.GOOD:
        raise SignerCertificateStatusUnknown
    return answer


def _names_responder(certificate: x509.Certificate) -> bool:
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return False
    return any(one.access_method == AuthorityInformationAccessOID.OCSP for one in access)


def _timestamp_issuers(signature: Signature, *, environment: str) -> tuple[x509.Certificate, ...]:
    """Give the issuers of the time-stamping unit; a token of an authority that is not ours to trust counts as none."""
    if signature.timestamp is None:
        return ()
    token = timestamps.read(bytes(signature.timestamp))
    trusted = anchors.of(Environment(environment), AnchorPurpose.TIMESTAMP)
    if token.certificate is None:
        return tuple(trusted)
    try:
        return validate(
            token.certificate,
            anchors=trusted,
            intermediates=token.certificates,
            at=token.gen_time,
            purpose=Purpose.TIMESTAMP,
        )[1:]
    except PathError as error:
        raise AuthorityUnavailable(cause=error.code) from error


def _unique(*certificates: x509.Certificate) -> tuple[x509.Certificate, ...]:
    return tuple(dict.fromkeys(certificates))
