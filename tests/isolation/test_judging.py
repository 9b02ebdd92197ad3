"""A stranger's file is judged in a process of its own: the same verdict, and an end whatever the file does."""

import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path

import pytest

from esigner import isolation
from esigner.ades import Format
from esigner.ades.trust.anchors import Anchor
from esigner.ades.validation.errors import UnknownPolicyError
from esigner.errors import EsignerError
from esigner.isolation import Limits, Party, ValidationAbortedError, ValidationBusyError, parcels
from esigner.isolation.judging import AT_A_TIME, KEEPER, Keeper
from esigner.isolation.parcels import Job
from tests.world import hostile, odd_signers
from tests.world.joined import TEXT, shaped
from tests.world.signed import FILES, VALIDATED_AT, judged, signed, signed_pdf, trust

MIB = 1024 * 1024
GOOD = [Party(name="good")]
BAD = [Party(name="bad")]


def job(document: bytes) -> Job:
    return Job(document=document, name="dokuments", trust=trust(), at=VALIDATED_AT, policy="lv")


def judge(document: bytes, limits: Limits | None = None) -> isolation.Judged:
    return isolation.judge(document, name="dokuments", trust=trust(), at=VALIDATED_AT, parties=GOOD, limits=limits)


def test_report_is_the_one_that_the_validator_gives() -> None:
    for document in (signed(), signed_pdf(), b"<a/>", hostile.shared_kids(levels=18)):
        assert judge(document).report == replace(judged(document), data_files={})


@pytest.mark.parametrize("shown", odd_signers.NAMES)
def test_signer_with_an_odd_name_comes_back_as_it_went(shown: str) -> None:
    signer = odd_signers.signer_named(odd_signers.NAMES[shown])
    document = odd_signers.signed_by(signer, format=Format.CADES, revocation=odd_signers.with_list())
    found = judge(document)
    assert found.report == replace(judged(document), data_files={})
    assert (found.report.passed, found.report.signatures[0].signed_by) == (True, shown)


@pytest.mark.parametrize("shown", odd_signers.NAMES)
def test_anchor_with_an_odd_name_is_trusted(shown: str) -> None:
    anchor = odd_signers.signer_named(odd_signers.NAMES[shown]).certificate
    also = replace(trust(), anchors=(*trust().anchors, anchor), services=(Anchor(certificate=anchor),))
    found = isolation.judge(signed(), name="dokuments", trust=also, at=VALIDATED_AT, parties=GOOD)
    assert found.report.passed


def test_files_of_a_container_are_told_by_their_digests() -> None:
    assert judge(signed()).data_sha256 == {file.name: sha256(file.content).hexdigest() for file in FILES}


def test_files_beside_the_signature_are_judged_with_it() -> None:
    document = shaped("detached.p7s")
    found = isolation.judge(
        document, name="paraksts", trust=trust(), at=VALIDATED_AT, parties=GOOD, policy="etsi", detached=[TEXT]
    )
    assert found.report.passed


def test_moment_with_another_class_for_its_zone_is_a_moment() -> None:
    class Zone(tzinfo):
        def utcoffset(self, _: datetime | None) -> timedelta:
            return timedelta()

        def tzname(self, _: datetime | None) -> str:
            return "UTC"

        def dst(self, _: datetime | None) -> timedelta:
            return timedelta()

    at = VALIDATED_AT.replace(tzinfo=Zone())
    report = isolation.judge(signed(), name="dokuments", trust=trust(), at=at, parties=GOOD).report
    assert report.validated_at == VALIDATED_AT


def test_unknown_policy_is_refused_before_anything_is_started() -> None:
    with pytest.raises(UnknownPolicyError):
        isolation.judge(b"", name="", trust=trust(), at=VALIDATED_AT, parties=GOOD, policy="fr")


@pytest.mark.attack
def test_file_that_takes_more_memory_than_allowed_ends_its_process_alone() -> None:
    with pytest.raises(ValidationAbortedError) as refused:
        judge(bytes(32 * MIB), Limits(memory_bytes=MIB))
    assert refused.value.code == "VALIDATION_ABORTED"
    assert judge(signed()).report.passed


