"""kill -9 between each pair of sub-steps of finalize, and in the midst of them; afterwards: exactly one signature.

A child process finalizes against this test's PostgreSQL and the real trust door over HTTP. What stops it at a place is
outside of it: a lock that the test holds, an answer that a proxy holds back, a FIFO in a document's place. Then comes
what production has: the client's second call, or the worker's job.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from pytest_django import Settings

from esigner import audit
from esigner.ades import Format
from esigner.registry.kinds import Environment
from esigner.signing import jobs, sessions, validations, waiting_signatures
from esigner.signing.models import Document, Session, Signature
from esigner.signing.sessions import NewDocument, SessionView, SignatureStart
from esigner.signing.states import SignatureState, Status
from esigner.signing.tasks import complete
from esigner.wire import breaker, revocation_lists
from tests.world import crash, queue
from tests.world.installation import PROGRAM
from tests.world.jobs import context
from tests.world.pdfs import pdf
from tests.world.sessions import Installation, TrustServices, install
from tests.world.trust_door import trust_door

pytestmark = [pytest.mark.lifecycle, pytest.mark.django_db(transaction=True)]

PDF = NewDocument(name="Līgums.pdf", media_type="application/pdf", content=pdf(pages=2))
FINALIZED = "signing.signature.finalized"
SIGNATURE_ROW = "SELECT 1 FROM signing_signature WHERE id = %s FOR UPDATE"
ANCHORS = "LOCK TABLE registry_anchor IN ACCESS EXCLUSIVE MODE"
NOBODY_RECORDS = "LOCK TABLE audit_unchained IN SHARE MODE"
SESSION_ROW = "SELECT 1 FROM signing_session WHERE id = %s FOR UPDATE"


@dataclass(kw_only=True)
class Crash:
    """A session with a prepared signature, the proxy before the trust door, and the process to be killed."""

    installation: Installation
    proxy: crash.Proxy
    doomed: crash.Doomed
    session: SessionView
    start: SignatureStart
    value: bytes

    def begin(self) -> None:
        """Let the process finalize."""
        command = crash.finalize_command(
            session_id=self.session.id, signature_id=self.start.signature_id, value=self.value
        )
        self.doomed.start(*command, trust=self.proxy.url)

    def kill(self) -> None:
        """Kill the process where it stands; afterwards nothing is in the way of another."""
        self.doomed.kill()
        self.proxy.release()

    def signature(self) -> Signature:
        return Signature.objects.get(id=self.start.signature_id)

    def finalize_again(self) -> SessionView:
        return sessions.finalize(
            session_id=self.session.id,
            signature_id=self.start.signature_id,
            value=self.value,
            act=self.installation.by_signer(at=self.installation.now()),
        )

    def work(self) -> None:
        """Do the job that the queue holds for this signature, as the worker does."""
        (job,) = ProcrastinateJob.objects.filter(task_name=jobs.COMPLETE)
        complete(context(jobs.COMPLETE), **job.args)

    def files(self) -> list[str]:
        return default_storage.listdir(f"test/sessions/{self.session.id}")[1]

    def result(self) -> bytes:
        _, file = sessions.result(session_id=self.session.id)
        with file:
            return file.read()


@pytest.fixture
def world(settings: Settings, state: Path, door: Callable[..., None]) -> Iterator[ExitStack]:
    """A sandbox without jobs of other tests; what it opens is closed in the reverse order."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    settings.ESIGNER_TSA_TIMEOUT_SECONDS = int(crash.PATIENCE_SECONDS)
    queue.forget()
    revocation_lists.forget()
    breaker.forget()
    with ExitStack() as stack:
        yield stack
    queue.forget()
    breaker.forget()


@pytest.fixture
def crashing(world: ExitStack, door: Callable[..., None]) -> Callable[..., Crash]:
    """Return `crashing(Format.PDF)`: everything up to the value."""
    proxy = world.enter_context(crash.proxy(world.enter_context(trust_door(door))))
    installation = install(trust=TrustServices(), url=proxy.url)
    process = world.enter_context(crash.doomed())

    def arrange(format: Format = Format.ASICE) -> Crash:  # noqa: A002 - the word of the API and the standard
        documents = (PDF,) if format is Format.PDF else ()
        session = installation.open(*documents, format=format)
        start = installation.start(session)
        return Crash(
            installation=installation, proxy=proxy, doomed=process, session=session, start=start,
            value=installation.value(start),
        )  # fmt: skip

    return arrange


# --- The places: each starts the process and returns when it stands there --------------------------------------------


def value_checked(one: Crash) -> None:
    one.doomed.hold(SIGNATURE_ROW, one.start.signature_id)
    one.begin()
    one.doomed.wait_at('UPDATE "signing_signature"')


