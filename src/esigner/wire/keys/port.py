"""The port: what every key offers, no matter where it is kept."""

from typing import Protocol

from cryptography import x509


class SigningKey(Protocol):
    """A private key with its certificate, ready to sign; safe to use from several threads."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Its issuers as far as they are kept with it, nearest first."""

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        """Return the signature value over `data`; ECDSA as DER.

        Args:
            data: What is signed, not its digest.
            algorithm: A name of `algorithms.signatures.WRITTEN`, such as ECDSA_SHA256.

        Raises:
            KeyProblemError: A subclass that says why not.
        """
