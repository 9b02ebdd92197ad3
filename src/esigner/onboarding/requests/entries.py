"""What an institution sends with a connection request."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from esigner.registry import certificates
from esigner.registry.networks import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEntry:
    """One network from which the E-signer will be called, as typed."""

    cidr: str
    """An address or a network: 185.8.1.2, 185.8.1.0/28, 2a03::1."""
    label: str = ""
    owner: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day it is valid."""

    @property
    def first_day(self) -> date | None:
        """Return the first day, as a network of the registry does."""
        return self.valid_from

    @property
    def last_day(self) -> date | None:
        """Return the last day, as a network of the registry does."""
        return self.valid_to

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "cidr": self.cidr,
            "label": self.label,
            "owner": self.owner,
            "validFrom": self.valid_from.isoformat() if self.valid_from else None,
            "validTo": self.valid_to.isoformat() if self.valid_to else None,
        }

    @staticmethod
    def from_dict(value: dict[str, Any]) -> "NetworkEntry":
        """Return the entry that `as_dict` wrote."""
        return NetworkEntry(
            cidr=value["cidr"],
            label=value["label"],
            owner=value["owner"],
            valid_from=date.fromisoformat(value["validFrom"]) if value["validFrom"] else None,
            valid_to=date.fromisoformat(value["validTo"]) if value["validTo"] else None,
        )

    def as_network(self) -> Network:
        """Return it as the registry keeps it: whole days, UTC."""
        return Network(
            cidr=self.cidr.strip(),
            label=self.label,
            owner=self.owner,
            valid_from=datetime.combine(self.valid_from, time.min, UTC) if self.valid_from else None,
            valid_to=datetime.combine(self.valid_to, time.min, UTC) + timedelta(days=1) if self.valid_to else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyCertificate:
    """A certificate issued by a trusted third party, with the proof of possession of its key."""

    certificate_pem: bytes
    """As uploaded, PEM or DER; in PEM once it is kept."""
    chain_pem: bytes
    nonce: bytes = b""
    """The challenge that was signed; kept with the request. What counts is that the registry issued it."""
    nonce_signature: bytes
    """Signature of the text from `requests.challenge` by the certificate's key (`openssl dgst -sha256 -sign`)."""


Key = bytes | ThirdPartyCertificate
"""A CSR, PEM or DER, or a certificate that exists already (production only)."""


def normalised(key: Key) -> Key:
    """Return the key as it may be kept: encoded anew, nothing around it; empty where it cannot be read."""
    if isinstance(key, bytes):
        return certificates.csr_pem(key).encode("ascii")
    certificate, chain = certificates.third_party_pem(certificate=key.certificate_pem, chain=key.chain_pem)
    return replace(key, certificate_pem=certificate.encode("ascii"), chain_pem=chain.encode("ascii"))
