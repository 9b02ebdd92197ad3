"""The figures of the services outside in the text format that Prometheus reads (version 0.0.4)."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from esigner.wire.metrics import BOUNDS_SECONDS, Figures

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text(figures: Sequence[Figures]) -> str:
    """Return every figure with its meaning; counted since the process began, and for this process alone."""
    return "".join(f"{line}\n" for line in _lines(figures))


def _lines(figures: Sequence[Figures]) -> Iterator[str]:
    yield from _head("esigner_service_answers_total", "counter", "Right answers of a service outside.")
    yield from (f"esigner_service_answers_total{{{_of(one)}}} {one.answered}" for one in figures)
    yield from _head("esigner_service_failures_total", "counter", "Questions without a right answer, by error code.")
    for one in figures:
        for code, count in sorted(one.failed.items()):
            yield f'esigner_service_failures_total{{{_of(one)},code="{_escaped(code)}"}} {count}'
    yield from _head("esigner_service_passed_over_total", "counter", "Questions not asked because of the breaker.")
    yield from (f"esigner_service_passed_over_total{{{_of(one)}}} {one.passed_over}" for one in figures)
    yield from _head("esigner_service_seconds", "histogram", "Time that questions took.")
    for one in figures:
        bounds = (*(f"{bound:g}" for bound in BOUNDS_SECONDS), "+Inf")
        for bound, count in zip(bounds, accumulate(one.seconds), strict=True):
            yield f'esigner_service_seconds_bucket{{{_of(one)},le="{bound}"}} {count}'
        yield f"esigner_service_seconds_sum{{{_of(one)}}} {one.seconds_sum:.6f}"
        yield f"esigner_service_seconds_count{{{_of(one)}}} {sum(one.seconds)}"


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def _of(one: Figures) -> str:
    return f'kind="{_escaped(one.kind)}",service="{_escaped(one.service)}"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
