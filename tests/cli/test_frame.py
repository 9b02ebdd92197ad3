import subprocess
import sys
from pathlib import Path

import pytest

from esigner.cli.frame import COMMANDS, main
from esigner.config import entry

PROGRAM = Path(sys.executable).with_name("esigner")
EVERY = [command.name for command in (*entry.COMMANDS, *COMMANDS)]


def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nothing"],
        ["serve"],
        ["serve", "kitchen"],
        ["process", "--format", "poem"],
        ["audit"],
        ["audit", "verify", "--head", "x"],
        ["account", "add"],
        ["account", "add", "--email", "a@b.c", "--role", "king", "--given-name", "A", "--surname", "B"],
        ["anchor", "add", "file.pem"],
        ["validate"],
    ],
)
def test_wrong_usage_exits_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        entry.main(words)
    assert end.value.code == 2
    assert "usage: esigner" in capsys.readouterr().err


@pytest.mark.parametrize("name", EVERY)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        entry.main([name, "--help"])
    assert end.value.code == 0
    assert f"usage: esigner {name}" in capsys.readouterr().out


def test_names_are_unique() -> None:
    assert len(set(EVERY)) == len(EVERY)


@pytest.mark.parametrize("words", [["--help"], ["validate", "--help"], ["process", "--lang", "en"]])
def test_light_commands_load_no_django(words: list[str]) -> None:
    program = (
        "import sys\nfrom esigner.config.entry import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "sys.exit(int(any(name.split('.')[0] in {'django', 'psycopg', 'uvicorn'} for name in sys.modules)))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True).returncode == 0


def test_refusal_is_said_in_both_languages_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["anchor", "add", "/nowhere.pem", "--environment", "test", "--purpose", "client", "--label", "x"]) == 1
    said = capsys.readouterr().err
    assert "CERTIFICATE_FILE_UNREADABLE: Datnē nowhere.pem nav nolasāma sertifikāta." in said
    assert "CERTIFICATE_FILE_UNREADABLE: The file nowhere.pem holds no readable certificate." in said


def test_reader_who_has_enough_gets_no_traceback() -> None:
    command = f"{PROGRAM} process | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr


def test_unreachable_database_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "audit", "verify"],
        env={"DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}", "ESIGNER_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "DATABASE_UNAVAILABLE: Datubāze nav pieejama" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "verify"],
        ["worker"],
        ["serve", "portal"],
        ["serve", "api", "--environment", "test"],
        ["anchor", "add", "x", "--environment", "test", "--purpose", "client", "--label", "x"],
    ],
)
def test_command_about_an_installation_makes_none(tmp_path: Path, words: list[str]) -> None:
    """Whoever forgets ESIGNER_STATE is told so, and finds no new folder afterwards."""
    done = subprocess.run(
        [PROGRAM, *words], env={}, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"NOT_BOOTSTRAPPED: Mapē {tmp_path}/var/esigner nav")
    assert "ESIGNER_STATE" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_database_without_tables_is_no_installation(tmp_path: Path, database_url: str) -> None:
    """One that answers, and that nobody has bootstrapped."""
    done = subprocess.run(
        [PROGRAM, "audit", "verify"],
        env={"DATABASE_URL": database_url, "ESIGNER_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("NOT_BOOTSTRAPPED: ")
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
