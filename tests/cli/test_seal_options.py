"""Every format at every level from the command line, judged by our validator; what does not go together is said."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esigner.cli.frame import main
from esigner.wire import breaker, revocation_lists
from tests.world import loopback
from tests.world.loopback import Reply
from tests.world.pdfs import pdf
from tests.world.trust_service import PASSWORD, TrustService, trust_service

KEY = ("--key", "seal.p12", "--password-env", "SEAL_PASSWORD")
VERDICTS = {
    "B": ("INDETERMINATE", "TIMESTAMP_MISSING"),
    "T": ("INDETERMINATE", "REVOCATION_MISSING"),
    "LT": ("TOTAL-PASSED", None),
    "LTA": ("TOTAL-PASSED", None),
}
"""What a document of the level lacks, and nothing but that."""
SHAPES = [
    ("asice", (), "XAdES"),
    ("edoc", (), "XAdES"),
    ("asics", (), "XAdES"),
    ("asice-cades", (), "CAdES"),
    ("asics-cades", (), "CAdES"),
    ("pdf", (), "PAdES"),
    ("xades", (), "XAdES"),
    ("xades", ("--packaging", "enveloping"), "XAdES"),
    ("xades", ("--packaging", "detached"), "XAdES"),
    ("cades", (), "CAdES"),
    ("cades", ("--packaging", "detached"), "CAdES"),
    ("jades", (), "JAdES"),
    ("jades", ("--serialization", "general"), "JAdES"),
    ("jades", ("--packaging", "detached"), "JAdES"),
]
FILES = {"pdf": "a.pdf", "xades": "a.xml"}
CLAIMS = {
    "role": ("--role", "Valdes loceklis"),
    "place": ("--place", "Rīga", "--street", "Brīvības iela 1", "--state", "Rīga", "--postal-code", "LV-1010"),
    "country": ("--country", "LV"),
    "commitment": ("--commitment", "approval"),
    "policy": ("--policy-oid", "1.2.3.4", "--policy-digest", "ab" * 48, "--policy-uri", "https://example.lv/p.pdf"),
}


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, service: TrustService, monkeypatch: pytest.MonkeyPatch) -> Path:
    revocation_lists.forget()
    breaker.forget()
    service.p12(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"Sveiki")
    (tmp_path / "a.xml").write_bytes(b"<a><b>Sveiki</b></a>")
    (tmp_path / "a.pdf").write_bytes(pdf())
    (tmp_path / "b.txt").write_bytes(b"Otrs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEAL_PASSWORD", PASSWORD)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Return the exit status and the code that a command ends with."""
    status = main(["seal", *words, "-o", "out"])
    code, _, _ = capsys.readouterr().err.partition(": ")
    assert not Path("out").exists()
    return status, code


def judged(capsys: pytest.CaptureFixture[str], name: str, *words: str) -> dict[str, Any]:
    """Return what `esigner validate` says."""
    capsys.readouterr()
    main(["validate", name, "--trust", "chain.pem", *words])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


@pytest.mark.parametrize("level", list(VERDICTS))
@pytest.mark.parametrize(
    ("form", "shape", "family"), SHAPES, ids=lambda one: one if isinstance(one, str) else "".join(one)
)
def test_format_is_sealed_at_the_level_and_validates(
    service: TrustService,
    capsys: pytest.CaptureFixture[str],
    form: str,
    shape: tuple[str, ...],
    family: str,
    level: str,
) -> None:
    file = FILES.get(form, "a.txt")
    tsa = ("--tsa", service.tsa_url) if level != "B" else ()
    assert main(["seal", file, "--format", form, *shape, "--level", level, *tsa, *KEY, "-o", "out"]) == 0
    report = judged(capsys, "out", *(("--detached", file) if "detached" in shape else ()))
    assert (report["indication"], report["rule"]) == VERDICTS[level], report
    assert [one["format"] for one in report["signatures"]] == [f"{family}-B-{level}"]


def test_every_format_of_the_command_is_in_the_table() -> None:
    from esigner.ades.encoding.formats import Format

    assert {form for form, _, _ in SHAPES} == {one.value for one in Format}


