"""The page for the next action of a case, which the process table names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from esigner.errors import Text
from esigner.onboarding.cases import CaseView
from esigner.onboarding.processes import Side
from esigner.onboarding.requests import RequestState


@dataclass(frozen=True, slots=True)
class NextStep:
    """A link to the page where the side with the turn goes on."""

    path: str
    label: Text


_OF_CASE: Final[Mapping[str, tuple[str, Text]]] = {
    "request.test": ("pieslegums/test/", Text("Nosūtīt IP adreses un CSR", "Send IP addresses and CSR")),
    "evidence.run": ("#evidence", Text("Skatīt testa scenārijus", "See the test scenarios")),
    "evidence.declare": ("#evidence", Text("Skatīt testa scenārijus", "See the test scenarios")),
    "request.production": ("pieslegums/production/", Text("Sagatavot produkcijas pieprasījumu", "Prepare production")),
    "production.sign": (
        "#environments",
        Text("Skatīt produkcijas saites un pakotni", "See the production links and pack"),
    ),
    "maintenance": ("uzturesana/", Text("Uz uzturēšanu", "To maintenance")),
}
_OF_REQUEST: Final = frozenset({"request.approve_test", "request.approve_production", "request.promote"})
_OPEN: Final = frozenset({RequestState.SUBMITTED, RequestState.APPROVED_ONCE})


def of_case(case: CaseView) -> NextStep | None:
    """Return the next step's page where the person for whom the view was made may do it, else None."""
    action, turn = case.position.action, case.position.turn
    if turn is Side.AGENCY:
        return _review(case) if case.can_approve and action in _OF_REQUEST else None
    if not case.can_act or action not in _OF_CASE:
        return None
    path, label = _OF_CASE[action]
    return NextStep(f"/lietas/{case.id}/{path}", label)


def open_request(case: CaseView) -> UUID | None:
    """Return the request that awaits the agency, if any."""
    requests = (request for environment in case.environments for request in environment.requests)
    return next((request.id for request in requests if request.state in _OPEN), None)


def _review(case: CaseView) -> NextStep | None:
    request_id = open_request(case)
    if request_id is None:
        return None
    return NextStep(f"/pieprasijumi/{request_id}/", Text("Izskatīt pieprasījumu", "Review the request"))
