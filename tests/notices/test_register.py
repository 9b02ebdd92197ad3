from datetime import UTC, datetime

import pytest
from django.db import transaction

from esigner.notices import register
from esigner.notices.register import DocumentKind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_next_number_counts_each_series_by_itself() -> None:
    numbers = [register.next_number(DocumentKind.REGISTRATION_LETTER, AT) for _ in range(2)]
    assert numbers == ["EPAK/V/2026/1", "EPAK/V/2026/2"]
    assert register.next_number("receipt", AT) == "EPAK/A/2026/1"


def test_next_number_is_given_back_when_the_transaction_fails() -> None:
    with transaction.atomic():
        lost = register.next_number(DocumentKind.TEST_RECORD, AT)
        transaction.set_rollback(True)
    assert register.next_number(DocumentKind.TEST_RECORD, AT) == lost


def test_next_number_begins_anew_each_year_in_local_time() -> None:
    register.next_number(DocumentKind.DECISION, AT)
    assert register.next_number(DocumentKind.DECISION, datetime(2026, 12, 31, 22, 5, tzinfo=UTC)) == "EPAK/L/2027/1"


def test_every_kind_has_a_series_of_its_own_and_a_title() -> None:
    assert len({kind.series for kind in DocumentKind}) == len(DocumentKind)
    assert all(kind.title.lv and kind.title.en for kind in DocumentKind)
