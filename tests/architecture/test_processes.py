"""The name of a service is in the list of processes and in its own modules, and nowhere else."""

import re
from pathlib import Path

import pytest

from esigner.onboarding import processes

SOURCE = Path(__file__).resolve().parents[2] / "src" / "esigner"
OWN = SOURCE / "onboarding" / "processes"
MIGRATION = SOURCE / "onboarding" / "migrations" / "0003_process.py"
"""Says in which process the rows are that were there before there was a second one."""


def texts() -> dict[str, str]:
    """Return every text of the source but the processes' own modules."""
    paths = [path for kind in ("*.py", "*.html") for path in SOURCE.rglob(kind)]
    return {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if path != MIGRATION and not path.is_relative_to(OWN)
    }


@pytest.mark.parametrize("process", processes.every(), ids=lambda process: process.key)
def test_a_service_is_named_in_the_list_of_processes_alone(process: processes.Process) -> None:
    named = re.compile(rf"\b{process.key.upper()}\b|[\"\']{process.key}[\"\']|processes\.{process.key}")
    # A list of words that nobody may have as a password has the service's too; a migration keeps the value of its day.
    told = {"registry/passwords.py", "onboarding/migrations/0004_defaults.py"}
    found = {name for name, text in texts().items() if named.search(text)} - told

    assert not found
    listing = (OWN / "listing.py").read_text(encoding="utf-8")
    assert len(re.findall(rf"\b{process.key.upper()}\b", listing)) == 2  # its import, and its place in the list


def test_no_state_of_a_process_is_named_outside_of_it() -> None:
    """A state is known by what may be done in it: `moves.may_start`, `moves.ready_for`."""
    states = {one.state for process in processes.every() for one in process.standings} - {
        # Words that connection requests, sessions and certificates have too.
        "submitted", "returned", "draft", "signed", "closed",
        # The topic of a question, and what a page calls files that are there.
        "testing", "rendered",
    }  # fmt: skip
    inside = {name: text for name, text in texts().items() if name.startswith(("onboarding/", "web/portal/"))}
    known = {name: text for name, text in inside.items() if "/migrations/" not in name}

    found = {
        (name, state) for name, text in known.items() for state in states if re.search(rf"[\"\']{state}[\"\']", text)
    }
    assert not found
