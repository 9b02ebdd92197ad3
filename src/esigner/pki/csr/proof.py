"""The request's own signature: proof that its sender holds the key."""

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import SignatureAlgorithmOID

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed
from esigner.pki.csr.candidate import Candidate

_ALGORITHMS: Final = frozenset(
    {
        SignatureAlgorithmOID.RSA_WITH_SHA256,
        SignatureAlgorithmOID.RSA_WITH_SHA384,
        SignatureAlgorithmOID.RSA_WITH_SHA512,
        SignatureAlgorithmOID.ECDSA_WITH_SHA256,
        SignatureAlgorithmOID.ECDSA_WITH_SHA384,
        SignatureAlgorithmOID.ECDSA_WITH_SHA512,
    }
)
_PSS_DIGESTS: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


def signature(candidate: Candidate) -> Check:
    """CSR_SIGNATURE: made by the key that is in the request."""
    if _is_valid(candidate):
        return passed(
            "CSR_SIGNATURE",
            Text(
                "Pieprasījuma paraksts pierāda atslēgas turējumu.",
                "The request's signature proves that you hold the key.",
            ),
        )
    return failed(
        "CSR_SIGNATURE",
        Text(
            "Pieprasījuma paraksts neatbilst tajā ietvertajai atslēgai vai nav pārbaudāms. Izveidojiet pieprasījumu no "
            "jauna ar to pašu privāto atslēgu un iesniedziet to nemainītu.",
            "The request's signature does not match the key in it, or cannot be checked. Make the request again with "
            "the same private key and submit it unchanged.",
        ),
    )


def algorithm(candidate: Candidate) -> Check:
    """SIGNATURE_ALGORITHM: RSA or ECDSA with SHA-256, SHA-384 or SHA-512."""
    if _is_allowed(candidate):
        return passed(
            "SIGNATURE_ALGORITHM", Text("Paraksta algoritms ir pieļaujams.", "The signature algorithm is acceptable.")
        )
    return failed(
        "SIGNATURE_ALGORITHM",
        Text(
            "Pieprasījums jāparaksta ar RSA vai ECDSA un SHA-256, SHA-384 vai SHA-512. Izveidojiet to no jauna, "
            "piemēram: openssl req -new -sha256 -key atslega.key -out pieprasijums.csr",
            "The request must be signed with RSA or ECDSA and SHA-256, SHA-384 or SHA-512. Make it again, for "
            "example: openssl req -new -sha256 -key private.key -out request.csr",
        ),
    )


def _is_valid(candidate: Candidate) -> bool:
    try:
        return candidate.request.is_signature_valid
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):  # the key or the parameters are malformed
        return False


def _is_allowed(candidate: Candidate) -> bool:
    oid = candidate.request.signature_algorithm_oid
    if oid != SignatureAlgorithmOID.RSASSA_PSS:
        return oid in _ALGORITHMS
    try:
        return isinstance(candidate.request.signature_hash_algorithm, _PSS_DIGESTS)
    except (UnsupportedAlgorithm, ValueError):
        return False
