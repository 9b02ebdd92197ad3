"""`esigner extend` as an operator uses it: levels raised and renewed, services over HTTP."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from esigner import ades
from esigner.wire import sealing
from tests.world.seal_command import judged, key, run
from tests.world.trust_service import TrustService


def test_extend_raises_the_level_in_place_and_renews_it(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "seal", "līgums.txt", "-o", "out.asice", *key())[0] == 0
    for level in ("T", "LT", "LTA", "LTA"):
        words = ("--level", level, "--tsa", service.tsa_url, "--trust", "chain.pem")
        code, (row,) = run(capsys, "extend", "out.asice", *words)
        assert (code, row["error"], row["level"]) == (0, None, level)
        (signature,) = judged("out.asice", service).signatures
        assert signature.format == f"XAdES-B-{level}"
    assert judged("out.asice", service).passed


@pytest.mark.parametrize("serialization", ["flattened", "general"])
def test_json_is_sealed_extended_and_renewed(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str], serialization: str
) -> None:
    options = ("--format", "jades", "--serialization", serialization)
    assert run(capsys, "seal", "līgums.txt", *options, "-o", "out.json", *key())[0] == 0
    for level in ("T", "LT", "LTA", "LTA"):
        words = ("--level", level, "--tsa", service.tsa_url, "--trust", "chain.pem")
        code, (row,) = run(capsys, "extend", "out.json", *words)
        assert (code, row["error"], row["level"]) == (0, None, level)
        (signature,) = judged("out.json", service).signatures
        assert signature.format == f"JAdES-B-{level}"
    assert judged("out.json", service).passed


def test_extend_writes_elsewhere_and_leaves_the_file(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "seal", "a.pdf", "--format", "pdf", "-o", "b.pdf", *key())
    before = (folder / "b.pdf").read_bytes()
    words = ("--level", "LTA", "--tsa", service.tsa_url, "--trust", "chain.pem", "-o", "c.pdf")
    assert run(capsys, "extend", "b.pdf", *words)[0] == 0
    assert (folder / "b.pdf").read_bytes() == before
    report = judged("c.pdf", service)
    assert (report.passed, [one.format for one in report.signatures]) == (True, ["PAdES-B-LTA"])


def test_extend_puts_the_archive_of_cades_beside_its_signature(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    file = ades.DataFile("līgums.txt", "text/plain", b"Sveiki")
    options = sealing.SealOptions(format=ades.Format.ASICE_CADES)
    sealed = sealing.seal([file], key=service.key, options=options, at=datetime.now(UTC))
    (folder / "out.asice").write_bytes(sealed.at_level())
    words = ("--level", "LTA", "--archive", "manifest", "--tsa", service.tsa_url, "--trust", "chain.pem")
    assert run(capsys, "extend", "out.asice", *words)[0] == 0
    report = judged("out.asice", service)
    assert (report.passed, [one.format for one in report.signatures]) == (True, ["CAdES-B-LTA"])
    with ZipFile(folder / "out.asice") as archive:
        assert "META-INF/ASiCArchiveManifest.xml" in archive.namelist()


def test_extend_tells_of_each_file(folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "seal", "līgums.txt", "-o", "out.asice", *key())
    (folder / "plain.zip").write_bytes(b"no signature")
    code, rows = run(capsys, "extend", "plain.zip", "out.asice", "--level", "T", "--tsa", service.tsa_url)
    assert code == 1
    assert [row["error"] for row in rows] == ["DOCUMENT_REFUSED", None]
    assert rows[0]["message"]["lv"]
    assert (folder / "plain.zip").read_bytes() == b"no signature"
