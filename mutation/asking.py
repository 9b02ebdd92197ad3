"""The whole of a run: which tests are asked about a fault, in which order, and what is believed of their answers."""

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePath

from mutation.faults import Fault
from mutation.lanes import Answer, Lane, LaneEndedError, Timed, ask_cold
from mutation.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a fault."""

    fault: Fault
    answer: Answer
    asked: int
    """How many tests there were to notice it."""

    @property
    def is_caught(self) -> bool:
        """Say whether anything noticed."""
        return self.answer.ended in {"caught", "time", "crash"}


@dataclass
class Asking:
    """Shared by all lanes: what has noticed before is asked first, and believed once it has passed without a fault."""

    reach: Reach
    seconds: float
    """Of the processor, for all tests that are asked about one fault; what would come later is not asked."""
    _noticed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _honest: set[str] = field(default_factory=set)

    def judge(self, fault: Fault, lane: Lane) -> Verdict:
        """Ask about one fault."""
        tests = self.tests(fault)
        if not tests:
            return Verdict(fault=fault, answer=Answer(ended="survived"), asked=0)
        answer = lane.ask(fault, tests) if fault.function else Answer(ended="cold")
        if answer.ended == "cold":
            answer = ask_cold(fault, tests)
        if answer.ended == "caught" and answer.test in self.reach.seconds:
            if not self._is_honest(answer.test, lane):
                return Verdict(
                    fault=fault, answer=Answer(ended="unsure", test=answer.test, why=answer.why), asked=len(tests)
                )
            self._remember(fault, answer.test)
        return Verdict(fault=fault, answer=answer, asked=len(tests))

    def tests(self, fault: Fault) -> Timed:
        """Return tests to ask: who noticed faults of this module, then its own, then the rest, the quickest first."""
        reached = self.reach.of_lines(fault.file, fault.lines) if fault.function else set()
        reached = reached or self.reach.of_file(fault.file)
        seconds = self.reach.seconds
        before = [name for name in self._noticed[fault.file] if name in reached]
        own = f"/test_{PurePath(fault.file).stem}.py::"
        rest = sorted(reached - set(before), key=lambda name: (own not in name, seconds[name] // 0.05, name))
        chosen, total = [], 0.0
        for name in (*before, *rest):
            if total > self.seconds:
                break
            chosen.append((name, seconds[name]))
            total += seconds[name]
        return chosen

    def _is_honest(self, test: str, lane: Lane) -> bool:
        """Say whether a test that noticed a fault passes where there is none."""
        if test not in self._honest and lane.ask(None, [(test, self.reach.seconds[test])]).ended == "survived":
            self._honest.add(test)
        return test in self._honest

    def _remember(self, fault: Fault, test: str) -> None:
        known = self._noticed[fault.file]
        if test in known:
            known.remove(test)
        known.insert(0, test)


def run(
    faults: Sequence[Fault],
    *,
    asking: Asking,
    tests: Iterable[str],
    lanes: int,
    tell: Callable[[Sequence[Verdict]], None],
) -> list[Verdict]:
    """Return a verdict on each fault, several lanes at once; `tell` is called with all verdicts after each.

    Interrupted, it ends the lanes, waits for them, and lets the interruption through.
    """
    waiting: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    for fault in faults:
        waiting.put(fault)
    modules = list(tests)
    started = [Lane(modules) for _ in range(lanes)]
    shared = _Run(asking=asking, waiting=waiting, tell=tell)
    threads = [threading.Thread(target=shared.work, args=(lane,)) for lane in started]
    for thread in threads:
        thread.start()
    try:
        _join(threads)
    except BaseException:
        shared.is_over.set()
        for lane in started:
            lane.interrupt()
        _join(threads)
        raise
    return shared.verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the lanes share."""

    asking: Asking
    waiting: "queue.SimpleQueue[Fault]"
    tell: Callable[[Sequence[Verdict]], None]
    verdicts: list[Verdict] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def work(self, lane: Lane) -> None:
        """Judge until nothing waits, or all is over."""
        with lane, suppress(queue.Empty):
            try:
                lane.ready()
                while not self.is_over.is_set():
                    self.verdicts.append(self.asking.judge(self.waiting.get_nowait(), lane))
                    self.tell(self.verdicts)
            except LaneEndedError:
                if not self.is_over.is_set():
                    raise


def _join(threads: Iterable[threading.Thread]) -> None:
    for thread in threads:
        thread.join()
