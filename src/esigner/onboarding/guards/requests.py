"""What must hold for a connection request."""

from collections.abc import Sequence

from esigner.onboarding import models
from esigner.onboarding.checks import Check, as_json, names_of_failed, none_failed
from esigner.onboarding.errors import ChecksFailedError, RequestDecidedError
from esigner.onboarding.moves import Move, guard
from esigner.onboarding.requests.given import CheckedGiven, RequestGiven


@guard("request_undecided", "par pieprasījumu vēl nav lemts", "the request is not decided yet")
def request_undecided(move: Move) -> bool:
    """Lock the request, read it anew, and check that it still awaits this decision; newer checks replace the old."""
    given = move.given_as(RequestGiven)
    row = given.request
    row.refresh_from_db(from_queryset=models.ConnectionRequest.objects.select_for_update(of=("self",)))
    if row.state not in given.states or (given.kind is not None and row.kind != given.kind):
        raise RequestDecidedError(state=row.state)
    if given.checks is not None:
        row.checks = as_json(given.checks.every)
    return True


@guard("networks_checked", "IP adreses atbilst noteikumiem", "the IP addresses pass the rules")
def networks_checked(move: Move) -> bool:
    """Check the results for the networks."""
    return _passed(move, move.given_as(CheckedGiven).results.networks)


@guard("key_checked", "CSR vai sertifikāts atbilst noteikumiem", "the CSR or the certificate passes the rules")
def key_checked(move: Move) -> bool:
    """Check the results for the key."""
    return _passed(move, move.given_as(CheckedGiven).results.key)


@guard("origins_checked", "atgriešanās adreses atbilst noteikumiem", "the return origins pass the rules")
def origins_checked(move: Move) -> bool:
    """Check the results for the return origins."""
    return _passed(move, move.given_as(CheckedGiven).results.origins)


def _passed(move: Move, checks: Sequence[Check]) -> bool:
    if not none_failed(checks):
        every = move.given_as(CheckedGiven).results.every
        raise ChecksFailedError(failed=", ".join(names_of_failed(every)), checks=every)
    return True
