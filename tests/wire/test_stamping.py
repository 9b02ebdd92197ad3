"""Several time-stamping authorities over real sockets: slow, wrong, down, and right."""

import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import perf_counter, sleep

import pytest

from esigner.ades import timestamps
from esigner.ades.timestamps.errors import TimestampMismatchError
from esigner.pki import profiles, tsa, tsa_request
from esigner.pki.tsa import POLICY_TEST, TimestampUnit
from esigner.wire import breaker, errors, failover, metrics, stamping
from esigner.wire.breaker import State, Tolerance
from esigner.wire.stamping import Authorities
from esigner.wire.tsa import fetch
from tests.world import certification as ca
from tests.world import loopback
from tests.world.loopback import Call, Reply, Server

DIGEST = hashlib.sha256(b"value").digest()
ANCHORS = (ca.the_root().certificate,)
PATIENCE = Tolerance(failures=2, pause_seconds=0.3)
Answer = Callable[[Call], Reply]


@pytest.fixture(autouse=True)
def nothing_happened_yet() -> None:
    breaker.forget()
    metrics.forget()


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], Server]]:
    with ExitStack() as running:
        yield lambda answer: running.enter_context(loopback.http(answer))


def right(call: Call) -> Reply:
    return Reply(body=tsa.answer(call.body, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now()))


def down(_: Call) -> Reply:
    return Reply(status=503)


def html(_: Call) -> Reply:
    return Reply(body=b"<html>")


def replayed(_: Call) -> Reply:
    query = timestamps.request(DIGEST, "SHA256", 1)
    return Reply(body=tsa.answer(query, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now()))


def stranger(call: Call) -> Reply:
    unit = ca.below(ca.root(name="Stranger"), profile=profiles.TSA)
    own = TimestampUnit(certificate=unit.certificate, key=unit.key, chain=unit.chain)
    return Reply(body=tsa.answer(call.body, tsu=own, serial=1, at=ca.now()))


def of_another_policy(call: Call) -> Reply:
    """An authority that ignores the policy asked for."""
    unit = ca.the_timestamp_unit()
    nonce = int.from_bytes(tsa_request.read(call.body).nonce[2:])  # after tag and length
    query = timestamps.request(DIGEST, "SHA256", nonce)
    other = TimestampUnit(certificate=unit.certificate, key=unit.key, chain=unit.chain, policy="1.2.3")
    return Reply(body=tsa.answer(query, tsu=other, serial=1, at=ca.now()))


def slow(call: Call) -> Reply:
    sleep(0.6)
    return right(call)


def at(*servers: Server, **fields: object) -> Authorities:
    values: dict[str, object] = {"anchors": ANCHORS, "tolerance": PATIENCE, "timeout_seconds": 5.0}
    return Authorities(urls=tuple(one.url for one in servers), **(values | fields))  # type: ignore[arg-type]  # a test's shorthand


def stamp(authorities: Authorities) -> bytes:
    return stamping.stamp(DIGEST, algorithm="SHA256", authorities=authorities)


def test_stamp_asks_the_first_alone_while_it_answers(serve: Callable[[Answer], Server]) -> None:
    one, two = serve(right), serve(right)
    assert timestamps.read(stamp(at(one, two))).imprint == DIGEST
    assert (len(one.calls), len(two.calls)) == (1, 0)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (down, "SERVICE_FAILED"),
        (html, "ANSWER_INVALID"),
        (replayed, "ANSWER_INVALID"),
        (stranger, "ANSWER_INVALID"),
        (lambda _: Reply(status=404), "SERVICE_REFUSED"),
        (lambda _: Reply(body=b"x" * 70_000), "ANSWER_TOO_LARGE"),
    ],
    ids=["down", "html", "other nonce", "not trusted", "not there", "too large"],
)
def test_stamp_turns_to_the_next_authority(serve: Callable[[Answer], Server], wrong: Answer, code: str) -> None:
    one, two = serve(wrong), serve(right)
    assert timestamps.read(stamp(at(one, two))).imprint == DIGEST
    failed = {figures.service: figures.failed for figures in metrics.figures() if figures.failed}
    assert failed == {one.url.removeprefix("http://"): {code: 1}}


def test_stamp_does_not_wait_for_a_slow_authority(serve: Callable[[Answer], Server]) -> None:
    one, two = serve(slow), serve(right)
    began = perf_counter()
    stamp(at(one, two, timeout_seconds=0.3))
    assert perf_counter() - began < 0.6
    assert len(two.calls) == 1


