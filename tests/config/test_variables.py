"""The table of environment variables is complete: what is read stands in it, and what stands in it is read."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import esigner
from esigner.config import variables
from esigner.config.variable import Kind
from esigner.config.variables import VARIABLES

SOURCE = Path(esigner.__file__).parent
OWN = re.compile(r"ESIGNER_|DATABASE_")


def read_names(module: str, *, source: str) -> Iterator[re.Pattern[str]]:
    """Find what is read through the module: each name, or the pattern of names, in a call."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(f"{module}.") and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and OWN.match(str(name.value)):
                yield re.compile(str(name.value))
            elif isinstance(name, ast.JoinedStr):
                yield re.compile(
                    "".join(str(one.value) if isinstance(one, ast.Constant) else "[A-Z_]+" for one in name.values)
                )


def everywhere(module: str) -> list[re.Pattern[str]]:
    paths = [path for path in SOURCE.rglob("*.py") if path.stem != "variables"]
    return [name for path in paths for name in read_names(module, source=path.read_text())]


def test_every_name_that_is_read_stands_in_the_table() -> None:
    read = everywhere("variables")
    assert len(read) > 40
    assert [name.pattern for name in read if not any(name.fullmatch(one) for one in VARIABLES)] == []


def test_every_name_of_the_table_is_read() -> None:
    named = [name for path in SOURCE.rglob("*.py") if path.stem == "ports" for name in
             re.findall(r'setting="(\w+)"', path.read_text())]  # fmt: skip
    read = everywhere("variables")
    assert [one for one in VARIABLES if one not in named and not any(name.fullmatch(one) for name in read)] == []


def test_nothing_of_ours_is_read_past_the_table() -> None:
    assert everywhere("environment") == []
    past = [
        path
        for path in SOURCE.rglob("*.py")
        if re.search(r"environ\W+(get\W+)?[\"'](ESIGNER_|DATABASE_)", path.read_text())
    ]
    assert past == []


def test_planted_reading_is_found() -> None:
    found = [name.pattern for name in read_names("environment", source='environment.text("ESIGNER_X", "1")')]
    assert found == ["ESIGNER_X"]


@pytest.mark.parametrize("name", VARIABLES)
def test_default_is_of_its_kind(name: str) -> None:
    row = VARIABLES[name]
    assert row.gives.lv
    assert row.gives.en
    if row.kind is Kind.NUMBER:
        assert variables.number(name, source={name: ""}) == int(row.default)
    if row.kind is Kind.FLAG:
        assert variables.flag(name, source={}) is (row.default == "1")


def test_unknown_name_is_a_bug() -> None:
    with pytest.raises(KeyError):
        variables.text("ESIGNER_UNKNOWN")


def test_folder_is_within_the_one_given(tmp_path: Path) -> None:
    assert variables.folder("ESIGNER_AUDIT_HEADS", within=tmp_path, source={}) == tmp_path / "audit-heads"
    assert variables.folder("ESIGNER_STATE", source={}) == Path.cwd() / "var" / "esigner"


CHANGED = """
import importlib, json, os, sys
from esigner.config import connections, ports, processes, settings, settings_portal, variables

def everything():
    for module in (settings_portal, settings):
        importlib.reload(module)
    kept = {name: repr(value) for name, value in vars(settings).items() if name.isupper()}
    beside = [ports.number(port.key) for port in ports.PORTS]
    doors = len(processes.installed(doors=variables.number("ESIGNER_DOOR_PROCESSES")))
    return kept, beside, doors, connections.pool({}, at_most=variables.number("ESIGNER_DATABASE_CONNECTIONS"))

before = everything()
same = []
for name, value in json.loads(sys.argv[1]).items():
    os.environ[name] = value
    if everything() == before:
        same.append(name)
    del os.environ[name]
print(json.dumps(same))
"""
OTHER = {Kind.FLAG: "1", Kind.NUMBER: "7", Kind.FOLDER: "/other", Kind.WORDS: "other", Kind.ADDRESSES: "http://other"}
BY_NAME = {
    "DATABASE_URL": "postgresql://other@/other", "DATABASE_OWNER_URL": "postgresql://other@/other",
    "ESIGNER_DOOR": "api", "ESIGNER_PROCESSES": "other.process",
}  # fmt: skip


def test_each_variable_changes_something(tmp_path: Path) -> None:
    """A limit that is written down and read by nobody would be a promise that nothing keeps."""
    values = {name: BY_NAME.get(name, OTHER.get(row.kind, "other")) for name, row in VARIABLES.items()}
    values.pop("ESIGNER_STATE")
    kept = {name: value for name, value in os.environ.items() if not OWN.match(name)}
    done = subprocess.run(
        [sys.executable, "-c", CHANGED, json.dumps(values)],
        env=kept | {"ESIGNER_STATE": str(tmp_path), "ESIGNER_SECRET_KEY": "the same each time"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stderr, done.stdout.strip()) == ("", "[]")


def test_each_setting_of_ours_is_used() -> None:
    settings = {
        node.id
        for path in (SOURCE / "config" / "settings.py", SOURCE / "config" / "settings_portal.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    own = {name for name in settings if name.startswith("ESIGNER_")}
    used = {
        name
        for path in SOURCE.rglob("*.py")
        if path.stem not in {"settings", "settings_portal", "variables"}
        for name in re.findall(r"(?:settings\.|[\"'])(ESIGNER_[A-Z_]+)", path.read_text())
    }
    assert len(own) > 25
    assert own - used == set()
