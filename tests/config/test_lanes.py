"""The worker, run for real: one client's receiver that hangs delays nobody but that client."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Lock

import pytest
from procrastinate.contrib.django import app
from pytest_django import Settings

from esigner.config.lanes import LANES
from esigner.notices import mail
from esigner.registry import clients
from esigner.registry.clients import Client
from esigner.signing import jobs, sessions
from tests.world import crash, loopback, queue
from tests.world.sessions import Installation, TrustServices, by_officer, install, register_client

PROGRAM = Path(sys.executable).parent / "esigner"
HANGING = 40
"""Notifications of the one client; the worker of old had four places for everybody's."""


class Hanging:
    """A receiver that takes what comes and never answers; it counts how many wait at once."""

    def __init__(self) -> None:
        self.full, self.over = Event(), Event()
        self.now = self.most = 0
        self._guard = Lock()

    def __call__(self, connection: socket.socket) -> None:
        with self._guard:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now >= jobs.NOTIFICATIONS_AT_ONCE:
                self.full.set()
        connection.settimeout(0.05)
        try:
            self._wait(connection)
        finally:
            with self._guard:
                self.now -= 1

    def _wait(self, connection: socket.socket) -> None:
        """Wait until the sender leaves, or the test is over."""
        while not self.over.is_set():
            with suppress(TimeoutError):
                if not connection.recv(65536):
                    return


@pytest.fixture
def world(settings: Settings, state: Path) -> Iterator[ExitStack]:
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    queue.forget()
    with ExitStack() as stack:
        yield stack
    queue.forget()


def told_at(client: Client, url: str, installation: Installation) -> Client:
    return clients.set_return_origins(client_id=client.id, return_origins=[url], act=by_officer(at=installation.at))


def end_sessions(installation: Installation, client: Client, *, url: str, count: int) -> None:
    for _ in range(count):
        session = installation.open(client=client, notify_url=url)
        sessions.cancel(session_id=session.id, act=installation.by_signer())


@pytest.mark.attack
@pytest.mark.lifecycle
@pytest.mark.django_db(transaction=True)
def test_hanging_receiver_delays_only_its_own_client(
    world: ExitStack, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hanging, told = Hanging(), Event()

    def answer(_: loopback.Call) -> loopback.Reply:
        told.set()
        return loopback.Reply(status=204)

    attacker_url = f"http://127.0.0.1:{world.enter_context(loopback.raw(hanging))}"
    good_url = world.enter_context(loopback.http(answer)).url
    world.callback(hanging.over.set)
    installation = install(trust=TrustServices(), url="http://127.0.0.1:9")
    attacker = told_at(installation.client, attacker_url, installation)
    good = told_at(register_client(registration_number="90000069281", at=installation.at), good_url, installation)
    end_sessions(installation, attacker, url=f"{attacker_url}/zinas", count=HANGING)
    process = world.enter_context(crash.doomed())
    process.start(PROGRAM, "worker", trust="http://127.0.0.1:9")
    assert hanging.full.wait(crash.PATIENCE_SECONDS), "the attacker's notifications hang by now"

    end_sessions(installation, good, url=f"{good_url}/zinas", count=1)
    mail.send(to="a@iestade.example", subject="Temats", body="Saturs", at=installation.at)

    assert told.wait(crash.PATIENCE_SECONDS), "the good client is told"
    process.wait_until(lambda: list((state / "outbox").glob("*.eml")), what="the mail leaves")
    assert hanging.now > 0, "all the while the attacker's receiver hangs"
    assert hanging.most <= jobs.NOTIFICATIONS_AT_ONCE
    hanging.over.set()
    assert process.stop() == 0
    with capsys.disabled():
        print(f"\nhanging: {HANGING} queued, {hanging.most} in flight at most; good client: told; mail: left")  # noqa: T201


def test_every_task_has_a_lane_of_its_kind() -> None:
    of = {queue: lane.name for lane in LANES for queue in lane.queues}
    ours = {name: task.queue for name, task in app.tasks.items() if not name.startswith(("builtin", "procrastinate"))}

    assert set(ours.values()) == set(of), "every queue is served, once"
    assert of[ours["signing.tell_client"]] == "webhooks"
    assert of[ours["notices.deliver"]] == "mail"
    assert of[ours["signing.complete"]] == "completion"
    assert {of[ours[name]] for name in ours if app.tasks[name].queueing_lock} == {"maintenance"}


def test_clients_do_not_share_places() -> None:
    first, second = ({jobs.place(client_id=client, number=n) for n in range(100)} for client in ("a", "b"))

    assert len(first) == len(second) == jobs.NOTIFICATIONS_AT_ONCE
    assert not first & second


def test_lane_that_looks_as_often_is_not_told_too() -> None:
    """Each that is told holds a connection for it."""
    assert [lane.name for lane in LANES if not lane.is_told] == ["webhooks"]
