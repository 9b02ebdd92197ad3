"""`esigner validate` as other programs see it: a JSON object a line, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from esigner.ades import Format, Level, Packaging, Shape, validation
from esigner.cli.frame import main
from tests.world.pdfs import pdf
from tests.world.signatures import signed as made
from tests.world.signed import FILES, SIGNATURES, VALIDATED_AT, changed, entries, signed
from tests.world.signing_pki import signing_pki

AT = VALIDATED_AT.isoformat()


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "root.pem").write_bytes(signing_pki().root.pem)
    container = signed()
    (tmp_path / "good.asice").write_bytes(container)
    (tmp_path / "bad.asice").write_bytes(changed(container, {FILES[0].name: b"other"}))
    (tmp_path / "signature.xml").write_bytes(entries(container)[SIGNATURES])
    (tmp_path / "plain.pdf").write_bytes(pdf())
    for file in FILES:
        (tmp_path / file.name).write_bytes(file.content)
    return tmp_path


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    code = main(["validate", *words])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_passed_file_gives_0_and_the_report(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, root = str(world / "good.asice"), str(world / "root.pem")
    code, (row,) = _run(capsys, file, "--trust", root, "--at", AT)
    assert code == 0
    assert row["file"] == file
    assert row["indication"] == "TOTAL-PASSED"
    assert row["sub_indication"] is None
    assert row["rule"] is None
    assert isinstance(row["seconds"], float)
    (signature,) = row["signatures"]
    assert signature["format"] == "XAdES-B-LT"
    assert signature["signed_by"] == "Jānis Paraugs P-256"
    assert signature["signed_at"] == "2026-01-15T12:00:00Z"
    assert set(signature["scope"]) == {file.name for file in FILES}


def test_one_line_a_file_and_1_if_any_is_not_passed(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(world / name) for name in ("good.asice", "bad.asice", "plain.pdf", "root.pem")]
    code, rows = _run(capsys, *files, "--trust", str(world), "--at", AT)
    assert code == 1
    assert [row["file"] for row in rows] == files
    assert [row["indication"] for row in rows] == ["TOTAL-PASSED", "TOTAL-FAILED", "NO-SIGNATURE", "NO-SIGNATURE"]
    assert rows[1]["rule"] == "DIGEST_WRONG"
    assert rows[1]["sub_indication"] == "HASH_FAILURE"


def test_without_trust_nothing_passes(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (row,) = _run(capsys, str(world / "good.asice"), "--at", AT)
    assert code == 1
    assert row["indication"] == "INDETERMINATE"


def test_detached_files_are_taken_by_name(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    detached = [word for file in FILES for word in ("--detached", str(world / file.name))]
    code, _ = _run(capsys, str(world / "signature.xml"), "--trust", str(world / "root.pem"), "--at", AT, *detached)
    assert code == 0


def test_json_is_judged_with_its_detached_files(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shape = Shape(packaging=Packaging.DETACHED)
    document = made(form=Format.JADES, level=Level.LT, files=FILES, shape=shape)
    (world / "signature.json").write_bytes(document)
    words = (str(world / "signature.json"), "--trust", str(world / "root.pem"), "--at", AT)
    detached = [word for file in FILES for word in ("--detached", str(world / file.name))]
    code, (row,) = _run(capsys, *words, *detached)
    assert (code, row["signatures"][0]["format"]) == (0, "JAdES-B-LT")
    assert row["signatures"][0]["scope"] == [file.name for file in FILES]
    code, (row,) = _run(capsys, *words)
    assert (code, row["rule"]) == (1, "SIGNED_DATA_MISSING")


def test_detailed_report_lists_the_checks_in_order(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--trust", str(world / "root.pem"), "--at", AT, "--report", "detailed")
    _, (row,) = _run(capsys, str(world / "good.asice"), *words)
    (signature,) = row["signatures"]
    blocks = [check["block"] for check in signature["checks"]]
    assert blocks[0] == "FORMAT"
    assert blocks.index("SIGNATURE_VALUE") < blocks.index("TIMESTAMPS") < blocks.index("REVOCATION")


@pytest.mark.parametrize("words", [["missing.pdf"], ["x", "--at", "today"], ["x", "--trust", "missing"]])
def test_wrong_usage_gives_2(world: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    words = [str(world / "good.asice") if word == "x" else word for word in words]
    assert main(["validate", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err


def test_fault_of_the_validator_is_said_and_the_rest_is_judged(
    world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = validation.validate

    def fail(document: bytes, **given: Any) -> Any:  # noqa: ANN401  passes on
        if given["name"].endswith("bad.asice"):
            raise ZeroDivisionError
        return real(document, **given)

    monkeypatch.setattr(validation, "validate", fail)
    files = [str(world / name) for name in ("bad.asice", "good.asice")]
    code, rows = _run(capsys, *files, "--trust", str(world / "root.pem"), "--at", AT)
    assert code == 1
    assert [row["rule"] for row in rows] == ["VALIDATOR_FAULT", None]


def test_validating_needs_no_django(world: Path) -> None:
    program = (
        "import sys; from esigner.cli.frame import main; code = main(sys.argv[1:]);"
        "sys.exit(9 if 'django' in sys.modules else code)"
    )
    words = ["validate", str(world / "good.asice"), "--trust", str(world / "root.pem"), "--at", AT]
    done = subprocess.run([sys.executable, "-c", program, *words], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
