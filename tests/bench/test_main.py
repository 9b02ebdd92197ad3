"""What other programs read of `./run bench`: the form, never a time."""

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import measure

FIELDS = {"name", "ours", "reference", "ratio", "goal", "met", "unit", "runs"}


def a_row(*, limit: float | None = None) -> measure.Row:
    return measure.slower_than("work / other work", lambda: sum(range(99)), lambda: sum(range(9)), limit=limit, runs=3)


def test_json_has_the_promised_fields_and_no_others() -> None:
    told = json.loads(bench.as_json(measure.machine(), [a_row(), a_row(limit=1e9)]))

    assert set(told) == {"machine", "rows"}
    assert [set(row) for row in told["rows"]] == [FIELDS, FIELDS]
    assert [row["met"] for row in told["rows"]] == [None, True]


def test_json_alone_goes_to_standard_output_and_what_is_skipped_is_said_aloud(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    skipped = measure.Skipped(name="another program", reason="no JDK on this machine")
    monkeypatch.setattr(bench, "SOURCES", (lambda: iter([a_row(), skipped]),))
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    monkeypatch.setattr("sys.argv", ["bench", "--json"])

    assert bench.main() == 0

    said = capsys.readouterr()
    assert len(json.loads(said.out)["rows"]) == 1
    assert "another program" in said.err
    assert "no JDK on this machine" in said.err


def test_effort_does_fewer_runs_but_enough_for_a_median() -> None:
    with measure.effort(0.1):
        quick = [measure.runs_of(wanted) for wanted in (100, 20, 3)]

    assert quick == [10, 5, 3]
    assert measure.runs_of(100) == 100
