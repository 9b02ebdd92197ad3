"""A request comes in: checked before anything is written, refused with all results, or kept and announced."""

from collections.abc import Sequence
from typing import Final

from esigner.onboarding import checks, daily, models, moves, prose
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import ChecksFailedError
from esigner.onboarding.requests import origins
from esigner.onboarding.requests.checking import run
from esigner.onboarding.requests.entries import Key, NetworkEntry, normalised
from esigner.onboarding.requests.given import NewRequest
from esigner.onboarding.requests.view import RequestKind, RequestView, read
from esigner.registry.kinds import Environment

LONGEST_ORIGINS: Final = 3_000
"""Characters of all return origins of a request."""


def submit(
    case: models.Case,
    move: str,
    act: PersonalAct,
    *,
    environment: Environment,
    kind: RequestKind,
    networks: Sequence[NetworkEntry],
    key: Key | None,
    return_origins: Sequence[str] | None,
    removed_networks: Sequence[str] = (),
) -> RequestView:
    """Check everything, then write the request, move the case and tell the agency in one transaction.

    Raises:
        ChecksFailedError: With all results; the refusal is recorded with only the names of the failed checks.
    """
    # The checks ask other services, so they are made before the lock, and not for somebody who may not send it.
    moves.check_start(case, move, act)
    daily.check(act.by, at=act.at)
    prose.check("\n".join(return_origins or ()), longest=LONGEST_ORIGINS)
    wanted = origins.wanted(case, environment=environment, kind=kind, typed=return_origins)
    results = run(
        case,
        environment=environment,
        entries=networks,
        key=key,
        return_origins=wanted,
        at=act.at,
        needs_networks=kind is RequestKind.CONNECTION,
    )
    if not results.passed:
        names = checks.names_of_failed(results.every)
        moves.refuse(case, move, act, code=names[0], environment=environment.value, data={"failed": names})
        raise ChecksFailedError(failed=", ".join(names), checks=results.every)
    given = NewRequest(
        environment=environment,
        kind=kind,
        networks=networks,
        key=normalised(key) if key is not None else None,
        return_origins=wanted,
        replaces_origins=kind is RequestKind.CHANGE and return_origins is not None,
        removed_networks=removed_networks,
        checks=results,
    )
    return read(moves.make(case, move, act, given).result)
