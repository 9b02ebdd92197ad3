"""`esigner seal` as an operator uses it: keys of openssl and SoftHSM, services over HTTP."""

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import validate
from esigner.cli import seal
from esigner.cli.frame import main
from esigner.wire import breaker
from tests.cli.test_frame import PROGRAM
from tests.world import judges
from tests.world.loopback import closed_port
from tests.world.seal_command import judged, key, run
from tests.world.tokens import PIN, new_store, new_token
from tests.world.trust_service import TrustService


@pytest.mark.parametrize("level", ["LT", "LTA"])
def test_files_are_sealed_into_one_container(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    words = ("līgums.txt", "b.bin", "--level", level, "--tsa", service.tsa_url, "-o", "out.asice")
    code, (row,) = run(capsys, "seal", *words, *key())
    assert code == 0
    assert (row["files"], row["output"], row["error"]) == (["līgums.txt", "b.bin"], "out.asice", None)
    report = judged("out.asice", service)
    assert report.passed, report.as_detailed_dict()
    assert [one.format for one in report.signatures] == [f"XAdES-B-{level}"]
    judges.accepts("unzip", "-t", "out.asice", folder=folder)
    assert sorted(path.name for path in folder.glob(".*")) == []


@pytest.mark.parametrize(
    ("form", "ending", "family"),
    [("jades", ".json", "JAdES"), ("asice-cades", ".asice", "CAdES"), ("asics-cades", ".asics", "CAdES")],
)
def test_files_are_sealed_in_further_formats(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str], form: str, ending: str, family: str
) -> None:
    (folder / "done").mkdir()
    words = ("līgums.txt", "--format", form, "--level", "LTA", "--tsa", service.tsa_url, "--out-dir", "done")
    code, (row,) = run(capsys, "seal", *words, *key())
    assert (code, row["output"]) == (0, f"done/līgums.txt{ending}")
    assert [one.format for one in judged(row["output"], service).signatures] == [f"{family}-B-LTA"]


def test_compact_json_is_sealed_and_cannot_be_extended(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "done").mkdir()
    words = ("līgums.txt", "--format", "jades", "--serialization", "compact", "--out-dir", "done")
    code, (row,) = run(capsys, "seal", *words, *key())
    assert (code, row["output"]) == (0, "done/līgums.txt.jws")
    code, (row,) = run(capsys, "extend", row["output"], "--tsa", service.tsa_url)
    assert (code, row["error"]) == (1, "LEVEL_NOT_HELD")


def test_each_file_becomes_a_document(folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "done").mkdir()
    words = ("a.pdf", "b.bin", "--format", "pdf", "--level", "LT", "--tsa", service.tsa_url, "--out-dir", "done")
    code, rows = run(capsys, "seal", *words, *key())
    assert code == 1
    assert [row["error"] for row in rows] == [None, "PDF_UNREADABLE"]
    assert [row["output"] for row in rows] == ["done/a.pdf", None]
    assert judged("done/a.pdf", service).passed
    assert [path.name for path in (folder / "done").iterdir()] == ["a.pdf"]


def test_what_cannot_be_read_or_written_stops_no_other(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "gone.bin").symlink_to("/proc/self/mem")  # opens, and then cannot be read
    os.truncate(folder / "b.bin", 10)
    (folder / "done" / "b.bin.asice").mkdir(parents=True)
    code, rows = run(capsys, "seal", "gone.bin", "b.bin", "līgums.txt", "--out-dir", "done", *key())
    assert code == 1
    assert [row["error"] for row in rows] == ["FILE_UNREADABLE", "OUTPUT_UNWRITABLE", None]
    assert [row["output"] for row in rows] == [None, None, "done/līgums.txt.asice"]
    assert rows[0]["message"]["lv"]
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["b.bin.asice", "līgums.txt.asice"]


def test_key_of_a_token_seals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    token = new_token(new_store(tmp_path, monkeypatch), name="Cli", kinds=("P-256",))
    (tmp_path / "a.txt").write_bytes(b"x")
    (tmp_path / "pin").write_text(f"{PIN}\n")
    uri = f"{token.uri('P-256')}?module-path={token.module}&pin-source=file:{tmp_path / 'pin'}"
    out = tmp_path / "out.asice"
    # A process of its own, as a user has: SoftHSM reads where its tokens are once.
    done = subprocess.run(
        [PROGRAM, "seal", tmp_path / "a.txt", "--key", uri, "-o", out], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (signature,) = validate(out.read_bytes(), name="x", trust=Trust.of([]), at=datetime.now(UTC)).signatures
    assert signature.signed_by == "Jānis Paraugs P-256"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--key", "seal.p12", "--password-file", "wrong"), "KEY_PASSWORD_WRONG"),
        (("--key", "seal.p12"), "KEY_PASSWORD_WRONG"),
        (("--key", "missing.p12"), "KEY_FILE_UNREADABLE"),
        (("--key", "pkcs11:colour=red"), "TOKEN_URI_INVALID"),
        (("--key", "seal.p12", "--password-env", "UNSET"), "PASSWORD_SOURCE_UNREADABLE"),
        (("--key", "seal.p12", "--password-file", "missing"), "PASSWORD_SOURCE_UNREADABLE"),
        (key("--level", "T"), "TIMESTAMPING_UNSET"),
        (key("--algorithm", "RSA_SHA256"), "ALGORITHM_NOT_SUPPORTED"),
    ],
)
def test_refusal_is_said_in_both_languages_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    (folder / "wrong").write_text("other\n")
    assert main(["seal", "līgums.txt", "-o", "out.asice", *words]) == 1
    captured = capsys.readouterr()
    assert captured.err.count(f"{code}: ") == 2
    assert captured.out == ""
    assert not [path for path in folder.iterdir() if "out.asice" in path.name]


