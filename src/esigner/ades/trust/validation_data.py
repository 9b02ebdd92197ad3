"""Proof that certificates were good: supplied when a signature is made, or found in one being judged."""

from dataclasses import dataclass
from functools import cached_property

from cryptography import x509

from esigner.pkix import answers, lists
from esigner.pkix.answers import Answer
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.lists import RevocationList


@dataclass(frozen=True, kw_only=True)
class ValidationData:
    """Certificates and their status material; unverified, and for level LT fetched after the timestamp."""

    ocsp_responses: tuple[bytes, ...] = ()
    """DER OCSPResponse each, the signer's own first. CRLs are better for the status of the other certificates: more
    than one validator takes the only OCSP answer it finds for the signer's."""
    crls: tuple[bytes, ...] = ()
    """DER CertificateList each."""
    certificates: tuple[x509.Certificate, ...] = ()
    """Issuers up to and including the root, responders, the time-stamping authority's issuers."""

    @property
    def has_status(self) -> bool:
        """Whether there is any status material."""
        return bool(self.ocsp_responses or self.crls)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The readable OCSP answers."""
        return tuple(a for a in map(_load_ocsp, self.ocsp_responses) if a is not None)

    @cached_property
    def lists(self) -> tuple[RevocationList, ...]:
        """The readable CRLs."""
        return tuple(c for c in map(_load_crl, self.crls) if c is not None)


def _load_ocsp(encoded: bytes) -> Answer | None:
    try:
        return answers.load(encoded)
    except CertificatePartUnreadableError:
        return None


def _load_crl(encoded: bytes) -> RevocationList | None:
    try:
        return lists.load(encoded)
    except CertificatePartUnreadableError:
        return None
