import subprocess
from pathlib import Path

import pytest

from tests.architecture import documents, standards_page
from tests.architecture.citations import Citation, in_text

RUN = documents.ROOT / "run"


def test_documents_hold_together() -> None:
    assert list(documents.faults()) == []


def test_planted_faults_are_found(tmp_path: Path) -> None:
    assert documents.broken_links("see [it](nowhere.md#part) or [that](https://x.lv)", folder=tmp_path) == [
        "nowhere.md#part"
    ]
    assert documents.unknown_commands("`esigner dance` and ```\n./run away\n```, esigner talks") == [
        "esigner dance",
        "./run away",
    ]
    assert documents.MACHINE.findall("in /home/anna/x") == ["/home/anna"]
    assert documents.missing_from_map("`ades/nowhere.py`, `pkix/path.py`, `bench/`, `attic/`, `a` / `b`") == [
        "ades/nowhere.py", "attic/",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Standard: EN 319 162-1, 4.4.4 and A.4.", [("EN 319 162-1", "4.4.4"), ("EN 319 162-1", "A.4")]),
        (
            "RFC 7515, 5.2 and appendix F; RFC 7797, 3",
            [("RFC 7515", "5.2"), ("RFC 7515", "appendix F"), ("RFC 7797", "3")],
        ),
        ("RFC 6960 4.2.2.2.1", [("RFC 6960", "4.2.2.2.1")]),
        ("(RFC 5652,\n    # 11.3), 100 bytes", [("RFC 5652", "11.3")]),
        ("ISO 32000-1, 7.7.2 (the catalog), 7.7.3", [("ISO 32000-1", "7.7.2"), ("ISO 32000-1", "7.7.3")]),
        ("as RFC 9457 has it, 3 bytes", [("RFC 9457", "")]),
    ],
)
def test_citations_are_read(text: str, found: list[tuple[str, str]]) -> None:
    assert list(in_text(text)) == found


def test_a_citation_without_a_heading_is_found_and_a_heading_without_a_citation() -> None:
    known = [standards_page.Standard(name="RFC 1", title="One", clauses={"2": "Two"})]
    citations = [Citation("RFC 1", "3", Path("ades/encoding/der.py"))]
    assert list(standards_page.faults(citations=citations, known=known)) == [
        "headings.toml: RFC 1, 3 is cited and has no heading",
        "headings.toml: RFC 1, 2 is cited nowhere",
    ]


def test_modules_and_tests_of_the_table_of_clauses_exist() -> None:
    page = (documents.ROOT / "docs/standards/clauses.md").read_text()
    assert standards_page.modules_exist(page) == []
    assert standards_page.modules_exist("`ades/nowhere.py`") == ["ades/nowhere.py"]


def test_run_without_command_explains_itself_and_exits_2() -> None:
    done = subprocess.run([RUN], capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    said = {line.split()[1] for line in done.stderr.splitlines() if line.startswith("./run ")}
    assert said == documents.RUN_COMMANDS


@pytest.mark.parametrize("status", [0, 3])
def test_run_exec_keeps_folder_and_exit_status(tmp_path: Path, status: int) -> None:
    words = ["python", "-c", f"import os, sys; print(os.getcwd(), sys.prefix); sys.exit({status})"]
    done = subprocess.run([RUN, "exec", *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, done.stderr
    assert done.stdout.split() == [str(tmp_path), str(documents.ROOT / ".venv")]
