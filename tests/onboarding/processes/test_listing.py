"""Which services there are, and in which one a row is."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from esigner.onboarding import applications, models, moves, processes
from esigner.onboarding.errors import ProcessUnknownError
from esigner.onboarding.processes import Process
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from tests.world import cases as world
from tests.world.sibling import SIBLING

BROKEN = replace(
    SIBLING,
    transitions=(replace(SIBLING.transition("tell_users"), guards=("guessed",), target="nowhere", notice="nothing"),),
)


@pytest.fixture
def listed() -> Iterator[None]:
    """List the second service."""
    processes.add(SIBLING)
    yield
    processes.LISTED.remove(SIBLING)


def test_the_first_of_the_list_is_what_the_portal_opens_with() -> None:
    assert processes.main() is EPARAKSTITAJS
    assert processes.every() == (EPARAKSTITAJS,)


@pytest.mark.usefixtures("listed")
def test_a_service_that_is_listed_twice_is_there_once() -> None:
    processes.add(SIBLING)

    assert processes.every() == (EPARAKSTITAJS, SIBLING)


@pytest.mark.usefixtures("listed")
def test_the_newest_version_is_where_cases_begin_and_the_old_one_stays() -> None:
    newer = replace(SIBLING, version=2)
    processes.add(newer)
    try:
        assert processes.current(SIBLING.key) is newer
        assert processes.version(SIBLING.key, 1) is SIBLING
    finally:
        processes.LISTED.remove(newer)


def test_a_service_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ProcessUnknownError):
        processes.current("nav")
    with pytest.raises(ProcessUnknownError):
        processes.version(EPARAKSTITAJS.key, 99)


@pytest.mark.django_db
@pytest.mark.usefixtures("listed")
def test_an_application_keeps_its_process() -> None:
    view = applications.create(act=world.act(world.person()), form=world.FORM, process=SIBLING.key)

    row = models.Application.objects.get(pk=view.id)
    assert processes.of(row) is SIBLING
    assert (row.process, row.process_version, row.state) == (SIBLING.key, 1, "begun")


def test_an_installation_does_not_start_with_a_process_that_cannot_be_run(settings: Settings) -> None:
    settings.ESIGNER_PROCESSES = ("tests.onboarding.processes.test_listing.BROKEN",)

    with pytest.raises(ImproperlyConfigured) as refusal:
        apps.get_app_config("onboarding").ready()

    for missing in ("guard: guessed", "state: nowhere", "notice: nothing"):
        assert missing in str(refusal.value)
    assert processes.every() == (EPARAKSTITAJS,)


@pytest.mark.parametrize("process", [EPARAKSTITAJS, SIBLING], ids=lambda process: process.key)
def test_the_processes_are_sound(process: Process) -> None:
    assert moves.faults(process) == ()
