"""Proof that certificates were good, as it is given along with a signature."""

from dataclasses import dataclass

from cryptography import x509


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
