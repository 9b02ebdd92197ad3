"""Faults of real modules: each is another program that can be compiled, in the place that it names."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mutation import faults, planting, rooms

GATE = rooms.SOURCE / "esigner/registry/gate.py"


@pytest.mark.parametrize("room", rooms.ROOMS, ids=lambda room: room.name)
def test_every_room_is_there_and_so_are_its_tests(room: rooms.Room) -> None:
    assert all(path.is_file() for path in room.files())
    assert all((rooms.ROOT / test).exists() for test in room.tests)


def test_every_fault_is_another_program() -> None:
    found = faults.find(GATE)
    original = ast.unparse(ast.parse(GATE.read_text()))
    programs = {ast.unparse(faults.planted(GATE, fault.number)) for fault in found}
    assert original not in programs
    assert len(programs) == len(found)
    for fault in found:
        compile(faults.planted(GATE, fault.number), str(GATE), "exec")


def test_messages_annotations_and_limits_have_no_faults() -> None:
    shown = [fault.before for path in (GATE, rooms.SOURCE / "esigner/pki/key_policy.py") for fault in faults.find(path)]
    assert not [one for one in shown if one.startswith(("Text(", "Sequence[", "65537"))]


def test_what_is_asserted_has_no_faults() -> None:
    path = rooms.SOURCE / "esigner/ades/validation/jades/payloads.py"
    assert "strict=True" in path.read_text()
    assert not [one for one in faults.find(path) if one.change == "True → False"]


def test_number_that_is_no_fault_is_refused() -> None:
    with pytest.raises(IndexError):
        faults.planted(GATE, len(faults.find(GATE)))


def test_loaded_function_gets_its_fault_and_can_have_it_taken_away() -> None:
    from esigner.onboarding import two_officers
    from esigner.registry.kinds import Environment

    path = Path(two_officers.__file__)
    fault = next(one for one in faults.find(path) if one.function == "needed" and one.operator == "comparison")
    before = two_officers.needed.__code__
    assert two_officers.needed(Environment.PRODUCTION) == 2
    try:
        functions = planting.loaded_functions()
        assert planting.swap(path, number=fault.number, function="needed", functions=functions)
        assert two_officers.needed(Environment.PRODUCTION) == 1
    finally:
        two_officers.needed.__code__ = before


def test_fresh_process_imports_the_fault() -> None:
    path = rooms.SOURCE / "esigner/pkix/names.py"
    fault = next(one for one in faults.find(path) if not one.function)
    program = "import mutation.planting, inspect, esigner.pkix.names as m; print(type(m.__spec__.loader).__name__)"
    for env, expected in (({planting.FAULT: f"{path}:{fault.number}"}, "_Loader"), ({}, "SourceFileLoader")):
        said = subprocess.run(
            [sys.executable, "-c", program],
            cwd=rooms.ROOT,
            env=os.environ | env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        assert said.strip() == expected
