"""`./run demo [--check]`: start everything, play the whole journey through the doors, say where to look; then stay up.

`--check` plays on free ports in a temporary folder, stops, and ends with `N passed, M failed`.
"""

import argparse
import contextlib
import json
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.acceptance.journey import cast
from tests.acceptance.journey.installation import CannotStartError, Installation, chosen_ports, free_ports
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.steps import (
    application,
    closing,
    connection,
    integration,
    maintenance,
    production,
    registration,
    testing,
)
from tests.acceptance.journey.story import Story

STEPS: Final[tuple[Callable[[Story], None], ...]] = (
    application.reads_terms,
    application.applies_in_portal,
    application.uploads_signed_elsewhere,
    application.is_returned_and_corrected,
    registration.registers,
    connection.asks_for_test,
    connection.is_connected_to_test,
    integration.calls_for_the_first_time,
    testing.fails_first,
    integration.signs_in_test,
    integration.is_refused,
    testing.validates_by_api,
    testing.declares_tested,
    production.asks_with_csr,
    production.asks_with_third_party_certificate,
    production.is_promoted_by_two,
    production.signs_for_the_first_time,
    maintenance.rotates_certificate,
    maintenance.asks_for_a_consultation,
    closing.validates_everything,
    closing.verifies_audit,
)


def main() -> int:
    """Return 0 where every check passed."""
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="stop after the journey; exit 0 or 1")
    parser.add_argument("--made", type=Path, help="keep the signed documents here")
    parser.add_argument("--state", type=Path, help="the installation's folder (default: var/demo, or temporary)")
    parser.add_argument("--verbose", action="store_true", help="print every check")
    arguments = parser.parse_args()
    score = Score(verbose=arguments.verbose)
    try:
        return _run(arguments, score)
    except CannotStartError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(arguments: argparse.Namespace, score: Score) -> int:
    with contextlib.ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="esigner-", dir="/tmp")))
        if arguments.check:
            installation = Installation(arguments.state or temporary / "state", free_ports())
        else:
            state = arguments.state or Path("var/demo").resolve()
            installation = Installation(state, chosen_ports(score.say, state=state))
        again = (installation.state / "journey-played").exists()
        work = temporary / "work" if arguments.check else installation.state / "journey"
        stack.callback(installation.stop)
        _start(installation, score)
        if again:
            score.say("the journey was played here before; everything is as it was (another folder: --state FOLDER)")
        else:
            story = Story(installation, score, work, (arguments.made or work / "made").resolve())
            play(story)
        if not arguments.check:
            _stay(installation, score)
        else:
            score.equal("esigner up stops cleanly on SIGTERM", installation.stop(), 0)
        for failure in score.failures:
            score.say(f"FAILED: {failure}")
        score.say(score.total())
        return 1 if score.failures else 0


def play(story: Story) -> None:
    """Every step in order; a step that breaks ends the journey, since the next ones stand on it."""
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        anchor = pool.submit(_anchor, story)
        story.secrets.update(pool.map(lambda person: _account(story, person), cast.STAFF))
        anchor.result()
    with contextlib.suppress(Exception):
        for step in STEPS:
            step(story)
    (story.installation.state / "journey-played").touch()
    story.score.say(f"journey: {time.perf_counter() - started:.1f} s")


def _account(story: Story, person: cast.Person) -> tuple[str, str]:
    """The operator makes an officer's account; gives the e-mail and the secret of the second factor."""
    names = ["--given-name", person.given_name, "--surname", person.surname]
    account = ["account", "add", "--email", person.email, "--role", person.role, *names, "--password-stdin"]
    said = json.loads(story.installation.command(*account, stdin=cast.PASSWORD.encode()))
    return person.email, said["totpSecret"]


def _anchor(story: Story) -> None:
    """The operator trusts the other provider, so that an application signed elsewhere is accepted."""
    environments = ["--environment", "test", "--environment", "production"]
    purposes = ["--purpose", "signature", "--purpose", "timestamp"]
    label = ["--label", "Cits uzticamības pakalpojumu sniedzējs (TESTS)"]
    story.installation.command("anchor", "add", str(closing.FIXTURE_ROOT), *environments, *purposes, *label)


def _start(installation: Installation, score: Score) -> None:
    started = time.perf_counter()
    installation.start()
    seconds = time.perf_counter() - started
    score.say(f"started: database, worker, portal, trust services, test and production doors  [{seconds:.1f} s]")


def _stay(installation: Installation, score: Score) -> None:
    score.say(f"\nPortāls: {installation.url('portal')}   (parole visiem: {cast.PASSWORD})")
    for institution in (cast.CITY, cast.AGENCY_OF_FORESTS, cast.SCHOOL):
        score.say(f"  {institution.official.email:<28} {institution.name}, pārstāvis")
    for person in cast.STAFF:
        score.say(f"  {person.email:<28} aģentūra, {person.role}; kods: ./run exec esigner account code {person.email}")
    score.say(f"  e-pasta vēstules (arī jauna konta apstiprinājuma saite): {installation.state / 'outbox'}")
    score.say(f"  kodam vajag: export ESIGNER_STATE={installation.state} ESIGNER_SANDBOX=1\nCtrl-C aptur.")
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()


if __name__ == "__main__":
    sys.exit(main())
