"""One call of the API: who, when, in which language; carried on the request."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from esigner import audit
from esigner.errors import Language
from esigner.registry.kinds import Environment
from esigner.web.api.peer import Peer

if TYPE_CHECKING:
    from esigner.registry.clients import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What every view needs to know of the request."""

    request_id: str
    at: datetime
    language: Language
    environment: Environment
    peer: Peer
    epak_number: str
    """As given in the header; may be wrong or empty."""
    client: "Client | None" = None
    """Set once the gate has admitted it."""

    @property
    def admitted(self) -> "Client":
        """The client; views run only for admitted ones."""
        if self.client is None:
            message = "a view ran for a caller that was not admitted"
            raise RuntimeError(message)
        return self.client

    @property
    def client_id(self) -> str:
        """The client's id."""
        return str(self.admitted.id)

    @property
    def actor(self) -> audit.Actor:
        """The client as the audit names it."""
        return self.admitted.actor


def new_request_id() -> str:
    """Return a fresh id that nobody can guess; the caller's own is not taken over, evidence depends on it."""
    return secrets.token_hex(16)


def of(request: HttpRequest) -> Call:
    """Return the call that the door put on the request."""
    call: Call = request.esigner_call  # type: ignore[attr-defined] # put there by door.enter
    return call
