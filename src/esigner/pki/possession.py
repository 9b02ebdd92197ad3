"""Proof that somebody holds the private key of a certificate: a signature over a challenge of ours."""

from cryptography import x509


def challenge(*, nonce: bytes, context: str) -> str:
    """Give the text to be signed: it names its own purpose, so that the signature is good for nothing else.

    Args:
        nonce: At least 16 random bytes of the caller.
        context: Who is to prove, for example the registration number.

    """
    raise NotImplementedError


def verify(*, certificate: x509.Certificate, challenge: str, signature: bytes) -> None:
    """Accept a signature over the challenge's UTF-8 bytes, made by the certificate's key.

    Accepted: RSA PKCS#1 v1.5 or PSS, ECDSA (DER or r‖s), with SHA-256, SHA-384 or SHA-512.

    Raises:
        PossessionNotProved: Made by another key or over another text.

    """
    raise NotImplementedError
