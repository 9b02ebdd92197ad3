"""The waits between tries: they grow, they have an end, they do not fall on one moment."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from esigner.signing import retries


@given(tries=st.integers(0, 10_000), key=st.text(max_size=40))
def test_wait_is_between_a_moment_and_a_little_over_an_hour(tries: int, key: str) -> None:
    wait = retries.wait_seconds(tries, key=key)

    assert retries.FIRST_SECONDS <= wait <= retries.LONGEST_SECONDS * (1 + retries.SPREAD)
    assert wait == retries.wait_seconds(tries, key=key)


@given(tries=st.integers(0, 8), key=st.uuids().map(str))
def test_wait_grows(tries: int, key: str) -> None:
    assert retries.wait_seconds(tries + 1, key=key) > retries.wait_seconds(tries, key=key)


def test_what_waits_together_does_not_come_together() -> None:
    waits = [retries.wait_seconds(20, key=f"{number}") for number in range(900)]

    busiest = max(waits.count(one) for one in set(waits))
    assert busiest < 20, "tries in one second of 900 that failed in one second"


def test_tries_fill_the_time_and_are_few() -> None:
    waits = [retries.wait_seconds(tries, key="k") for tries in range(retries.TRIES_AT_MOST)]

    assert timedelta(seconds=sum(waits)) > retries.TRY_FOR
    assert len([1 for tries in range(len(waits)) if sum(waits[: tries + 1]) < 3600]) <= 10, "tries in the first hour"
