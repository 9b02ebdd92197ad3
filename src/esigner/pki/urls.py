"""Where an issuer's data is published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Addresses for a certificate; None ones are omitted."""

    issuer: str | None = None
    """The issuer's certificate, DER (AIA caIssuers)."""
    ocsp: str | None = None
    crl: str | None = None
