"""The text that Prometheus reads, held against the figures."""

import re

import pytest

from esigner.wire import exposition, metrics

_SAMPLE = re.compile(r'([a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} ([0-9.]+)')


@pytest.fixture(autouse=True)
def counted() -> None:
    metrics.forget()
    metrics.asked("TSA", "a.example", seconds=0.02)
    metrics.asked("TSA", "a.example", seconds=60, failure="SERVICE_UNREACHABLE")
    metrics.passed_over("OCSP", 'odd"\\\nname')


def samples() -> dict[str, str]:
    lines = [line for line in exposition.text(metrics.figures()).splitlines() if not line.startswith("#")]
    found = [_SAMPLE.fullmatch(line) for line in lines]
    assert all(found), lines
    return {f"{one[1]}{{{one[2]}}}": one[3] for one in found if one}


def test_every_figure_is_told() -> None:
    told, service = samples(), 'kind="TSA",service="a.example"'
    assert told[f"esigner_service_answers_total{{{service}}}"] == "1"
    assert told[f'esigner_service_failures_total{{{service},code="SERVICE_UNREACHABLE"}}'] == "1"
    assert told[f"esigner_service_seconds_sum{{{service}}}"] == "60.020000"
    assert told[f"esigner_service_seconds_count{{{service}}}"] == "2"
    assert told['esigner_service_passed_over_total{kind="OCSP",service="odd\\"\\\\\\nname"}'] == "1"


def test_buckets_are_cumulative() -> None:
    told = samples()
    counts = [
        told[f'esigner_service_seconds_bucket{{kind="TSA",service="a.example",le="{bound}"}}']
        for bound in ("0.01", "0.025", "10", "+Inf")
    ]
    assert counts == ["0", "1", "1", "2"]


def test_every_name_has_its_kind_once() -> None:
    heads = re.findall(r"^# TYPE (\S+) (\S+)$", exposition.text(metrics.figures()), re.MULTILINE)
    assert len(heads) == len(dict(heads)) == 4
