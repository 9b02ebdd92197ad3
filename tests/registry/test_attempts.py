"""Counting tries at secrets, by arguments alone: time, place and account are given."""

from datetime import timedelta

import pytest
from django.apps import apps

from esigner import audit
from esigner.registry import attempts, people
from esigner.registry.attempts import PASSWORD, Limit, Place
from esigner.registry.errors import TooManyAttemptsError
from tests.world.cases import AT

pytestmark = pytest.mark.django_db
HERE = Place(address="203.0.113.1")


def test_refusal_says_how_long_to_wait() -> None:
    _spend(5)
    with pytest.raises(TooManyAttemptsError) as refused:
        _try(after=60)
    assert (refused.value.code, refused.value.data) == ("TOO_MANY_ATTEMPTS", {"seconds": 840})


def test_window_ends_however_often_it_was_tried_meanwhile() -> None:
    _spend(5)
    for _ in range(10):
        with pytest.raises(TooManyAttemptsError):
            _try(after=899)
    _try(after=900)


def test_right_one_gives_back_what_was_counted_from_its_place() -> None:
    _spend(4)
    attempts.succeed(_try())
    _spend(5)


def test_account_is_one_however_it_is_written() -> None:
    _spend(5)
    with pytest.raises(TooManyAttemptsError):
        attempts.count(secret=PASSWORD, account=" ANNA@piemers.example", place=HERE, at=AT)


def test_known_place_is_forgotten_after_half_a_year() -> None:
    user = people.create(email="anna@piemers.example", given_name="Anna", surname="Bērziņa", act=audit.by_system(at=AT))
    attempts.remember(user_id=user.id, place=HERE, at=AT - timedelta(days=181))
    for number in range(20):
        _try(place=Place(address=f"198.51.100.{number}"))
    with pytest.raises(TooManyAttemptsError):
        _try()


def test_forgotten_places_are_strangers() -> None:
    user = people.create(email="anna@piemers.example", given_name="Anna", surname="Bērziņa", act=audit.by_system(at=AT))
    attempts.remember(user_id=user.id, place=HERE, at=AT)
    attempts.forget(user_id=user.id)
    for number in range(20):
        _try(place=Place(address=f"198.51.100.{number}"))
    with pytest.raises(TooManyAttemptsError):
        _try()


def test_rows_whose_window_is_over_go_by_themselves() -> None:
    for number in range(10):
        attempts.spend(what="x", by=str(number), limit=Limit(tries=1, seconds=60), at=AT)
    attempts.spend(what="x", by="last", limit=Limit(tries=1, seconds=60), at=AT + timedelta(seconds=61))
    assert apps.get_model("registry", "Attempt").objects.count() == 1


def _try(*, after: int = 0, place: Place = HERE) -> attempts.Try:
    return attempts.count(
        secret=PASSWORD, account="anna@piemers.example", place=place, at=AT + timedelta(seconds=after)
    )


def _spend(times: int) -> None:
    for _ in range(times):
        _try()
