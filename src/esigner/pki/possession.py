"""Proof of possession of a certificate's private key: a signature over our challenge."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner.algorithms import digests, verification
from esigner.algorithms.keys import coordinate_bytes
from esigner.pki.errors import PossessionNotProvedError

_MIN_NONCE_BYTES: Final = 16
_DIGESTS: Final = tuple(row.hash for row in digests.WRITTEN.values())


def challenge(*, nonce: bytes, context: str) -> str:
    """Return the text to be signed: it states its purpose, so the signature is useless for anything else.

    Args:
        nonce: At least 16 random bytes from the caller.
        context: The party to prove it, for example the registration number; one line.
    """
    if len(nonce) < _MIN_NONCE_BYTES or "\n" in context:
        msg = "a challenge needs 16 random bytes and a context of one line"
        raise ValueError(msg)
    return f"E-signer: proof of possession of a private key\n{context}\n{nonce.hex()}\n"


def verify(*, certificate: x509.Certificate, challenge: str, signature: bytes) -> None:
    """Accept a signature over the challenge's UTF-8 bytes, made by the certificate's key.

    Accepted: RSA PKCS#1 v1.5 or PSS, ECDSA (DER or r‖s), with SHA-256, SHA-384 or SHA-512.

    Raises:
        PossessionNotProvedError: Made by another key or over another text.
    """
    for attempt in _attempts(certificate, challenge.encode(), signature):
        try:
            attempt()
        except InvalidSignature:
            continue
        return
    raise PossessionNotProvedError


def _attempts(certificate: x509.Certificate, data: bytes, signature: bytes) -> Iterator[Callable[[], None]]:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):  # An unreadable key has signed nothing.
        return
    for digest in _DIGESTS:
        if isinstance(key, rsa.RSAPublicKey):
            yield partial(key.verify, signature, data, padding.PKCS1v15(), digest)
            pss = padding.PSS(mgf=padding.MGF1(digest), salt_length=padding.PSS.AUTO)
            yield partial(key.verify, signature, data, pss, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            for encoded in _ecdsa_encodings(signature, key):
                yield partial(key.verify, encoded, data, ec.ECDSA(digest))


def _ecdsa_encodings(signature: bytes, key: ec.EllipticCurvePublicKey) -> Iterator[bytes]:
    yield signature
    if len(signature) == 2 * coordinate_bytes(key):
        yield verification.der_of(signature)
