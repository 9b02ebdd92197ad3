"""Documents that never come here: their digests are signed, and the client puts the container together."""

import hashlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from esigner import audit
from esigner.ades import Format
from esigner.ades.containers.errors import FileDigestUnfitError
from esigner.ades.create.errors import FormatNotStreamedError
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.errors import EsignerError
from esigner.registry.kinds import Environment
from esigner.signing import errors, sessions, validations
from esigner.signing.sessions import Digest, NewDocument, SessionView
from esigner.signing.states import Status
from tests.world.sessions import TEXT, Installation

pytestmark = pytest.mark.django_db

FILES = {"Līgums ar ā.txt": b"Vienojas." * 1000, "pielikums.csv": b"1;2;3"}


def by_digest(name: str, of: bytes, algorithm: str = "SHA256", **fields: object) -> NewDocument:
    value = hashlib.new(algorithm, of).digest()
    digest = Digest(algorithm=algorithm, value=value)
    values: dict[str, object] = {"media_type": "text/plain", "size_bytes": len(of), "digest": digest}
    return NewDocument(name=name, **(values | fields))  # type: ignore[arg-type]  # a test's own words


DOCUMENTS = tuple(by_digest(name, content) for name, content in FILES.items())


def assembled(parts: bytes, files: dict[str, bytes]) -> bytes:
    """Put the documents into the container as any client could: with a zip library."""
    whole = BytesIO(parts)
    with ZipFile(whole, "a", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def parts_of(session: SessionView) -> bytes:
    with sessions.result(session_id=session.id)[1] as file:
        content: bytes = file.read()
    return content


def verdict(installation: Installation, document: bytes) -> tuple[str, str]:
    report = validations.validate(
        document, name="a.asice", client_id="test", environment=Environment.TEST, policy="lv", at=installation.now()
    )
    return report.indication.value, report.rule.code if report.rule else ""


def test_session_is_ready_at_once_and_keeps_no_byte(installation: Installation) -> None:
    session = installation.open(*DOCUMENTS)

    assert session.status is Status.READY
    assert [(one.uploaded, one.by_digest, one.size_bytes) for one in session.documents] == [
        (False, True, 9000),
        (False, True, 5),
    ]
    assert not default_storage.exists(f"test/sessions/{session.id}")


@pytest.mark.parametrize("form", [Format.ASICE, Format.EDOC])
def test_client_assembles_a_container_that_passes(installation: Installation, form: Format) -> None:
    session = installation.sign(installation.open(*DOCUMENTS, format=form))
    parts = parts_of(session)

    assert session.status is Status.SIGNED
    assert session.result_name == "Līgums ar ā.parts.zip"
    assert not set(FILES) & set(ZipFile(BytesIO(parts)).namelist())
    assert verdict(installation, assembled(parts, FILES)) == ("TOTAL-PASSED", "")


def test_other_bytes_under_the_signed_name_fail(installation: Installation) -> None:
    parts = parts_of(installation.sign(installation.open(*DOCUMENTS)))

    assert verdict(installation, assembled(parts, FILES | {"pielikums.csv": b"9;9;9"}))[1] == "DIGEST_WRONG"


def test_audit_tells_which_digests_were_to_be_signed(installation: Installation) -> None:
    session = installation.open(*DOCUMENTS)

    added = audit.events(subject=session.id, event_prefix="signing.document.added")
    assert [(one.data["sha256"], one.data["byDigest"]) for one in added] == [
        (hashlib.sha256(content).hexdigest(), True) for content in FILES.values()
    ]


def test_document_over_the_cap_may_stay_with_the_client(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES = 10

    assert installation.open(by_digest("liels.bin", b"x" * 11)).status is Status.READY


def test_size_need_not_be_told(installation: Installation) -> None:
    session = installation.sign(installation.open(by_digest("a.txt", b"a", size_bytes=None)))

    assert verdict(installation, assembled(parts_of(session), {"a.txt": b"a"})) == ("TOTAL-PASSED", "")


@pytest.mark.parametrize(
    ("documents", "fields", "error"),
    [
        ([by_digest("a.txt", b"a", "SHA512")], {}, FileDigestUnfitError),
        ([by_digest("a.txt", b"a", digest=Digest(algorithm="SHA256", value=b"short"))], {}, FileDigestUnfitError),
        ([by_digest("a.txt", b"a", "MD5")], {}, AlgorithmNotSupportedError),
        ([by_digest("a.txt", b"a"), TEXT], {}, errors.DigestDocumentsMixedError),
        ([by_digest("a.txt", b"a", content=b"a")], {}, errors.DigestDocumentsMixedError),
        ([by_digest("a.pdf", b"a", media_type="application/pdf")], {"format": Format.PDF}, FormatNotStreamedError),
    ],
)
def test_open_refuses(
    installation: Installation, documents: list[NewDocument], fields: dict[str, object], error: type[EsignerError]
) -> None:
    with pytest.raises(error):
        installation.open(*documents, **fields)
    assert installation.events("signing.") == []


def test_refusal_of_another_algorithm_names_the_one_needed(installation: Installation) -> None:
    with pytest.raises(FileDigestUnfitError) as caught:
        installation.open(by_digest("a.txt", b"a", "SHA384"))

    assert caught.value.code == "FILE_DIGEST_UNFIT"
    sentences = caught.value.detail()
    assert all(word in sentences.lv and word in sentences.en for word in ("SHA256", "SHA384", "a.txt"))


def test_upload_of_what_was_given_by_digest_is_refused(installation: Installation) -> None:
    session = installation.open(*DOCUMENTS)

    with pytest.raises(errors.DocumentGivenByDigestError):
        sessions.add_document(
            session_id=session.id,
            document_id=session.documents[0].id,
            content=[b"Vienojas."],
            act=installation.by_client(),
        )
