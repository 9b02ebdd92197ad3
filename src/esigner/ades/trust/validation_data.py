"""What is given along with the files: the signer's claims, and proof that certificates were good."""

from dataclasses import dataclass

from cryptography import x509


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionPlace:
    """Where the signer claims to sign (SignatureProductionPlaceV2)."""

    city: str = ""
    street: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def text(self) -> str:
        """Return the place as one line, for formats that have only a line."""
        return ", ".join(part for part in (self.street, self.city, self.state, self.postal_code, self.country) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationData:
    """Validation material for level LT, fetched after the signature timestamp."""

    ocsp_responses: tuple[bytes, ...] = ()
    """DER OCSPResponse each, the signer's own first. Status of the other certificates is better given by CRLs: more
    than one validator takes the one OCSP answer it finds for the signer's."""
    crls: tuple[bytes, ...] = ()
    """DER CertificateList each."""
    certificates: tuple[x509.Certificate, ...] = ()
    """Issuers up to and with the root, responders, the time-stamping authority's issuers."""