def test_stamp_turns_away_from_a_closed_port(serve: Callable[[Answer], Server]) -> None:
    two = serve(right)
    urls = (f"http://127.0.0.1:{loopback.closed_port()}", two.url)
    assert stamp(Authorities(urls=urls, anchors=ANCHORS))


@pytest.mark.parametrize("policy", [None, POLICY_TEST])
def test_stamp_takes_the_policy_asked_for(serve: Callable[[Answer], Server], policy: str | None) -> None:
    token = timestamps.read(stamp(at(serve(right), policy=policy)))
    assert token.policy == POLICY_TEST


def test_stamp_refuses_another_policy(serve: Callable[[Answer], Server]) -> None:
    with pytest.raises(errors.AnswerInvalidError) as caught:
        stamp(at(serve(of_another_policy), policy=POLICY_TEST))
    assert isinstance(caught.value.__cause__, TimestampMismatchError)
    assert caught.value.__cause__.data["field"] == "policy"


def test_stamp_leaves_alone_what_failed_again_and_again(serve: Callable[[Answer], Server]) -> None:
    one, two = serve(down), serve(right)
    for _ in range(5):
        stamp(at(one, two))
    assert (len(one.calls), len(two.calls)) == (2, 5)
    (figures,) = [figures for figures in metrics.figures() if figures.failed]
    assert figures.passed_over == 3


def test_stamp_tries_again_after_the_pause(serve: Callable[[Answer], Server]) -> None:
    answers: list[Answer] = [down, down, right, right]

    def in_turn(call: Call) -> Reply:
        return answers.pop(0)(call)

    one, two = serve(in_turn), serve(right)
    for _ in range(3):
        stamp(at(one, two))
    while breaker.of("TSA", one.url).state is State.OPEN:
        """The pause is a third of a second."""
    for _ in range(2):
        stamp(at(one, two))
    assert (len(one.calls), len(two.calls)) == (4, 3)


def test_stamp_says_that_everything_is_paused(serve: Callable[[Answer], Server]) -> None:
    one = serve(down)
    for _ in range(2):
        with pytest.raises(errors.ServiceFailedError):
            stamp(at(one))
    with pytest.raises(errors.ServicePausedError) as caught:
        stamp(at(one))
    assert caught.value.retryable


def test_stamp_names_the_failure_that_may_pass(serve: Callable[[Answer], Server]) -> None:
    with pytest.raises(errors.ServiceFailedError):
        stamp(at(serve(html), serve(down)))


def test_stamp_needs_an_authority() -> None:
    with pytest.raises(errors.AddressInvalidError):
        stamp(Authorities(urls=()))


def test_answer_about_the_question_does_not_open_the_breaker() -> None:
    def ask(_url: str, _seconds: float) -> bytes:
        raise errors.AnswerInvalidError(service="x", reason="UNAUTHORIZED")

    for _ in range(5):
        with pytest.raises(errors.AnswerInvalidError):
            failover.first(["http://x.example"], ask, kind="OCSP", timeout_seconds=1, tolerance=PATIENCE)
    assert breaker.of("OCSP", "http://x.example").state is State.CLOSED


def test_a_bug_of_ours_does_not_leave_a_trial_open() -> None:
    def ask(_url: str, _seconds: float) -> bytes:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            failover.first(["http://x.example"], ask, kind="TSA", timeout_seconds=1, tolerance=PATIENCE)
    assert breaker.of("TSA", "http://x.example").state is State.OPEN


def test_all_together_end_by_the_total_time() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.recv(65536)

    def ask(url: str, seconds: float) -> bytes:
        return fetch(url, data_digest=DIGEST, algorithm="SHA256", nonce=1, timeout_seconds=seconds)

    began = perf_counter()
    with loopback.raw(silent) as port:
        urls = [f"http://127.0.0.1:{port}/{number}" for number in range(10)]
        with pytest.raises(errors.UnreachableError):
            failover.first(urls, ask, kind="TSA", timeout_seconds=0.2, total_seconds=0.3)
    assert perf_counter() - began < 1


def test_issuer_that_the_token_does_not_carry_is_taken_from_those_at_hand(serve: Callable[[Answer], Server]) -> None:
    def alone(call: Call) -> Reply:
        unit = ca.below(ca.the_issuing(), profile=profiles.TSA)
        own = TimestampUnit(certificate=unit.certificate, key=unit.key, chain=())
        return Reply(body=tsa.answer(call.body, tsu=own, serial=1, at=ca.now()))

    server = serve(alone)
    with pytest.raises(errors.AnswerInvalidError):
        stamp(at(server))
    assert stamp(at(server, intermediates=(ca.the_issuing().certificate,)))
