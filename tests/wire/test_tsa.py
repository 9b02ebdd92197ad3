import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from esigner.ades import timestamps
from esigner.asn1 import der
from esigner.pki import profiles, tsa
from esigner.pki.tsa import TimestampUnit
from esigner.wire import errors
from esigner.wire.tsa import fetch
from tests.world import certification as ca
from tests.world import loopback, openssl
from tests.world.loopback import Call, Reply

DATA = b"signature value"


def answering(change: Callable[[bytes], bytes] = lambda answer: answer, *, unit: TimestampUnit | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a context manager
    def reply(call: Call) -> Reply:
        answer = tsa.answer(call.body, tsu=unit or ca.the_timestamp_unit(), serial=99, at=ca.now())
        return Reply(body=change(answer), headers={"Content-Type": "application/timestamp-reply"})

    return loopback.http(reply)


def fetched(url: str, algorithm: str = "SHA256", *, timeout_seconds: float = 5) -> bytes:
    digest = hashlib.new(algorithm, DATA).digest()
    return fetch(url, data_digest=digest, algorithm=algorithm, nonce=2**63 + 5, timeout_seconds=timeout_seconds)


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_fetch_gives_a_token_that_openssl_accepts(algorithm: str, tmp_path: Path) -> None:
    with answering() as server:
        token = fetched(f"{server.url}/tsa/test", algorithm)
    (tmp_path / "t.der").write_bytes(token)
    (tmp_path / "data").write_bytes(DATA)
    said = openssl.run(
        "ts", "-verify", "-token_in", "-in", str(tmp_path / "t.der"), "-data", str(tmp_path / "data"),
        "-CAfile", ca.write(tmp_path, "root.pem", ca.the_root().certificate),
    )  # fmt: skip
    assert b"Verification: OK" in said
    call = server.calls[0]
    assert (call.method, call.headers["content-type"]) == ("POST", "application/timestamp-query")


def test_the_token_is_read_by_ades() -> None:
    with answering() as server:
        token = timestamps.read(fetched(server.url))
    assert abs(token.gen_time - ca.now()) < timedelta(minutes=1)
    assert token.certificate == ca.the_timestamp_unit().certificate
    assert token.nonce == 2**63 + 5


def _other_time(answer: bytes) -> bytes:
    return answer.replace(ca.NOW.strftime("%Y%m%d").encode(), b"20200101", 1)


def _replayed(_answer: bytes) -> bytes:
    query = timestamps.request(hashlib.sha256(DATA).digest(), "SHA256", 1)
    return tsa.answer(query, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now())


def _for_other_data(_answer: bytes) -> bytes:
    query = timestamps.request(hashlib.sha256(b"other").digest(), "SHA256", 2**63 + 5)
    return tsa.answer(query, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda _: b"", "TIMESTAMP_UNREADABLE"),
        (lambda _: b"<html>", "TIMESTAMP_UNREADABLE"),
        (_other_time, "TIMESTAMP_SIGNATURE_INVALID"),
        (_replayed, "TIMESTAMP_MISMATCH"),
        (_for_other_data, "TIMESTAMP_MISMATCH"),
        (lambda _: tsa.answer(b"", tsu=ca.the_timestamp_unit(), serial=1, at=ca.now()), "TIMESTAMP_REFUSED"),
    ],
    ids=["empty", "html", "changed", "replayed", "other data", "rejected"],
)
def test_fetch_refuses_what_does_not_answer_the_query(change: Callable[[bytes], bytes], reason: str) -> None:
    with answering(change) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        fetched(server.url)
    assert caught.value.data["reason"] == reason
    assert not caught.value.retryable


def test_fetch_refuses_a_unit_that_is_not_for_time_stamps() -> None:
    signer = ca.below(ca.the_issuing(), profile=profiles.SIGNER)
    unit = TimestampUnit(certificate=signer.certificate, key=signer.key, chain=signer.chain)
    with answering(unit=unit) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        fetched(server.url)
    assert caught.value.data["reason"] == "TIMESTAMP_CERTIFICATE_UNFIT"


@pytest.mark.attack
def test_fetch_refuses_a_unit_whose_certificate_had_ended() -> None:
    old = ca.below(ca.the_root(), profile=profiles.TSA, not_after=ca.NOW - timedelta(hours=1))
    unit = TimestampUnit(certificate=old.certificate, key=old.key, chain=old.chain)
    with answering(unit=unit) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        fetched(server.url)
    assert caught.value.data["reason"] == "TIMESTAMP_UNIT_EXPIRED"


@pytest.mark.attack
@pytest.mark.parametrize("off", [timedelta(hours=-20), timedelta(minutes=-11), timedelta(minutes=11), timedelta(300)])
def test_fetch_refuses_a_time_far_from_the_clock(off: timedelta) -> None:
    def another_time(answer: Call) -> Reply:
        return Reply(body=tsa.answer(answer.body, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now() + off))

    with loopback.http(another_time) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        fetched(server.url)
    assert caught.value.data["reason"] == "TIMESTAMP_TIME_WRONG"


@pytest.mark.parametrize("off", [timedelta(minutes=-8), timedelta(minutes=8)])
def test_fetch_accepts_a_clock_that_is_some_minutes_off(off: timedelta) -> None:
    def another_time(answer: Call) -> Reply:
        return Reply(body=tsa.answer(answer.body, tsu=ca.the_timestamp_unit(), serial=1, at=ca.now() + off))

    with loopback.http(another_time) as server:
        assert fetched(server.url)


def test_fetch_refuses_a_huge_answer() -> None:
    with answering(lambda _: der.octet_string(b"x" * 70_000)) as server, pytest.raises(errors.AnswerTooLargeError):
        fetched(server.url)


def test_fetch_with_nobody_may_be_tried_again() -> None:
    with pytest.raises(errors.UnreachableError) as caught:
        fetched(f"http://127.0.0.1:{loopback.closed_port()}")
    assert caught.value.retryable
