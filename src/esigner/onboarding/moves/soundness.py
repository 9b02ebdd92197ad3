"""Whether a process can be run at all: checked when it is loaded, not when somebody takes its first step."""

from collections.abc import Iterator

from esigner.onboarding.moves.vocabulary import AGREEMENTS, GUARDS, SERVICES
from esigner.onboarding.processes import Audience, Process, Transition


def faults(process: Process) -> tuple[str, ...]:
    """Return the missing things that rows name, a line for each; empty where the process is sound."""
    return tuple(line for row in process.transitions for line in _faults(process, row))


def _faults(process: Process, row: Transition) -> Iterator[str]:
    states = {one.state for one in process.standings}
    named: dict[str, set[str]] = {
        "guard": set(row.guards) - set(GUARDS) - set(AGREEMENTS),
        "service": {row.service} - set(SERVICES) - {""},
        "step": {row.step} - {step.number for step in process.steps()},
        "state": ({*row.sources} | ({row.target} if row.target else set())) - states,
        "notice": ({row.notice} if row.notice else set()) - set(process.notices),
    }
    for kind, missing in named.items():
        yield from (f"{process.key}, {row.name}: no such {kind}: {one}" for one in sorted(missing))
    if row.notice is not None and row.audience is Audience.NAMED and not row.service:
        yield f"{process.key}, {row.name}: nobody says who is told"
