import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from esigner.errors import Text
from esigner.notices import archive
from esigner.notices.archive import OfficialDocument
from esigner.notices.errors import DocumentNotArchivedError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


def stored(number: str = "EPAK/V/2026/1", case: str = "c", content: bytes = b"%PDF") -> OfficialDocument:
    return archive.store(
        kind="registration_letter", title=Text("Vēstule", "Letter"), content=content, name="vēstule.pdf",
        media_type="application/pdf", case=case, number=number, at=AT,
    )  # fmt: skip


def test_store_keeps_the_document_with_its_digest_and_local_date() -> None:
    document = stored()
    assert document.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    assert (document.dated, document.size_bytes, document.name) == (date(2026, 11, 23), 4, "vēstule.pdf")
    assert archive.get(document.id) == document
    assert archive.content(document.id) == b"%PDF"


def test_of_case_gives_that_case_s_documents() -> None:
    first, second = stored("1"), stored("2")
    stored("3", case="other")
    assert archive.of_case("c") == [first, second]
    assert archive.of_case("c", kind="receipt") == []


def test_store_refuses_a_number_twice_but_takes_many_without() -> None:
    stored()
    with pytest.raises(IntegrityError), transaction.atomic():
        stored()
    assert stored("") != stored("")


def test_content_refuses_what_the_storage_changed(state: Path) -> None:
    document = stored()
    (file,) = (state / "documents").rglob("*.bin")
    file.write_bytes(b"%PDG")
    with pytest.raises(OSError, match="was changed"):
        archive.content(document.id)


def test_get_refuses_an_unknown_id() -> None:
    with pytest.raises(DocumentNotArchivedError):
        archive.get("00000000-0000-0000-0000-000000000000")