def value_written_but_not_committed(one: Crash) -> None:
    one.doomed.hold("LOCK TABLE procrastinate_jobs IN EXCLUSIVE MODE")
    one.begin()
    one.doomed.wait_at("procrastinate_defer")


def value_kept_and_nobody_asked(one: Crash) -> None:
    one.doomed.hold(ANCHORS)
    one.begin()
    one.doomed.wait_at('FROM "registry_anchor"')
    assert one.signature().state == SignatureState.VALUE_GIVEN.value
    assert one.proxy.asked == []


def timestamp_being_answered(one: Crash) -> None:
    one.proxy.hold("/tsa/")
    one.begin()
    one.doomed.wait_until(one.proxy.reached.is_set, what="a held answer is waited for")


def timestamp_here_but_not_stored(one: Crash) -> None:
    timestamp_being_answered(one)
    one.doomed.hold(SIGNATURE_ROW, one.start.signature_id)
    one.proxy.release()
    one.doomed.wait_at('UPDATE "signing_signature"')


def status_being_answered(one: Crash) -> None:
    one.proxy.hold("/ocsp/")
    one.begin()
    one.doomed.wait_until(one.proxy.reached.is_set, what="a held answer is waited for")


def list_being_answered(one: Crash) -> None:
    one.proxy.hold("/crl/")
    one.begin()
    one.doomed.wait_until(one.proxy.reached.is_set, what="a held answer is waited for")


def everything_fetched(one: Crash) -> None:
    list_being_answered(one)
    one.doomed.hold(SESSION_ROW, one.session.id)
    one.proxy.release()
    one.doomed.wait_at('FROM "signing_session"')


def documents_being_read(one: Crash) -> None:
    document = Path(default_storage.path(Document.objects.get(session_id=one.session.id).file))
    with crash.fifo_at(document) as is_read:
        one.begin()
        one.doomed.wait_until(is_read, what="the document is read")
        one.kill()


def result_written_but_not_committed(one: Crash) -> None:
    one.doomed.hold(NOBODY_RECORDS)
    one.begin()
    one.doomed.wait_at("INSERT INTO audit_unchained")
    assert len(one.files()) == 2


def signed_but_nobody_told(one: Crash) -> None:
    one.begin()
    one.doomed.wait_until(
        lambda: Session.objects.filter(id=one.session.id, status=Status.SIGNED.value).exists(), what="it is signed"
    )


Place = Callable[[Crash], None]
BEFORE_THE_VALUE: tuple[Place, ...] = (value_checked, value_written_but_not_committed)
BEFORE_THE_TIMESTAMP: tuple[Place, ...] = (timestamp_being_answered, timestamp_here_but_not_stored)
AFTER_THE_TIMESTAMP: tuple[Place, ...] = (
    status_being_answered, list_being_answered, everything_fetched,
    documents_being_read, result_written_but_not_committed,
)  # fmt: skip


def killed_at(place: Place, one: Crash) -> None:
    place(one)
    if place is not documents_being_read:  # it has to be killed before the document is put back
        one.kill()


def prove(one: Crash, *, stamped: int) -> None:
    """Exactly one valid signature, told once, and a repeated call gives the same."""
    result = one.result()
    for again in (one.finalize_again(), one.finalize_again()):
        assert again.status is Status.SIGNED
        assert [each.state for each in again.signatures] == [SignatureState.FINISHED]
        assert one.result() == result
    verdict = validations.validate(
        result, name=again.result_name, client_id="test", environment=Environment.TEST, at=one.installation.now()
    )
    assert (verdict.indication, len(verdict.signatures)) == ("TOTAL-PASSED", 1), verdict.as_dict()
    assert verdict.signatures[0].format.endswith("-B-LT")
    assert [each.event for each in audit.events(subject=one.session.id)].count(FINALIZED) == 1
    assert audit.verify() == []
    assert len(one.files()) == 2, "the document and the result, no leftovers"
    assert one.proxy.asked.count("/tsa/test") == stamped


@pytest.mark.parametrize("place", BEFORE_THE_VALUE)
def test_killed_before_the_value_is_kept(crashing: Callable[..., Crash], place: Place) -> None:
    one = crashing()
    killed_at(place, one)
    assert one.signature().state == SignatureState.PREPARED.value
    assert not ProcrastinateJob.objects.filter(task_name=jobs.COMPLETE).exists()

    one.finalize_again()

    prove(one, stamped=1)


