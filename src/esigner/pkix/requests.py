"""Certificate signing requests (RFC 2986) of strangers: loaded, with facts about them that the library omits."""

import re
from base64 import b64decode
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.asn1 import nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix.errors import CertificatePartUnreadableError

_BLOCK: Final = re.compile(
    rb"-----BEGIN ((?:NEW )?CERTIFICATE REQUEST)-----([A-Za-z0-9+/=\s]+)-----END \1-----"
)  # fmt: skip


def load(encoded: bytes) -> x509.CertificateSigningRequest:
    """Load the request in these bytes of DER.

    Raises:
        CertificatePartUnreadableError: They do not encode one; data `version` if RFC 2986 does not define it.
    """
    try:
        return x509.load_der_x509_csr(encoded)
    except x509.InvalidVersion as error:
        raise CertificatePartUnreadableError(part="version", version=error.parsed_version) from error
    except Exception as error:  # any library error caused by foreign bytes
        raise CertificatePartUnreadableError(part="certificate signing request") from error


def load_pem(encoded: bytes) -> x509.CertificateSigningRequest:
    """Load the first request in PEM.

    Raises:
        CertificatePartUnreadableError: As `load`, or there is no block.
    """
    block = _BLOCK.search(encoded)
    if block is None:
        raise CertificatePartUnreadableError(part="PEM")
    try:
        return load(b64decode(b"".join(block[2].split()), validate=True))
    except ValueError as error:
        raise CertificatePartUnreadableError(part="PEM") from error


def public_key(request: x509.CertificateSigningRequest) -> CertificatePublicKeyTypes:
    """Return the key.

    Raises:
        CertificatePartUnreadableError: Its kind is unknown, or it is broken.
    """
    try:
        return request.public_key()
    except Exception as error:  # as above
        raise CertificatePartUnreadableError(part="subjectPublicKeyInfo") from error


def algorithm_of(request: x509.CertificateSigningRequest) -> bytes:
    """Return the AlgorithmIdentifier of its signature.

    Raises:
        CertificatePartUnreadableError: There is none.
    """
    try:
        return nodes.read_ber(request.public_bytes(Encoding.DER)).child(1).encoded
    except MalformedAsn1Error as error:
        raise CertificatePartUnreadableError(part="signatureAlgorithm") from error


def proves_possession(request: x509.CertificateSigningRequest) -> bool:
    """Return whether the request is signed by the key in it; false also if it cannot be verified."""
    try:
        return request.is_signature_valid
    except Exception:  # noqa: BLE001 - as above: the key or the parameters are malformed
        return False
