"""The table of environment variables is complete: what is read stands in it, and what stands in it is read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import esigner
from esigner.config import variables
from esigner.config.variables import VARIABLES, Kind

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
