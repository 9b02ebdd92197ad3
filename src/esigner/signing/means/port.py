"""What every means of signing offers to the signing page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509

from esigner.ades import Prepared
from esigner.errors import Text
from esigner.registry.kinds import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One certificate that a person can choose to sign with."""

    id: str
    title: Text
    description: Text


class Means(Protocol):
    """A way to get a signature value; sessions know it only by its name."""

    @property
    def name(self) -> str:
        """Return the stable name that the audit and the API tell."""
        ...

    @property
    def title(self) -> Text:
        """Return what the person reads."""
        ...

    @property
    def is_simulated(self) -> bool:
        """Say whether the persons are not real; the page labels them so."""
        ...

    def available(self, environment: Environment) -> bool:
        """Say whether it can be used in this environment."""
        ...

    def choices(self) -> Sequence[Choice]:
        """Return the certificates to choose from."""
        ...

    def certificate(self, choice_id: str, *, at: datetime) -> x509.Certificate:
        """Return the certificate of a choice; MeansNotAvailableError for an unknown one."""
        ...

    def sign(self, choice_id: str, prepared: Prepared) -> bytes:
        """Return the signature value over the bytes to be signed."""
        ...
