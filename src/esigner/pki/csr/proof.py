"""The request's own signature: proof that its sender holds the key."""

from typing import Final

from esigner.algorithms import digests
from esigner.algorithms.signatures import Family
from esigner.algorithms.verification import UnknownAlgorithmError
from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed
from esigner.pki.csr.candidate import Candidate
from esigner.pkix import requests, schemes
from esigner.pkix.errors import CertificatePartUnreadableError

_FAMILIES: Final = frozenset({Family.RSA, Family.PSS, Family.ECDSA})


def signature(candidate: Candidate) -> Check:
    """CSR_SIGNATURE: made by the key in the request."""
    if requests.proves_possession(candidate.request):
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


def _is_allowed(candidate: Candidate) -> bool:
    try:
        scheme = schemes.read(requests.algorithm_of(candidate.request))
    except (UnknownAlgorithmError, CertificatePartUnreadableError):
        return False
    return scheme.kind in _FAMILIES and scheme.digest in digests.WRITTEN and not scheme.raw_ecdsa
