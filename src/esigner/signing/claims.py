"""What a signer claims beside who and when, as one value."""

from dataclasses import dataclass
from typing import Final

from esigner.ades import Commitment, ProductionPlace, SignaturePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Goes into the signature; what the format has no place for is refused there."""

    roles: tuple[str, ...] = ()
    place: ProductionPlace | None = None
    commitment: Commitment | None = None
    policy: SignaturePolicy | None = None


NO_CLAIMS: Final = Claims()
