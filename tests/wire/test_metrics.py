import pytest

from esigner.wire import metrics


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    metrics.forget()


def test_figures_tell_of_each_service() -> None:
    metrics.asked("TSA", "b.example", seconds=0.02)
    metrics.asked("TSA", "a.example", seconds=0.05)
    metrics.asked("TSA", "a.example", seconds=60, failure="SERVICE_UNREACHABLE")
    metrics.passed_over("TSA", "a.example")

    first, second = metrics.figures()

    assert (first.service, first.answered, first.failed, first.passed_over) == (
        "a.example", 1, {"SERVICE_UNREACHABLE": 1}, 1
    )  # fmt: skip
    assert (first.seconds_sum, first.seconds_max) == (60.05, 60)
    assert first.seconds == (0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    assert (second.service, second.answered) == ("b.example", 1)


def test_figures_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_MAX_SERVICES", 2)
    for name in "abcd":
        metrics.asked("OCSP", name, seconds=0)
    assert [(one.service, one.answered) for one in metrics.figures()] == [("a", 1), ("b", 1), ("other", 2)]
