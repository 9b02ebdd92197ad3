"""Where the data of an issuer is found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Addresses that go into a certificate; what is None is left out."""

    issuer: str | None = None
    """The issuer's certificate, DER (AIA caIssuers)."""
    ocsp: str | None = None
    crl: str | None = None
