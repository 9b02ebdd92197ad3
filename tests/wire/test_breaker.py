from esigner.wire.breaker import Breaker, State, Tolerance

PATIENCE = Tolerance(failures=2, pause_seconds=30)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(clock=clock)
    breaker.failed(PATIENCE)
    breaker.failed(PATIENCE)
    return breaker, clock


def test_breaker_opens_after_failures_in_a_row() -> None:
    breaker = Breaker()
    for _ in range(3):
        breaker.failed(PATIENCE)
        breaker.succeeded()
    assert (breaker.state, breaker.admits(PATIENCE)) == (State.CLOSED, True)
    breaker.failed(PATIENCE)
    breaker.failed(PATIENCE)
    assert (breaker.state, breaker.admits(PATIENCE)) == (State.OPEN, False)


def test_breaker_admits_one_trial_after_the_pause() -> None:
    breaker, clock = opened()
    clock.now += 30
    assert breaker.state is State.HALF_OPEN
    assert [breaker.admits(PATIENCE) for _ in range(3)] == [True, False, False]


def test_breaker_closes_when_the_trial_succeeds() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.admits(PATIENCE)
    breaker.succeeded()
    assert breaker.state is State.CLOSED
    breaker.failed(PATIENCE)
    assert breaker.admits(PATIENCE)


def test_breaker_opens_for_another_pause_when_the_trial_fails() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.admits(PATIENCE)
    breaker.failed(PATIENCE)
    assert breaker.state is State.OPEN
    clock.now += 29
    assert not breaker.admits(PATIENCE)
    clock.now += 1
    assert breaker.admits(PATIENCE)


def test_breaker_admits_another_trial_when_the_first_never_told_how_it_ended() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.admits(PATIENCE)
    clock.now += 30
    assert breaker.admits(PATIENCE)
