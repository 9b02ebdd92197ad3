"""Sizes, names, and what the pure floors and the doors must not touch: taste that is kept by a check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "esigner"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
LINES = 400
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "core", "manager", "misc", "base_classes"}
IMPURE_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "timezone.now", "os.urandom",
    "uuid.uuid4", "uuid4", "os.environ.get", "os.getenv", "open", "print",
}  # fmt: skip
IMPURE_IMPORTS = {"urllib.request", "http.client", "django"}
ACTING = ("signing", "registry", "custody")
"""What these do is done by one `audit.Act`, made at a door."""
OWN_MATERIAL = {
    "config/door/tls.py",
    "wire/keys/pem.py",
    "registry/authorities/material.py",
}
"""Certificates that this installation made, or that its operator put into its folder."""
PATHS_ALLOWED = {"ades/trust/loading.py"}
"""Trust is loaded from the files and folders that the caller names."""


def names(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_of_acts(tree: ast.AST) -> list[str]:
    """Return the functions that take who acts, or what is answered, apart from the act."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [
        function.name
        for function in functions
        if {"actor", "request_id"} & {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    ]


def on_floor(*tops: str) -> list[Path]:
    return [path for path in MODULES if path.relative_to(SOURCE).parts[0] in tops]


def test_modules_fit_a_reader() -> None:
    lengths = {names(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_names_say_what_is_inside() -> None:
    everything = [path for path in SOURCE.rglob("*") if path.suffix == ".py" or path.is_dir()]
    assert [names(path) for path in everything if path.stem in FORBIDDEN_NAMES] == []


def test_pure_floor_takes_clock_and_randomness_as_arguments() -> None:
    found = {}
    for path in on_floor("ades", "pki", "cms", "pkix", "algorithms", "asn1"):
        tree = ast.parse(path.read_text())
        impure = (set(calls(tree)) & IMPURE_CALLS) | (set(imports(tree)) & IMPURE_IMPORTS)
        if names(path) not in PATHS_ALLOWED:
            impure |= {call for call in calls(tree) if call.endswith((".read_bytes", ".read_text"))}
        if impure:
            found[names(path)] = impure
    assert found == {}


def test_what_strangers_certify_is_loaded_in_one_room() -> None:
    loads = re.compile(r"\bload_(?:der|pem)_(?:x509|ocsp)\w*")
    found = {names(path) for path in MODULES if loads.search(path.read_text())}
    assert {name for name in found if not name.startswith("pkix/")} == OWN_MATERIAL


def test_doors_hold_no_tables() -> None:
    tables = {
        names(path): name
        for path in on_floor("web", "cli")
        for name in imports(ast.parse(path.read_text()))
        if name.startswith(("django.db.models", "django.db.connection")) or path.stem == "models"
    }
    assert tables == {}


def test_an_act_is_handed_down_whole() -> None:
    found = {names(path): parts_of_acts(ast.parse(path.read_text())) for path in on_floor(*ACTING)}
    assert {name: functions for name, functions in found.items() if functions} == {}


def test_planted_part_of_an_act_would_be_found() -> None:
    tree = ast.parse("def close(*, actor, at): ...\ndef sign(*, request_id): ...\ndef open(new, *, act): ...\n")
    assert parts_of_acts(tree) == ["close", "sign"]


def test_planted_clock_would_be_found() -> None:
    tree = ast.parse("from datetime import datetime\nx = datetime.now()\n")
    assert set(calls(tree)) & IMPURE_CALLS == {"datetime.now"}
