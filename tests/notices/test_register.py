import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from esigner import audit
from esigner.notices import register
from esigner.notices.register import DocumentKind

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_next_number_counts_each_series_by_itself() -> None:
    numbers = [register.next_number(DocumentKind.REGISTRATION_LETTER, AT) for _ in range(2)]
    assert numbers == ["EPAK/V/2026/1", "EPAK/V/2026/2"]
    assert register.next_number("receipt", AT) == "EPAK/A/2026/1"


@pytest.mark.django_db
def test_next_number_is_given_back_when_the_transaction_fails() -> None:
    with transaction.atomic():
        lost = register.next_number(DocumentKind.TEST_RECORD, AT)
        transaction.set_rollback(True)
    assert register.next_number(DocumentKind.TEST_RECORD, AT) == lost


@pytest.mark.django_db
def test_next_number_begins_anew_each_year_in_local_time() -> None:
    register.next_number(DocumentKind.DECISION, AT)
    assert register.next_number(DocumentKind.DECISION, datetime(2026, 12, 31, 22, 5, tzinfo=UTC)) == "EPAK/L/2027/1"


def test_every_kind_has_a_series_of_its_own_and_a_title() -> None:
    assert len({kind.series for kind in DocumentKind}) == len(DocumentKind)
    assert all(kind.title.lv and kind.title.en for kind in DocumentKind)


@pytest.mark.django_db(transaction=True)
def test_counter_and_log_are_never_waited_for_crosswise() -> None:
    failures: list[Exception] = []

    def log_first() -> None:
        try:
            with transaction.atomic():
                audit.record(event="test.log_first", act=audit.by_system(at=AT))
                register.next_number(DocumentKind.RECEIPT, AT)
        except Exception as error:  # noqa: BLE001 - whatever the other thread dies of is the outcome
            failures.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=log_first)
    with transaction.atomic():
        first = register.next_number(DocumentKind.RECEIPT, AT)
        other.start()
        _wait_until_somebody_waits()
        audit.record(event="test.counter_first", act=audit.by_system(at=AT))
    other.join()
    assert failures == []
    assert (first, register.next_number(DocumentKind.RECEIPT, AT)) == ("EPAK/A/2026/1", "EPAK/A/2026/3")


def _wait_until_somebody_waits() -> None:
    waiting = 0
    while not waiting:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            waiting = cursor.fetchone()[0]