@pytest.mark.attack
def test_file_that_takes_more_processor_time_than_allowed_ends_its_process_alone() -> None:
    with pytest.raises(ValidationAbortedError):
        judge(hostile.indefinite(elements=2_400_000), Limits(cpu_seconds=1))
    assert judge(signed()).report.passed


def test_warm_process_that_was_killed_is_started_again() -> None:
    isolation.warm()
    before = KEEPER.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert judge(signed()).report.passed
    assert KEEPER.pid != before


def test_more_files_than_turns_are_told_to_come_again() -> None:
    keeper = Keeper(at_a_time=1, patience_seconds=0)
    with keeper.turns.turn(BAD), pytest.raises(ValidationBusyError) as refused:
        keeper.judge(job(b""), Limits(), GOOD)
    assert refused.value.code == "VALIDATION_BUSY"


@pytest.mark.attack
def test_party_that_floods_is_told_so_and_others_are_served() -> None:
    """As a client did with eight files of seven seconds: every other institution got 503 for as long as it went on."""
    keeper, tries = Keeper(patience_seconds=0), 10
    with ExitStack() as stack:
        told = [_tried(lambda: stack.enter_context(keeper.turns.turn(BAD))) for _ in range(tries)]
        served = [_tried(lambda: keeper.judge(job(signed()), Limits(), GOOD)) for _ in range(tries)]
    keeper.stop()
    print(  # noqa: T201 — the figures are what the test is for
        f"flood: attacker tried {tries}, in {told.count('')}, told {Counter(told)}; "
        f"good party tried {tries}, in {served.count('')}, starved {tries - served.count('')}"
    )
    assert served == [""] * tries
    assert told == [""] * (AT_A_TIME - 1) + ["VALIDATION_SHARE_USED_UP"] * (tries - AT_A_TIME + 1)


def _tried(act: Callable[[], object]) -> str:
    """Return the code of the refusal, empty for none."""
    try:
        act()
    except EsignerError as error:
        return error.code
    return ""


def test_memory_of_a_judgement_is_given_back_when_its_answer_is_there() -> None:
    keeper = Keeper()
    try:
        for _ in range(20):
            keeper.judge(job(b"<a/>"), Limits(), GOOD)
            assert _resident_kib_of_children(keeper.pid) == 0
    finally:
        keeper.stop()


def _resident_kib_of_children(pid: int | None) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = 0
    for child in children:
        with suppress(OSError):
            pages += int(Path(f"/proc/{child}/statm").read_text().split()[1])
    return pages * 4


@pytest.mark.parametrize(
    ("size", "cpu_seconds"), [(185, 4), (4 * MIB, 6), (8_900_000, 8), (10 * MIB, 9), (100 * MIB, 18)]
)
def test_small_files_get_few_seconds_and_large_ones_in_proportion(size: int, cpu_seconds: int) -> None:
    assert Limits.for_bytes(size).cpu_seconds == cpu_seconds


def test_files_of_many_threads_get_each_their_own_answer() -> None:
    documents = [signed(), b"<a/>", signed_pdf(), b""]
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = [one.report.indication for one in pool.map(judge, documents)]
    assert found == [judged(document).indication for document in documents]


def test_process_knows_nothing_of_the_settings_of_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    keeper = Keeper()
    keeper.start()
    try:
        assert keeper.judge(job(b"<a/>"), Limits(), GOOD).report.rule is not None
        assert b"secret" not in Path(f"/proc/{keeper.pid}/environ").read_bytes()
    finally:
        keeper.stop()


def test_process_ends_with_a_door_that_ends_without_a_word() -> None:
    program = "import os; from esigner import isolation; isolation.warm(); os._exit(0)"
    # The warm process holds the same standard error: reading it ends when both have ended.
    ended = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, check=True, timeout=120)
    assert ended.stderr == b""


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


@pytest.mark.attack
@pytest.mark.parametrize("data", [b"", b"\x80", pickle.dumps(_Evil()), pickle.dumps({"report": 1})])
def test_answer_that_is_no_report_makes_nothing(data: bytes) -> None:
    assert parcels.read_answer(data) is None
