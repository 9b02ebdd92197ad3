"""The two sides' clocks: exactly one runs, that of the side with the turn."""

from datetime import timedelta

import pytest

from esigner.onboarding import applications, cases, models, moves
from esigner.onboarding.processes import Side
from tests.world import cases as world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def test_only_the_clock_of_the_side_with_the_turn_runs() -> None:
    application_id, _ = world.submitted()
    row = models.Application.objects.get(pk=application_id)

    clock = moves.position(row, at=AT + timedelta(hours=2)).clock
    assert (clock.turn, clock.institution_seconds, clock.agency_seconds) == (Side.AGENCY, 0, 7200)

    applications.return_for_correction(
        application_id=application_id, act=world.act(world.registrar(), at=AT + timedelta(hours=2)),
        reasons=["PURPOSE_UNCLEAR"], explanation="Kam?",
    )  # fmt: skip
    row.refresh_from_db()
    later = moves.position(row, at=AT + timedelta(hours=5)).clock
    assert (later.turn, later.institution_seconds, later.agency_seconds) == (Side.INSTITUTION, 10800, 7200)


def test_a_case_takes_over_both_clocks_of_its_application() -> None:
    application_id, applicant = world.submitted()

    case_id = cases.register(
        application_id=application_id, act=world.act(world.registrar(), at=AT + timedelta(hours=2))
    )

    assert case_id == application_id
    row = models.Case.objects.get(pk=application_id)
    clock = moves.position(row, at=AT + timedelta(hours=3)).clock
    assert (clock.turn, clock.institution_seconds, clock.agency_seconds) == (Side.INSTITUTION, 3600, 7200)
    assert cases.view(case_id=row.pk, by=world.again(applicant), at=AT + timedelta(hours=3)).position.clock == clock
