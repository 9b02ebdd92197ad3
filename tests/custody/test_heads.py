"""Heads of the audit log: sealed, exported, and what they tell once somebody who owns the database cut the log."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from esigner import audit
from esigner.cli import frame
from esigner.custody import comparing, statement
from esigner.custody.exporting import export, is_overdue
from esigner.notices.errors import SealMissingError
from esigner.notices.models import Mail
from tests.world import registry as world
from tests.world.trust_door import trust_door

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(door: Callable[..., None], settings: Settings, tmp_path: Path) -> Iterator[datetime]:
    settings.ESIGNER_AUDIT_HEADS = tmp_path / "heads"
    settings.ESIGNER_AUDITOR_EMAIL = "revidents@agentura.example"
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    with trust_door(door):
        now = timezone.now()
        world.authorities_founded(at=now)
        yield now


def happen(at: datetime, *, rows: int = 1) -> None:
    for number in range(rows):
        audit.record(event="case.moved", act=audit.by_system(at=at), data={"number": number})
    audit.chain_all()


def cut(*, last: int) -> None:
    """Cut the log and set its head back, as somebody who owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM audit_record WHERE sequence > %s", [last])
        cursor.execute(
            "UPDATE audit_chain_head SET (sequence, hash) = "
            "(SELECT sequence, hash FROM audit_record ORDER BY sequence DESC LIMIT 1)"
        )
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.mark.attack
def test_tail_that_was_cut_is_told(at: datetime, capsys: pytest.CaptureFixture[str]) -> None:
    happen(at, rows=3)
    export(act=audit.by_system(at=at))
    assert frame.main(["audit", "verify"]) == 0
    last = audit.head().sequence

    cut(last=last - 3)

    assert audit.verify() == [], "the chain alone does not show it"
    assert frame.main(["audit", "verify"]) == 1
    assert f"The log ends with row {last - 3}, but" in capsys.readouterr().out


@pytest.mark.attack
def test_log_grown_again_after_the_cut_is_told(at: datetime) -> None:
    happen(at, rows=3)
    export(act=audit.by_system(at=at))
    cut(last=audit.head().sequence - 3)
    happen(at + timedelta(seconds=1), rows=5)

    (fault,) = comparing.compare(within=statement.folder(), at=timezone.now()).faults

    assert "is not the one that was exported" in fault.en


def test_head_is_sealed_with_a_timestamp_mailed_and_recorded(at: datetime) -> None:
    happen(at)
    head = audit.head()

    path = export(act=audit.by_system(at=at))

    assert path is not None
    exported = statement.read(path)
    assert exported is not None
    assert (exported.head, exported.at) == (head, at)
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        assert b"SignatureTimeStamp" in archive.read("META-INF/signatures0.xml")
    (mail,) = Mail.objects.filter(recipients=["revidents@agentura.example"])
    assert f"{head.sequence}:{head.hash}" in mail.body
    assert mail.attachments.get().name == path.name
    assert audit.events(limit=1)[0].data == {"sequence": head.sequence, "hash": head.hash, "file": path.name}


def test_head_is_exported_at_intervals_and_only_where_something_happened(at: datetime, settings: Settings) -> None:
    happen(at)
    assert export(act=audit.by_system(at=at)) is not None
    later = at + timedelta(seconds=settings.ESIGNER_AUDIT_HEAD_SECONDS)

    assert export(act=audit.by_system(at=later)) is None, "nothing happened but the export"
    happen(later)
    assert export(act=audit.by_system(at=later - timedelta(seconds=1))) is None, "not yet time"
    assert not is_overdue(at=later)
    assert is_overdue(at=later + timedelta(hours=9))
    assert export(act=audit.by_system(at=later)) is not None
    assert not is_overdue(at=later + timedelta(hours=9))


def test_head_is_sealed_at_level_b_where_no_authority_answers(at: datetime, settings: Settings) -> None:
    settings.ESIGNER_TSA_URLS = dict.fromkeys(("test", "production"), ("http://127.0.0.1:9/tsa",))
    happen(at)

    assert export(act=audit.by_system(at=at)) is not None

    assert comparing.compare(within=statement.folder(), at=timezone.now()).faults == ()


@pytest.mark.attack
def test_export_that_somebody_made_is_told(at: datetime) -> None:
    happen(at)
    assert export(act=audit.by_system(at=at)) is not None
    statement.folder().joinpath("000000000001-0.asice").write_bytes(b"PK")
    forged = audit.Head(sequence=999, hash="0" * 64)
    with zipfile.ZipFile(statement.folder() / "000000000999-0.asice", "w") as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        archive.writestr(statement.NAME, statement.content(forged, at=at))

    faults = [fault.en for fault in comparing.compare(within=statement.folder(), at=timezone.now()).faults]

    assert "The file 000000000001-0.asice cannot be read as a head." in faults
    assert "The seal of 000000000999-0.asice does not hold; what it says is unproven." in faults


def test_without_a_seal_nothing_is_exported(at: datetime, state: Path) -> None:
    happen(at)
    (state / "pki" / "agency-seal" / "key.pem").unlink()

    with pytest.raises(SealMissingError):
        export(act=audit.by_system(at=at))