@pytest.mark.parametrize(
    ("form", "shape", "family"), SHAPES, ids=lambda one: one if isinstance(one, str) else "".join(one)
)
def test_claims_go_into_every_format(
    service: TrustService, capsys: pytest.CaptureFixture[str], form: str, shape: tuple[str, ...], family: str
) -> None:
    file = FILES.get(form, "a.txt")
    words = [*(word for words in CLAIMS.values() for word in words), "--level", "LT", "--tsa", service.tsa_url]
    assert main(["seal", file, "--format", form, *shape, *words, *KEY, "-o", "out"]) == 0
    report = judged(capsys, "out", *(("--detached", file) if "detached" in shape else ()))
    assert report["indication"] == "TOTAL-PASSED", report
    assert report["signatures"][0]["format"] == f"{family}-B-LT"


def test_claims_stand_in_the_signature() -> None:
    claims = [word for words in CLAIMS.values() for word in words]
    assert main(["seal", "a.xml", "--format", "xades", *claims, *KEY, "-o", "out"]) == 0
    text = Path("out").read_text(encoding="utf-8")
    for part in ("Valdes loceklis", "Rīga", "Brīvības iela 1", "LV-1010", ">LV<", "ProofOfApproval", "1.2.3.4"):
        assert part in text
    assert "https://example.lv/p.pdf" in text
    assert "sha384" in text


