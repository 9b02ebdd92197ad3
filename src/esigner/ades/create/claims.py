"""What a signer claims in addition to identity and time, as one value from the doors to each format's writer."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from esigner.ades.create.errors import MetadataNotSupportedError
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.errors import MetadataNotAllowedError
from esigner.ades.encoding.formats import Format
from esigner.ades.encoding.markup import check_text

_OID = re.compile(r"([01]\.[123]?[0-9]|2\.(0|[1-9][0-9]*))(\.(0|[1-9][0-9]*))*")
"""X.660: the second arc under 0 and 1 is at most 39."""
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21\x23-\x3b\x3d\x3f-\x7e]+")
_URI_BASE: Final = "http://uri.etsi.org/01903/v1.2.2#"
_OID_BASE: Final = "1.2.840.113549.1.9.16.6"


class Commitment(StrEnum):
    """What the signer commits to (EN 319 132-1, 5.2.3; EN 319 122-1, 5.2.3)."""

    ORIGIN = "ProofOfOrigin"
    RECEIPT = "ProofOfReceipt"
    DELIVERY = "ProofOfDelivery"
    SENDER = "ProofOfSender"
    APPROVAL = "ProofOfApproval"
    CREATION = "ProofOfCreation"

    @property
    def uri(self) -> str:
        """The identifier in XAdES and JAdES."""
        return _URI_BASE + self.value

    @property
    def oid(self) -> str:
        """The identifier in CAdES: id-cti-ets, numbered in the order above."""
        return f"{_OID_BASE}.{list(Commitment).index(self) + 1}"


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
class SignaturePolicy:
    """The policy document that the signature was made under."""

    oid: str
    """Dotted object identifier."""
    digest: bytes
    """Of the policy document."""
    digest_algorithm: str = "SHA256"
    uri: str = ""
    """Where the document is available; ASCII."""

    def __post_init__(self) -> None:
        """Refuse identifiers that a format could not write unchanged."""
        is_whole = len(self.digest) == digest_named(self.digest_algorithm).hash.digest_size
        if not is_whole or not _OID.fullmatch(self.oid) or (self.uri and not _URI.fullmatch(self.uri)):
            raise MetadataNotAllowedError(field="policy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Included in the signature; a format refuses claims it cannot hold."""

    roles: tuple[str, ...] = ()
    """Claimed, not certified."""
    place: ProductionPlace | None = None
    """Where the signer claims to be."""
    commitment: Commitment | None = None
    """What the signer commits to."""
    policy: SignaturePolicy | None = None
    """The policy that the signature is made under."""

    def check(self) -> None:
        """Refuse texts with characters that not every format can write.

        Raises:
            MetadataNotAllowedError: Names the claim.
        """
        for role in self.roles:
            check_text(role, field="roles")
        if self.place is not None:
            check_text(self.place.text(), field="place")

    def refuse_commitment(self, *, format: Format) -> None:  # noqa: A002  the word of the API and the standard
        """Refuse a commitment and a policy, for a signature that can have neither.

        Raises:
            MetadataNotSupportedError: One is claimed.
        """
        for field, claimed in (("commitment", self.commitment), ("policy", self.policy)):
            if claimed is not None:
                raise MetadataNotSupportedError(field=field, format=format)


NO_CLAIMS: Final = Claims()
