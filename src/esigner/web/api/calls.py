"""One call of the API: who, when, in which language; carried on the request."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest

from esigner import audit
from esigner.errors import Language
from esigner.registry.kinds import Environment
from esigner.web.api.peer import Peer

if TYPE_CHECKING:
    from esigner.registry.callers import Caller
    from esigner.registry.clients import Client


UNKNOWN_CALLER: Final = audit.Actor(kind="client", id="", name="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What every view needs to know of the request."""

    act: audit.Act
    """Of an unknown caller until the gate has admitted the client."""
    language: Language
    environment: Environment
    peer: Peer
    epak_number: str
    """As given in the header; may be wrong or empty."""
    client: "Client | None" = None
    """Set once the gate has admitted it."""
    case: str = ""
    """Id of the client's case; as above."""

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
    def request_id(self) -> str:
        """The id that the answer carries."""
        return self.act.request_id

    @property
    def at(self) -> datetime:
        """When the call came."""
        return self.act.at

    def act_of(self, client: "Client") -> audit.Act:
        """Return the call as an act of this client, admitted or not."""
        return replace(self.act, actor=client.actor, institution=str(client.institution_id))

    def admit(self, caller: "Caller") -> "Call":
        """Return the call as that of a client whom the gate lets in."""
        return replace(self, client=caller.client, case=caller.case, act=self.act_of(caller.client))


def new_request_id() -> str:
    """Return a fresh id that nobody can guess; the caller's own is not taken over, evidence depends on it."""
    return secrets.token_hex(16)


def of(request: HttpRequest) -> Call:
    """Return the call that the door put on the request."""
    call: Call = request.esigner_call  # type: ignore[attr-defined] # put there by door.enter
    return call
