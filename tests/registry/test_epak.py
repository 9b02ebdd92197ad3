import threading
from datetime import UTC, datetime

import pytest
from django.db import close_old_connections, connection, transaction
from pytest_django import Settings

from esigner import audit
from esigner.registry import epak, models
from esigner.registry.errors import EpakNumberAllocatedError
from tests.world import registry as world


@pytest.mark.django_db
def test_allocate_counts_without_gaps() -> None:
    owner = world.institution()
    numbers = [epak.allocate(institution_id=owner.id, case_id=f"c{step}", act=world.ACT) for step in range(3)]
    assert numbers == ["EPAK-2026-00001", "EPAK-2026-00002", "EPAK-2026-00003"]
    assert epak.case_of("EPAK-2026-00002") == "c1"
    assert epak.number_of("c1") == "EPAK-2026-00002"
    assert epak.case_of("EPAK-2026-09999") is None


@pytest.mark.django_db
def test_allocate_gives_a_number_back_when_the_transaction_fails() -> None:
    owner = world.institution()
    with transaction.atomic():
        lost = epak.allocate(institution_id=owner.id, case_id="lost", act=world.ACT)
        transaction.set_rollback(True)
    assert epak.allocate(institution_id=owner.id, case_id="kept", act=world.ACT) == lost


@pytest.mark.django_db
def test_allocate_begins_anew_each_year_in_local_time(settings: Settings) -> None:
    owner = world.institution()
    new_year_in_riga = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    assert epak.allocate(institution_id=owner.id, case_id="a", act=world.ACT) == "EPAK-2026-00001"
    assert (
        epak.allocate(institution_id=owner.id, case_id="b", act=world.by_officer(at=new_year_in_riga))
        == "EPAK-2027-00001"
    )


@pytest.mark.django_db
def test_allocate_follows_the_pattern(settings: Settings) -> None:
    settings.ESIGNER_EPAK_PATTERN = "S/{sequence}/{year}"
    assert world.epak_number(world.institution()) == "S/1/2026"


@pytest.mark.django_db
def test_allocate_refuses_a_second_number_for_a_case() -> None:
    owner = world.institution()
    number = epak.allocate(institution_id=owner.id, case_id="a", act=world.ACT)
    with pytest.raises(EpakNumberAllocatedError) as refused:
        epak.allocate(institution_id=owner.id, case_id="a", act=world.ACT)
    assert refused.value.data == {"epak_number": number}


@pytest.mark.django_db
def test_allocate_records_its_event() -> None:
    owner = world.institution()
    number = epak.allocate(institution_id=owner.id, case_id="case-x", act=world.ACT)
    (event,) = audit.events(subject=number, institution=str(owner.id))
    assert (event.event, event.case, event.data) == ("epak.allocated", "case-x", {"epakNumber": number})


@pytest.mark.django_db(transaction=True)
def test_allocate_at_once_from_many_threads_gives_each_its_own() -> None:
    owner = world.institution()

    def allocate(step: int) -> None:
        close_old_connections()
        try:
            epak.allocate(institution_id=owner.id, case_id=f"t{step}", act=world.ACT)
        finally:
            connection.close()

    threads = [threading.Thread(target=allocate, args=(step,)) for step in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sequences = models.EpakNumber.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(sequences) == list(range(1, 9))
