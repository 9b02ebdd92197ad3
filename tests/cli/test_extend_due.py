"""`esigner extend --due` and `--if-due DAYS`: asking by when, and doing only what is due."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from esigner.cli.frame import main
from esigner.wire import breaker, revocation_lists
from tests.world.trust_service import PASSWORD, TrustService, trust_service


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, service: TrustService, monkeypatch: pytest.MonkeyPatch) -> Path:
    revocation_lists.forget()
    breaker.forget()
    service.p12(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"Sveiki")
    (tmp_path / "plain.zip").write_bytes(b"no signature")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEAL_PASSWORD", PASSWORD)
    words = ("--key", "seal.p12", "--password-env", "SEAL_PASSWORD", "--tsa", service.tsa_url)
    assert main(["seal", "a.txt", "--level", "B", "-o", "b.asice", *words]) == 0
    assert main(["seal", "a.txt", "--level", "LTA", "-o", "lta.asice", *words]) == 0
    return tmp_path


def extend(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = main(["extend", *words, "--trust", "chain.pem"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def ends(service: TrustService) -> tuple[datetime, datetime]:
    """Return when the seal and the time-stamping unit (or the first of their issuers) end."""
    issuing = service.issuing.certificate.not_valid_after_utc
    return min(service.seal.certificate.not_valid_after_utc, issuing), service.unit.certificate.not_valid_after_utc


def told(row: dict[str, Any]) -> tuple[datetime, str]:
    return datetime.fromisoformat(row["due_at"]), row["reason"]


def test_due_is_told_and_nothing_changes(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    code, rows = extend(capsys, "b.asice", "lta.asice", "--due")
    seal, unit = ends(service)
    assert code == 0
    assert [told(row) for row in rows] == [(seal, "SIGNER_CERTIFICATE"), (unit, "TIMESTAMP_CERTIFICATE")]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_file_that_cannot_be_read_has_its_reason_and_gives_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, rows = extend(capsys, "plain.zip", "b.asice", "--due")
    assert code == 1
    assert [row["error"] for row in rows] == ["DOCUMENT_REFUSED", None]


def test_only_what_is_due_is_extended(folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    kept = (folder / "lta.asice").read_bytes()
    seal, unit = ends(service)
    assert seal < unit
    days = str((seal - datetime.now(seal.tzinfo)).days + 1)
    code, rows = extend(capsys, "b.asice", "lta.asice", "--if-due", days, "--tsa", service.tsa_url)
    assert code == 0
    assert [(row["output"], row["reason"]) for row in rows] == [
        ("b.asice", "SIGNER_CERTIFICATE"),
        (None, "TIMESTAMP_CERTIFICATE"),
    ]
    assert (folder / "lta.asice").read_bytes() == kept
    _, (row,) = extend(capsys, "b.asice", "--due")
    assert told(row) == (unit, "TIMESTAMP_CERTIFICATE")


def test_archive_timestamp_that_is_due_is_renewed(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "lta.asice").read_bytes()
    assert extend(capsys, "lta.asice", "--if-due", "0", "--tsa", service.tsa_url)[0] == 0
    assert (folder / "lta.asice").read_bytes() == before
    code, (row,) = extend(capsys, "lta.asice", "--if-due", "36500", "--tsa", service.tsa_url)
    assert (code, row["output"]) == (0, "lta.asice")
    assert len((folder / "lta.asice").read_bytes()) > len(before)


@pytest.mark.parametrize(
    "words",
    [
        ("b.asice", "--if-due", "9"),
        ("b.asice", "--if-due", "9", "--level", "T", "--tsa", "http://localhost"),
        ("b.asice", "--if-due", "-1", "--tsa", "http://localhost"),
        ("b.asice", "--if-due", "many", "--tsa", "http://localhost"),
        ("b.asice", "--if-due", "9", "--due"),
    ],
)
def test_wrong_usage_is_said(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["extend", *words])
    assert end.value.code == 2
    assert "usage: esigner extend" in capsys.readouterr().err
