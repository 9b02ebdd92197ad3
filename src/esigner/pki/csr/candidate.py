"""A readable request with everything it is judged against."""

from dataclasses import dataclass

from cryptography import x509

from esigner.pki.csr.parts import Parts
from esigner.pki.key_policy import JudgedKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The input of the rules."""

    request: x509.CertificateSigningRequest
    parts: Parts
    key: JudgedKey
    organisation_name: str
    registration_number: str
