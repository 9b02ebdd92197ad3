"""Documents are streamed, hashed, capped; half of one never counts."""

import hashlib
import tracemalloc
from collections.abc import Iterable, Iterator
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from esigner.signing import errors, limits, sessions
from esigner.signing.sessions import NewDocument, SessionView
from esigner.signing.states import Status
from esigner.signing.uploads import _cut
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db

EMPTY = NewDocument(name="liels.bin", media_type="application/octet-stream")


def upload(installation: Installation, session: SessionView, content: Iterable[bytes], number: int = 0) -> SessionView:
    return sessions.add_document(
        session_id=session.id,
        document_id=session.documents[number].id,
        content=content,
        client_id=session.client_id,
        act=installation.by_client(),
    )


def stored(session: SessionView) -> list[str]:
    try:
        return default_storage.listdir(f"test/sessions/{session.id}")[1]
    except FileNotFoundError:
        return []


def test_upload_is_hashed_and_makes_the_session_ready(installation: Installation) -> None:
    pieces = [b"a" * 700_000, b"b" * 3_000_000]

    session = upload(installation, installation.open(EMPTY), pieces)

    assert session.status is Status.READY
    assert session.documents[0].sha256 == hashlib.sha256(b"".join(pieces)).hexdigest()
    assert session.documents[0].size_bytes == 3_700_000


def test_large_document_is_signed_without_being_in_memory(installation: Installation) -> None:
    size_mib = 96
    session = upload(installation, installation.open(EMPTY), (bytes(1 << 20) for _ in range(size_mib)))
    tracemalloc.start()
    try:
        installation.sign(session)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32 << 20
    _, result = sessions.result(session_id=session.id, client_id=session.client_id)
    with result, ZipFile(result) as container:
        assert container.getinfo(EMPTY.name).file_size == size_mib << 20
        assert container.testzip() is None


@pytest.mark.attack
def test_document_that_changes_in_the_storage_is_not_signed_as_another(installation: Installation) -> None:
    session = upload(installation, installation.open(EMPTY), [b"first"])
    started = installation.start(session)
    (name,) = stored(session)
    path = f"test/sessions/{session.id}/{name}"
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"other"))

    finished = sessions.finalize(
        session_id=session.id,
        signature_id=started.signature_id,
        value=installation.value(started),
        client_id=session.client_id,
        act=installation.by_client(at=installation.now()),
    )

    assert finished.status is Status.SIGNING
    assert finished.signatures[0].outstanding_code == "FILES_CHANGED"


def test_bytes_are_handled_in_pieces_of_at_most_a_mebibyte() -> None:
    assert [len(piece) for piece in _cut([b"x" * (2 * limits.CHUNK_BYTES + 1)])] == [1 << 20, 1 << 20, 1]


def test_upload_may_be_repeated_until_signing_begins(installation: Installation) -> None:
    session = installation.open(EMPTY)
    upload(installation, session, [b"first"])

    again = upload(installation, session, [b"second"])

    assert again.documents[0].sha256 == hashlib.sha256(b"second").hexdigest()
    installation.start(session)
    with pytest.raises(errors.SessionStateConflictError):
        upload(installation, session, [b"third"])


def test_broken_upload_leaves_nothing(installation: Installation) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    session = installation.open(EMPTY)
    with pytest.raises(ConnectionResetError):
        upload(installation, session, broken())

    assert stored(session) == []
    assert installation.view(session).status is Status.OPEN


def test_upload_over_the_cap_is_cut_off(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES = 100
    session = installation.open(EMPTY)

    with pytest.raises(errors.DocumentTooLargeError):
        upload(installation, session, [b"x" * 60, b"x" * 60])

    assert stored(session) == []


def test_all_documents_together_have_a_cap(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_SESSION_BYTES = 100
    session = installation.open(EMPTY, NewDocument(name="otrs.bin", media_type="application/octet-stream"))
    upload(installation, session, [b"x" * 60])

    with pytest.raises(errors.DocumentTooLargeError):
        upload(installation, session, [b"x" * 60], number=1)


def test_empty_document_is_refused(installation: Installation) -> None:
    with pytest.raises(errors.DocumentEmptyError):
        upload(installation, installation.open(EMPTY), [])


def test_announced_size_must_come(installation: Installation) -> None:
    announced = NewDocument(name="a.bin", media_type="application/octet-stream", size_bytes=5)
    with pytest.raises(errors.DocumentSizeMismatchError):
        upload(installation, installation.open(announced), [b"1234"])


def test_pdf_session_takes_only_a_pdf(installation: Installation) -> None:
    pdf = NewDocument(name="a.pdf", media_type="application/pdf")
    from esigner.ades import Format

    session = installation.open(pdf, format=Format.PDF)
    for pieces in ([b"PK\x03\x04"], [b"%PD", b"E-"], [b"x" * 1020, b"x" * 5, b"%PDF-1.7"], [b"<a>", b"%PDF-1.7</a>"]):
        with pytest.raises(errors.OnePdfRequiredError):
            upload(installation, session, pieces)


@pytest.mark.parametrize(
    "pieces", [[b"%", b"PDF-1.7\n"], [b"\xef\xbb\xbf%PDF-1.7"], [b"x" * 1000, b"%PDF-1.7\n", b"y" * 99]]
)
def test_header_of_a_pdf_may_come_in_pieces_and_late(installation: Installation, pieces: list[bytes]) -> None:
    from esigner.ades import Format

    session = installation.open(NewDocument(name="a.pdf", media_type="application/pdf"), format=Format.PDF)
    assert upload(installation, session, pieces).status is Status.READY


def test_document_of_another_session_is_not_found(installation: Installation) -> None:
    session, other = installation.open(EMPTY), installation.open()
    with pytest.raises(errors.DocumentNotFoundError):
        sessions.document(session_id=session.id, document_id=other.documents[0].id)
    with pytest.raises(errors.DocumentNotFoundError):
        sessions.document(session_id=session.id, document_id=session.documents[0].id)
