"""What an institution hands in with a connection request."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEntry:
    """One network from which the E-signer will be called, as typed."""

    cidr: str
    """An address or a network: 185.8.1.2, 185.8.1.0/28, 2a03::1."""
    label: str = ""
    owner: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyCertificate:
    """A certificate issued by a trusted third party, with the proof that its key is at hand."""

    certificate_pem: bytes
    chain_pem: bytes
    nonce: bytes
    """The challenge that was signed, from `requests.challenge`."""
    nonce_signature: bytes
    """Signature of the nonce by the certificate's key, SHA-256, raw bytes (`openssl dgst -sha256 -sign`)."""


Key = bytes | ThirdPartyCertificate
"""A CSR in PEM, or a certificate that exists already (production only)."""
