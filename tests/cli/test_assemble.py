"""`esigner assemble`: the documents meet the container that was signed without them."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades.containers.files import DigestedFile
from esigner.ades.create import streaming
from esigner.cli.frame import main
from tests.world import judges
from tests.world.cades import cades_container
from tests.world.signed import judged, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

FILES = {"līgums.txt": b"Vienojas." * 200_000, "b+c.csv": b"1;2;3"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parts(form: ades.Format = ades.Format.ASICE, algorithm: str = "SHA256") -> bytes:
    """Return the container that a service signs, who sees digests alone."""
    world, holder = signing_pki(), signing_pki().signer("P-256")
    names = list(FILES)[: 1 if form is ades.Format.ASICS else None]
    files = [
        DigestedFile(
            name, "text/plain", size_bytes=1, digests={algorithm: hashlib.new(algorithm, FILES[name]).digest()}
        )
        for name in names
    ]
    prepared = ades.prepare(
        format=form,
        files=files,
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        digest_algorithm=algorithm,
    )
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp, revocation = world.token(ades.timestamp_input(prepared, value)), world.revocation(holder.certificate)
    return streaming.without_documents(prepared, value, files=files, timestamp=stamp, revocation=revocation)


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA512"])
@pytest.mark.parametrize("form", [ades.Format.ASICE, ades.Format.EDOC, ades.Format.ASICS])
def test_whole_container_passes(
    folder: Path, capsys: pytest.CaptureFixture[str], form: ades.Format, algorithm: str
) -> None:
    (folder / "parts.zip").write_bytes(parts(form, algorithm))
    names = list(FILES)[: 1 if form is ades.Format.ASICS else None]
    assert main(["assemble", "parts.zip", *reversed(names), "-o", "out.asice"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": names, "output": "out.asice"}
    report = judged((folder / "out.asice").read_bytes())
    assert report.passed, (report.rule, report.detail)
    judges.accepts("unzip", "-t", "out.asice", folder=folder)


def test_document_that_changed_is_refused_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "parts.zip").write_bytes(parts())
    (folder / "b+c.csv").write_bytes(b"1;2;4")
    assert main(["assemble", "parts.zip", *FILES, "-o", "out.asice"]) == 1
    assert "FILES_CHANGED" in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == ["b+c.csv", "līgums.txt", "parts.zip"]


@pytest.mark.parametrize("container", [signed, cades_container])
def test_container_that_is_whole_already_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], container: Callable[[], bytes]
) -> None:
    (folder / "whole.asice").write_bytes(container())
    assert main(["assemble", "whole.asice", *FILES, "-o", "out.asice"]) == 1
    assert "PARTS_UNREADABLE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["līgums.txt"], "b+c.csv"),
        ([*FILES, "parts.zip"], "parts.zip"),
        ([*FILES, "nowhere.txt"], "nowhere.txt"),
    ],
)
def test_missing_and_strange_documents_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str], names: list[str], words: str
) -> None:
    (folder / "parts.zip").write_bytes(parts())
    assert main(["assemble", "parts.zip", *names, "-o", "out.asice"]) == 2
    assert words in capsys.readouterr().err
