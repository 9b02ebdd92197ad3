"""Validation over the API of what no container holds: the files come with the signature."""

import base64

import pytest
from django.test import Client

from esigner.ades import Format, Level, Packaging, Shape
from esigner.isolation import Limits, Party
from esigner.isolation.judging import AT_A_TIME, KEEPER
from tests.world import hostile
from tests.world.sessions import Installation
from tests.world.signatures import FILES, signed

pytestmark = pytest.mark.django_db

JSON = "application/json"
PATH = "/v1/validations/detached"
DETACHED = signed(form=Format.JADES, level=Level.LT, files=FILES, shape=Shape(packaging=Packaging.DETACHED))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def body(*contents: bytes, **fields: object) -> dict[str, object]:
    """Return a request with the files of the signature, their contents as given."""
    files = [{"name": file.name, "content": b64(one)} for file, one in zip(FILES, contents, strict=False)]
    return {"signature": b64(DETACHED), "files": files, **fields}


def test_detached_signature_is_judged_with_its_files(system: Client) -> None:
    answer = system.post(PATH, body(*(file.content for file in FILES), name="l.json"), content_type=JSON)

    assert answer.status_code == 200, answer.content
    # The authority of the signing world is none of this installation's: all that the files decide has passed.
    assert (answer.json()["file"], answer.json()["rule"]) == ("l.json", "TIMESTAMP_NOT_TRUSTED")
    assert answer.json()["signatures"][0]["scope"] == [file.name for file in FILES]


@pytest.mark.parametrize(
    ("contents", "rule"),
    [
        ([FILES[0].content], "SIGNED_DATA_MISSING"),
        ([FILES[0].content, b"cits"], "DIGEST_WRONG"),
    ],
)
def test_file_that_is_missing_or_another_is_in_the_report(system: Client, contents: list[bytes], rule: str) -> None:
    answer = system.post(PATH, body(*contents), content_type=JSON)

    assert answer.status_code == 200, answer.content
    assert answer.json()["rule"] == rule


def test_report_may_be_detailed_and_of_another_policy(system: Client) -> None:
    fields = {"report": "detailed", "policy": "etsi", "at": "2040-01-01T00:00:00Z"}
    answer = system.post(PATH, body(*(file.content for file in FILES), **fields), content_type=JSON)

    assert answer.status_code == 200, answer.content
    assert answer.json()["signatures"][0]["checks"]


@pytest.mark.attack
def test_two_files_of_one_name_are_refused(system: Client) -> None:
    twice = [{"name": "a.txt", "content": b64(one)} for one in (b"viens", b"divi")]
    answer = system.post(PATH, body(files=twice), content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "FILE_NAME_DUPLICATE")


@pytest.mark.parametrize("changes", [{"files": []}, {"signature": "!"}, {"unknown": 1}])
def test_body_of_another_shape_is_refused(system: Client, changes: dict[str, object]) -> None:
    answer = system.post(PATH, body(FILES[0].content) | changes, content_type=JSON)

    assert answer.status_code == 422, answer.content


@pytest.mark.attack
def test_document_whose_check_was_stopped_is_refused_by_name(system: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "for_bytes", lambda _: Limits(memory_bytes=1024 * 1024))

    answer = system.post("/v1/validations", bytes(32 * 1024 * 1024), content_type="application/octet-stream")

    assert (answer.status_code, answer.json()["code"]) == (422, "VALIDATION_ABORTED")


@pytest.mark.attack
def test_client_beyond_its_share_is_told_when_to_come_again(installation: Installation, system: Client) -> None:
    turns = KEEPER.turns
    asks = [turns.ask([Party(name=f"client {installation.client.id}")]) for _ in range(AT_A_TIME + 1)]
    try:
        answer = system.post("/v1/validations", b"<a/>", content_type="application/octet-stream")
    finally:
        for ask in reversed(asks):
            turns.end(ask)

    assert (answer.status_code, answer.json()["code"]) == (429, "VALIDATION_SHARE_USED_UP")
    assert (answer.headers["Retry-After"], answer.json()["retryable"]) == ("5", True)


@pytest.mark.attack
def test_document_that_asks_for_too_much_work_gets_its_verdict(system: Client) -> None:
    content = hostile.many_nodes(nodes=2_600_000)

    answer = system.post("/v1/validations", content, content_type="application/octet-stream")

    assert (answer.status_code, answer.json()["rule"]) == (200, "WORK_LIMIT_EXCEEDED")
