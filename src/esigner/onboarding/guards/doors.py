"""What the doors must have recorded."""

from esigner.onboarding.errors import EvidenceIncompleteError
from esigner.onboarding.evidence.given import Evidenced
from esigner.onboarding.moves import Move, guard
from esigner.registry.kinds import Environment


@guard(
    "first_call_seen", "ir reģistrēts pirmais izsaukums testa vidē", "the first call in the test environment was seen"
)
def first_call_seen(move: Move) -> bool:
    """Check whether it is a call of this case's own client."""
    return _is_seen(move, "api.called", Environment.TEST, client_id=move.case.test_client_id)


@guard(
    "first_production_signature_seen",
    "ir reģistrēts pirmais paraksts produkcijā",
    "the first signature in production was seen",
)
def first_production_signature_seen(move: Move) -> bool:
    """Check whether it is a signature of this case's own client."""
    event = "signing.signature.finalized"
    return _is_seen(move, event, Environment.PRODUCTION, client_id=move.case.production_client_id)


@guard(
    "required_run_failed",
    "obligāta scenārija pēdējais izpildījums ir kļūdains",
    "the last run of a required scenario failed",
)
def required_run_failed(move: Move) -> bool:
    """Check the last run of each required scenario."""
    return move.given_as(Evidenced).evidence.failed


@guard(
    "no_required_run_failed",
    "neviena obligātā scenārija pēdējais izpildījums nav kļūdains",
    "no required scenario failed in its last run",
)
def no_required_run_failed(move: Move) -> bool:
    """Check the last run of each required scenario."""
    return not move.given_as(Evidenced).evidence.failed


@guard("evidence_complete", "visi obligātie scenāriji ir izpildīti", "every required scenario is passed")
def evidence_complete(move: Move) -> bool:
    """Name the scenarios that are missing."""
    evidence = move.given_as(Evidenced).evidence
    if not evidence.complete:
        raise EvidenceIncompleteError(missing=", ".join(scenario.title.lv for scenario in evidence.missing))
    return True


def _is_seen(move: Move, event: str, environment: Environment, *, client_id: object) -> bool:
    seen = move.given.seen
    return (
        seen is not None
        and seen.event == event
        and seen.environment == environment.value
        and client_id is not None
        and seen.client == str(client_id)
    )