@pytest.mark.parametrize("recover", [Crash.finalize_again, Crash.work])
def test_killed_before_anybody_was_asked(crashing: Callable[..., Crash], recover: Callable[[Crash], object]) -> None:
    one = crashing()
    killed_at(value_kept_and_nobody_asked, one)

    recover(one)

    prove(one, stamped=1)


@pytest.mark.parametrize("recover", [Crash.finalize_again, Crash.work])
@pytest.mark.parametrize("place", BEFORE_THE_TIMESTAMP)
def test_killed_before_the_timestamp_is_kept(
    crashing: Callable[..., Crash], place: Place, recover: Callable[[Crash], object]
) -> None:
    one = crashing()
    killed_at(place, one)
    assert (one.signature().state, one.signature().timestamp) == (SignatureState.VALUE_GIVEN.value, None)

    recover(one)

    prove(one, stamped=2)


@pytest.mark.parametrize("recover", [Crash.finalize_again, Crash.work])
@pytest.mark.parametrize("place", AFTER_THE_TIMESTAMP)
def test_killed_after_the_timestamp_is_kept(
    crashing: Callable[..., Crash], place: Place, recover: Callable[[Crash], object]
) -> None:
    one = crashing()
    killed_at(place, one)
    assert one.signature().state == SignatureState.VALUE_GIVEN.value
    assert one.signature().timestamp is not None

    recover(one)

    prove(one, stamped=1)


@pytest.mark.parametrize("recover", [Crash.finalize_again, Crash.work])
def test_killed_before_anybody_was_told(crashing: Callable[..., Crash], recover: Callable[[Crash], object]) -> None:
    one = crashing()
    killed_at(signed_but_nobody_told, one)
    result = one.result()

    recover(one)

    prove(one, stamped=1)
    assert one.result() == result


@pytest.mark.parametrize("place", [timestamp_being_answered, result_written_but_not_committed])
def test_pdf_survives_as_a_container_does(crashing: Callable[..., Crash], place: Place) -> None:
    one = crashing(Format.PDF)
    killed_at(place, one)

    one.finalize_again()

    prove(one, stamped=2 if place in BEFORE_THE_TIMESTAMP else 1)


def test_killed_twice_leaves_one_result(crashing: Callable[..., Crash]) -> None:
    one = crashing()
    killed_at(timestamp_being_answered, one)
    killed_at(result_written_but_not_committed, one)

    one.work()

    prove(one, stamped=2)


def test_killed_while_giving_up_nothing_is_lost(crashing: Callable[..., Crash]) -> None:
    one = crashing()
    one.proxy.is_down = True
    assert one.finalize_again().status is Status.SIGNING
    one.doomed.hold(NOBODY_RECORDS)
    one.doomed.start(*crash.give_up_command(signature_id=one.start.signature_id), trust=one.proxy.url)
    one.doomed.wait_at("INSERT INTO audit_unchained")
    assert len(one.files()) == 2
    one.kill()
    assert Session.objects.get(id=one.session.id).status == Status.SIGNING.value

    waiting_signatures.give_up(
        signature_id=one.start.signature_id, act=one.installation.by_system(at=one.installation.now())
    )

    assert Session.objects.get(id=one.session.id).status == Status.FAILED.value
    assert len(one.files()) == 2, "the document and the one that is kept"
    one.proxy.is_down = False
    breaker.forget()
    assert one.finalize_again().status is Status.SIGNED
    prove(one, stamped=2)


def test_worker_killed_in_the_middle_of_the_job(crashing: Callable[..., Crash]) -> None:
    """The whole way by real workers: the second one takes up what the killed one had begun."""
    one = crashing()
    one.proxy.is_down = True
    assert one.finalize_again().status is Status.SIGNING
    one.proxy.is_down = False
    due_now()
    one.proxy.hold("/ocsp/")
    one.doomed.start(PROGRAM, "worker", trust=one.proxy.url)
    one.doomed.wait_until(one.proxy.reached.is_set, what="a held answer is waited for")
    one.kill()
    assert job().status == "doing"

    silent_for_a_minute()
    one.doomed.start(PROGRAM, "worker", trust=one.proxy.url)
    with suppress(AlreadyEnqueued):  # the new worker may have thought of it first
        app.configure_task(jobs.TAKE_UP, queue=jobs.QUEUE).defer(timestamp=0)
    one.doomed.wait_until(lambda: job().status == "succeeded", what="the job is done")
    assert one.doomed.stop() == 0

    prove(one, stamped=2)


def job() -> ProcrastinateJob:
    found: ProcrastinateJob = ProcrastinateJob.objects.get(task_name=jobs.COMPLETE)
    return found


def due_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")


def silent_for_a_minute() -> None:
    """Let the killed worker's last word be old, instead of waiting."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
