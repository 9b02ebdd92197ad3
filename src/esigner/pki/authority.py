"""A certification authority as a value, and the one way certificates are made."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.pki.keys import PrivateKey, PublicKey
from esigner.pki.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate, its key, and what stands above it. Holds no state: serials and times are handed in."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    """The issuers above `certificate`, nearest first, the root last; empty for a root itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Where relying parties find the issuer's data; what is None is left out of the certificate."""

    issuer: str | None = None
    """The issuer's certificate, DER (AIA caIssuers)."""
    ocsp: str | None = None
    crl: str | None = None


def self_sign(
    *,
    key: PrivateKey,
    profile: Profile,
    subject: x509.Name,
    serial: int,
    not_before: datetime,
    not_after: datetime,
) -> Authority:
    """Give a root authority: its certificate is signed by its own key."""
    raise NotImplementedError


def issue(
    authority: Authority,
    *,
    profile: Profile,
    public_key: PublicKey,
    subject: x509.Name,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    urls: Urls,
) -> x509.Certificate:
    """Give a certificate whose subject and extensions come from the caller and the profile, never from a CSR.

    Args:
        authority: Who signs.
        profile: Which extensions, see `pki.profiles`.
        public_key: Whose certificate it is.
        subject: Built by `pki.subjects`.
        serial: 128 random bits, positive; `int.from_bytes(secrets.token_bytes(16))` in the caller.
        not_before: Aware UTC.
        not_after: Aware UTC.
        urls: AIA and CRL distribution point; left out of an OCSP responder's certificate.

    """
    raise NotImplementedError
