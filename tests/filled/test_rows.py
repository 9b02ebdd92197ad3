"""No page and no job reads more rows because there are more: counted by PostgreSQL, not by the clock."""

import pytest

from esigner.onboarding import evidence
from tests.filled.places import Portal, portal
from tests.world import filled, plans

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal_door")]
TIMES = 20_000
PAGE = 2_500
"""Rows of a page, of what it looks at to find them, and of one batch of evidence."""


def read_by_each(seen: Portal) -> dict[str, plans.Reads]:
    found = {}
    for place in (*seen.places(), *seen.jobs()):
        place.visit()
        with plans.reads() as read:
            place.visit()
        found[place.name] = read
    return found


def test_pages_and_jobs_read_no_more_than_a_page_however_much_there_is() -> None:
    seen = portal()
    before = read_by_each(seen)
    filled.fill(seen.owner, events=TIMES, certificates=TIMES // 10, sessions=TIMES)
    seen.count_everything()

    after = read_by_each(seen)

    grown = {name: (before[name].rows, read.rows) for name, read in after.items()}
    beyond = {name: rows for name, rows in grown.items() if rows[1] - rows[0] > PAGE}
    assert not beyond, [max(after[name].by_statement) for name in beyond]


def test_a_case_page_counts_one_batch_and_leaves_the_rest_to_the_worker() -> None:
    seen = portal()
    filled.fill(seen.owner, events=TIMES)
    with plans.reads() as read:
        answer = seen.applicant.get(f"/lietas/{seen.case.id}/")

    assert "vēl tiek skaitīti" in answer.content.decode()
    assert read.rows < 5 * PAGE, max(read.by_statement)
    seen.count_everything()
    counted = evidence.read(seen.case.row)
    assert counted.counted
    assert "vēl tiek skaitīti" not in seen.applicant.get(f"/lietas/{seen.case.id}/").content.decode()