@pytest.mark.parametrize(("away", "reached"), [("/tsa", "B"), ("/ocsp/issuing", "T")])
@pytest.mark.parametrize("form", ["asice", "cades"])
def test_document_is_kept_at_the_level_reached_and_the_hint_finishes_it(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str], form: str, away: str, reached: str
) -> None:
    service.refuses.add(away)
    words = ("līgums.txt", "--format", form, "--level", "LT", "--tsa", service.tsa_url, "-o", "out of order")
    code, (row,) = run(capsys, "seal", *words, "--trust", "chain.pem", *key())
    assert (code, row["output"], row["error"]) == (1, "out of order", "SERVICE_FAILED")
    assert (row["level"], row["wanted"]) == (reached, "LT")
    assert set(row["message"]) == {"lv", "en"}
    assert [one.format[-1] for one in judged("out of order", service).signatures] == [reached]

    service.refuses.clear()
    breaker.forget()
    program, *hint = shlex.split(row["hint"])
    code, (row,) = run(capsys, *hint)

    assert (program, code, row["error"]) == ("esigner", 0, None)
    assert judged("out of order", service).passed


def test_batch_keeps_what_the_key_made(folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "done").mkdir()
    service.refuses.add("/ocsp/issuing")
    words = ("līgums.txt", "b.bin", "a.pdf", "--level", "LT", "--tsa", service.tsa_url, "--out-dir", "done")
    code, rows = run(capsys, "seal", *words, *key())
    assert code == 1
    assert [(row["level"], row["wanted"], row["error"]) for row in rows] == [("T", "LT", "SERVICE_FAILED")] * 3
    for row in rows:
        assert [one.format for one in judged(row["output"], service).signatures] == ["XAdES-B-T"]
        assert row["hint"].startswith("esigner extend done/") or row["hint"].startswith("esigner extend 'done/")


def test_row_of_a_sealed_document_says_its_level(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, (row,) = run(capsys, "seal", "līgums.txt", "-o", "out.asice", *key())
    assert (row["level"], row["wanted"], "hint" in row) == ("B", "B", False)


def test_next_authority_is_asked_where_one_fails(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = f"http://127.0.0.1:{closed_port()}/tsa"
    words = ("līgums.txt", "--level", "T", "--tsa", nobody, "--tsa", service.tsa_url, "-o", "out.asice")
    assert run(capsys, "seal", *words, *key())[0] == 0
    assert [one.format for one in judged("out.asice", service).signatures] == ["XAdES-B-T"]


def test_folder_that_is_not_there_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", "līgums.txt", "-o", "nowhere/out.asice", *key()]) == 1
    assert "OUTPUT_UNWRITABLE" in capsys.readouterr().err


def test_device_is_not_replaced_and_a_link_is_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "fifo")
    assert main(["seal", "līgums.txt", "-o", "fifo", *key()]) == 1
    assert "OUTPUT_UNWRITABLE" in capsys.readouterr().err
    assert (folder / "fifo").is_fifo()
    (folder / "link").symlink_to("real.asice")
    assert run(capsys, "seal", "līgums.txt", "-o", "link", *key())[0] == 0
    assert (folder / "link").is_symlink()
    assert (folder / "real.asice").is_file()


@pytest.mark.parametrize(
    "words",
    [
        ("seal", "missing.txt", "-o", "x", "--key", "seal.p12"),
        ("seal", "a.pdf", "--out-dir", "nowhere", "--key", "seal.p12"),
        ("seal", "a.pdf", "--format", "pdf", "--out-dir", ".", *key()),
        ("extend", "missing.asice", "--tsa", "http://localhost"),
        ("extend", "a.pdf", "b.bin", "-o", "x", "--tsa", "http://localhost"),
    ],
)
def test_wrong_usage_gives_2(folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main(list(words)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


@pytest.mark.parametrize("words", [("seal", "a"), ("seal", "a", "--key", "k"), ("extend", "a"), ("extend",)])
def test_usage_is_shown(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(list(words))
    assert end.value.code == 2
    assert "usage: esigner" in capsys.readouterr().err


def test_every_format_of_the_table_is_the_engines() -> None:
    from esigner.ades.encoding.formats import Format

    assert set(seal.FORMATS) == {one.value for one in Format}


def test_password_that_is_no_text_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environb, b"SEAL_PASSWORD", b"\xff")
    assert main(["seal", "līgums.txt", "-o", "out.asice", *key()]) == 1
    assert "PASSWORD_SOURCE_UNREADABLE" in capsys.readouterr().err


def test_sealing_needs_neither_django_nor_a_pdf_writer(folder: Path) -> None:
    program = (
        "import sys; from esigner.cli.frame import main; code = main(sys.argv[1:]);"
        "sys.exit(9 if {'django', 'psycopg', 'PyKCS11', 'pyhanko'} & set(sys.modules) else code)"
    )
    words = ["seal", "līgums.txt", "-o", "out.asice", *key()]
    done = subprocess.run([sys.executable, "-c", program, *words], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