def test_file_is_timestamped_and_nobody_signs(service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--format", "asics", "--timestamp-only", "--tsa", service.tsa_url)
    assert main(["seal", "a.txt", *words, "-o", "out.asics"]) == 0
    report = judged(capsys, "out.asics")
    assert report["indication"] == "TOTAL-PASSED", report


def test_files_are_timestamped_each_by_itself(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "done").mkdir()
    words = ("--format", "asics", "--timestamp-only", "--tsa", service.tsa_url)
    assert main(["seal", "a.txt", "b.txt", *words, "--out-dir", "done"]) == 0
    for name in ("a.txt", "b.txt"):
        assert judged(capsys, f"done/{name}.asics")["indication"] == "TOTAL-PASSED"


def test_detached_cms_has_its_own_ending(folder: Path) -> None:
    (folder / "done").mkdir()
    assert main(["seal", "a.txt", "--format", "cades", "--packaging", "detached", *KEY, "--out-dir", "done"]) == 0
    assert [one.name for one in (folder / "done").iterdir()] == ["a.txt.p7s"]


def test_pdf_signature_is_seen_certifies_and_says_why(
    service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    looks = (
        "--visible",
        "1,72,72,200,60",
        "--text",
        "Parakstīts",
        "--text",
        "Jānis Āboliņš",
        "--certify",
        "form-filling",
    )
    words = ("--reason", "Apstiprinu", "--level", "LT", "--tsa", service.tsa_url)
    assert main(["seal", "a.pdf", "--format", "pdf", *looks, *words, *KEY, "-o", "out"]) == 0
    content = Path("out").read_bytes()
    assert b"/Rect [72 72 272 132]" in content.replace(b"[ ", b"[").replace(b" ]", b"]")
    assert b"/DocMDP" in content
    assert judged(capsys, "out")["indication"] == "TOTAL-PASSED"


def test_policy_of_timestamps_is_insisted_on(service: TrustService, capsys: pytest.CaptureFixture[str]) -> None:
    services = ("--tsa", service.tsa_url, "--tsa-policy", "1.2.3.4.5.6", "--ocsp", "http://localhost/ocsp")
    assert main(["seal", "a.txt", "--level", "T", *services, *KEY, "-o", "out"]) == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["level"], row["wanted"], row["error"]) == ("B", "T", "ANSWER_INVALID")
    # The command that finishes it asks as this one did.
    words = row["hint"].split()
    assert words[words.index("--tsa-policy") + 1] == "1.2.3.4.5.6"
    assert words[words.index("--ocsp") + 1] == "http://localhost/ocsp"
    assert main(["extend", "out", "--level", "T", *services]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "ANSWER_INVALID"


@pytest.mark.parametrize("command", ["seal", "extend"])
def test_further_responder_is_asked_first_and_the_named_one_after_it(
    service: TrustService, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with loopback.http(lambda _: Reply(status=500)) as failing:
        _seal_with(f"{failing.url}/first", service, command=command)
        assert [call.path for call in failing.calls] == ["/first"]
    assert judged(capsys, "out")["signatures"][0]["format"] == "XAdES-B-LT"


def _seal_with(responder: str, service: TrustService, *, command: str) -> None:
    services = (
        "--level",
        "LT",
        "--tsa",
        service.tsa_url,
        "--ocsp",
        responder,
        "--time-out",
        "5",
        "--trust",
        "chain.pem",
    )
    if command == "seal":
        assert main(["seal", "a.txt", *services, *KEY, "-o", "out"]) == 0
    else:
        main(["seal", "a.txt", *KEY, "-o", "out"])
        assert main(["extend", "out", *services]) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("a.txt", "--packaging", "detached"), "SHAPE_NOT_SUPPORTED"),
        (("a.txt", "--format", "cades", "--packaging", "enveloped"), "SHAPE_NOT_SUPPORTED"),
        (("a.txt", "--format", "cades", "--serialization", "general"), "SHAPE_NOT_SUPPORTED"),
        (("a.txt", "--reason", "x"), "METADATA_NOT_SUPPORTED"),
        (("a.txt", "--certify", "no-changes"), "METADATA_NOT_SUPPORTED"),
        (("a.txt", "--format", "cades", "--field", "S"), "METADATA_NOT_SUPPORTED"),
        (("a.pdf", "--format", "pdf", "--reason", "x", "--commitment", "origin"), "METADATA_NOT_SUPPORTED"),
        (("a.txt", "b.txt", "--format", "asics"), "ONE_FILE_ONLY"),
        (("a.pdf", "--format", "pdf", "--field", "S"), "PDF_FIELD_MISSING"),
        (("a.pdf", "--format", "pdf", "--visible", "9,0,0,99,99", "--text", "x"), "PDF_LAYOUT_NOT_POSSIBLE"),
        (("a.pdf", "--format", "pdf", "--visible", "1,0,0,99,99", "--image", "a.txt"), "PDF_LAYOUT_NOT_POSSIBLE"),
        (("a.txt", "--policy-oid", "9.9", "--policy-digest", "00" * 32), "METADATA_NOT_ALLOWED"),
    ],
)
def test_what_the_format_does_not_offer_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert refused(capsys, *words, *KEY) == (1, code)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--timestamp-only", "--tsa", "http://localhost"), "OPTIONS_UNFIT"),
        (("--timestamp-only", "--tsa", "http://localhost", "--format", "pdf"), "OPTIONS_UNFIT"),
        (("--timestamp-only", "--tsa", "http://localhost", "--format", "asics", "--role", "x"), "OPTIONS_UNFIT"),
        (("--timestamp-only", "--tsa", "http://localhost", "--format", "asics", "--level", "LT"), "OPTIONS_UNFIT"),
        (("--timestamp-only", "--format", "asics"), "OPTION_MISSING"),
        ((*KEY, "--policy-oid", "1.2.3"), "OPTION_MISSING"),
        ((*KEY, "--policy-uri", "https://example.lv"), "OPTION_MISSING"),
        ((*KEY, "--format", "pdf", "--text", "x"), "OPTION_MISSING"),
        ((*KEY, "--format", "pdf", "--visible", "1,0,0,99,99"), "OPTION_MISSING"),
        ((*KEY, "--format", "pdf", "--visible", "1,0,0,99,99", "--text", "x", "--field", "S"), "OPTIONS_UNFIT"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert refused(capsys, "a.txt", *words) == (2, code)


@pytest.mark.parametrize(
    "words",
    [
        (),
        (*KEY, "--timestamp-only"),
        (*KEY, "--visible", "1,2,3"),
        (*KEY, "--visible", "a,b,c,d,e"),
        (*KEY, "--policy-digest", "abcd"),
        (*KEY, "--policy-digest", "zz"),
        (*KEY, "--tsa-policy", "one.two"),
        (*KEY, "--time-out", "0"),
        (*KEY, "--time-out", "nan"),
        (*KEY, "--commitment", "love"),
    ],
)
def test_value_that_cannot_be_read_shows_the_usage(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["seal", "a.txt", "-o", "out", *words])
    assert end.value.code == 2
    assert "usage: esigner" in capsys.readouterr().err


def test_picture_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", "a.pdf", "--format", "pdf", "--image", "none.png", *KEY, "-o", "out"]) == 2
    assert "none.png" in capsys.readouterr().err
