"""What the moves of connection requests are made with."""

from collections.abc import Sequence
from dataclasses import dataclass

from esigner.onboarding import models
from esigner.onboarding.moves import Given
from esigner.onboarding.requests.checking import RequestChecks
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestKind, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedGiven(Given):
    """What was checked of a request, just before the move."""

    checks: RequestChecks | None = None
    """None for a move that does not need it."""

    @property
    def results(self) -> RequestChecks:
        """The results; TypeError where nothing was checked."""
        if self.checks is None:
            message = "the request was not checked"
            raise TypeError(message)
        return self.checks


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest(CheckedGiven):
    """A request as it comes in."""

    kind: RequestKind
    networks: Sequence[NetworkEntry]
    key: Key | None
    """Encoded anew, as it may be kept."""
    return_origins: Sequence[str]
    replaces_origins: bool
    removed_networks: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestGiven(CheckedGiven):
    """An existing request, and what it must be for the move."""

    request: models.ConnectionRequest
    """As it was found; the guard locks it and reads it anew."""
    states: tuple[RequestState, ...]
    kind: RequestKind | None = None
