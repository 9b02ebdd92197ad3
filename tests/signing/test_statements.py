"""Rows written and read by our own statements are those that Django would write and read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from esigner.signing.models import Document, Session, Signature
from esigner.signing.statements import Table

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 7, 30, 1, 234567, tzinfo=UTC)
SESSIONS, DOCUMENTS, SIGNATURES = Table(Session), Table(Document), Table(Signature)


def session(**changes: object) -> Session:
    values: dict[str, object] = {
        "environment": "test", "client_id": uuid4(), "client_name": "Sistēma", "institution_id": uuid4(),
        "format": "asice", "shape": {"packaging": "enveloped"}, "level": "LT", "signers": [{"name": "Anna Bērziņa"}],
        "token": uuid4().hex, "created_at": AT, "expires_at": AT, **changes,
    }  # fmt: skip
    return Session(**values)


def values(row: Session | Document | Signature) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_what_is_inserted_is_what_django_reads() -> None:
    row = session()
    SESSIONS.insert(row)
    signature = Signature(
        session=row, means="two-step", level="LT", certificate=b"\x00\xff", prepared='{"a": "ā"}', created_at=AT
    )
    SIGNATURES.insert(signature)
    assert values(Session.objects.get(id=row.id)) == values(row)
    assert values(Signature.objects.get(id=signature.id)) == values(signature)


def test_what_django_wrote_is_read_the_same() -> None:
    row = session(ended_at=None)
    row.save()
    signature = Signature.objects.create(
        session=row, means="m", level="B", certificate=b"\x00\xff", value=b"\x01", prepared="", created_at=AT
    )
    (found,) = SESSIONS.select("id = %s FOR UPDATE", row.id)
    assert values(found) == values(Session.objects.get(id=row.id))
    (read,) = SIGNATURES.select("session_id = %s ORDER BY created_at", row.id)
    assert values(read) == values(Signature.objects.get(id=signature.id))
    assert SESSIONS.select("id = %s", uuid4()) == []


def test_several_rows_are_one_statement_and_are_known_to_be_there() -> None:
    row = session()
    SESSIONS.insert(row)
    new = [Document(session=row, position=place, name=f"{place}.txt", media_type="text/plain") for place in range(3)]
    with CaptureQueriesContext(connection) as asked:
        DOCUMENTS.insert(*new)
    assert len(asked) == 1
    new[0].name = "cits.txt"
    new[0].save()
    assert [one.name for one in row.documents.all()] == ["cits.txt", "1.txt", "2.txt"]


def test_update_writes_the_fields_named_and_no_other() -> None:
    row = session()
    SESSIONS.insert(row)
    row.status, row.signers, row.ended_at, row.client_name = "FAILED", [], AT, "not written"
    SESSIONS.update(row, "status", "signers", "ended_at")
    found = Session.objects.get(id=row.id)
    assert (found.status, found.signers, found.ended_at, found.client_name) == ("FAILED", [], AT, "Sistēma")


def test_database_still_refuses_what_breaks_a_rule() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SESSIONS.insert(session(status="UNKNOWN"))
