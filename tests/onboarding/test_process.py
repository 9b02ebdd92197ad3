"""The process table: complete, the same as the code, in the words of the requirements document."""

import ast
import hashlib
import importlib
import re
from pathlib import Path

import pytest

from esigner.errors import Text
from esigner.onboarding.processes import Side, Transition
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.eparakstitajs_notices import NOTICES
from esigner.onboarding.processes.eparakstitajs_standings import State

SEED_DIGEST = "ee54fd83274b8cbdd64138e738c6347cd49e26e9f649eb92c08ce5500380534f"
"""Of the Latvian words of the requirements document in the order of the table, compared with it by hand once."""


def moves() -> tuple[Transition, ...]:
    return EPARAKSTITAJS.transitions


def words() -> list[str]:
    """Return every Latvian text of the table that the requirements document has."""
    found: list[str] = []
    for block in EPARAKSTITAJS.blocks:
        found += [block.title.lv, block.description.lv]
        found += [text.lv for text in (block.came_from, block.goes_to) if text]
        for step in block.steps:
            if not step.added:
                texts: list[Text | None] = [step.title, step.description, step.result]
                found += [step.number, *(text.lv for text in texts if text)]
    return found


def test_latvian_words_are_those_of_the_requirements_document() -> None:
    assert hashlib.sha256("\n".join(words()).encode()).hexdigest() == SEED_DIGEST


def test_steps_of_the_document_keep_their_numbers() -> None:
    numbers = [step.number for step in EPARAKSTITAJS.steps() if not step.added]

    assert numbers == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "4.1", "4.2"]


def test_blocks_six_and_seven_are_drawn_but_inactive() -> None:
    inactive = {block.number: block.description.lv for block in EPARAKSTITAJS.blocks if not block.active}

    assert inactive == dict.fromkeys((6, 7), "E-parakstītāja gadījumā šis solis nav aktuāls.")
    assert [block.number for block in EPARAKSTITAJS.blocks] == list(range(1, 9))


@pytest.mark.parametrize("move", moves(), ids=lambda move: move.name)
def test_every_move_is_whole(move: Transition) -> None:
    assert EPARAKSTITAJS.step(move.step).number == move.step
    assert move.notice is None or move.notice in NOTICES
    assert move.label.lv
    assert move.label.en


def test_every_move_has_a_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_transitions*.py")]

    tested = set(re.findall(r"^def test_(\w+)\(", "\n".join(texts), re.MULTILINE))

    assert {move.name for move in moves()} == tested


def code() -> dict[str, ast.Module]:
    """Return every module of onboarding by its place, but tables and migrations."""
    source = Path(importlib.import_module("esigner.onboarding").__path__[0])
    return {
        path.relative_to(source).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in source.rglob("*.py")
        if path.parent.name not in {"processes", "migrations"}
    }


def test_the_code_makes_only_moves_of_the_table() -> None:
    words = {node.value for tree in code().values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    calls = [node for tree in code().values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {
        call.args[1].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "moves"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    }

    assert {move.name for move in moves()} <= words
    assert len(named) > 10, "the search finds nothing: it is broken"
    assert named <= {move.name for move in moves()}


def test_nothing_writes_a_state_but_the_one_function() -> None:
    fields = {"process", "process_version", "state", "state_since_at", "turn_since_at", "agency_seconds"}
    writing = {
        name
        for name, tree in code().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in fields
    }

    # The others write the state of a connection request, which is no state of the process.
    assert writing == {"moves/clock.py", "requests/connecting.py", "guards/agreements.py"}


def test_every_notice_is_sent_by_a_move_or_with_a_document() -> None:
    assert {move.notice for move in moves() if move.notice} | {"application.receipt"} == set(NOTICES)


def test_every_state_has_a_meaning_and_a_next_action() -> None:
    assert {one.state for one in EPARAKSTITAJS.standings} == set(State)
    for standing in EPARAKSTITAJS.standings:
        assert EPARAKSTITAJS.step(standing.step).number == standing.step
        assert standing.next_action.lv
        assert standing.next_action.en
        assert standing.turn is None or standing.action


def test_every_state_can_be_reached_and_left_until_the_end() -> None:
    reached = {move.target for move in moves()}
    left = {state for move in moves() for state in move.sources}

    assert set(State) <= reached
    assert {one.state for one in EPARAKSTITAJS.standings if one.turn is not None} <= left


def test_a_move_of_a_side_starts_on_its_turn() -> None:
    for move in moves():
        for state in move.sources if len(move.sides) == 1 and move.name not in {"close", "consent"} else ():
            assert EPARAKSTITAJS.standing(state).turn in move.sides, move.name


def test_what_the_agency_must_do_is_due() -> None:
    for standing in EPARAKSTITAJS.standings:
        if standing.turn is Side.AGENCY:
            assert standing.due_days


def test_with_email_shows_the_configured_address() -> None:
    shown = EPARAKSTITAJS.with_email("epak@agentura.example")

    assert "epak@agentura.example" in shown.step("2.1").description.lv
    assert "epak@vraa.gov.lv" not in str(shown.blocks)


def test_our_own_texts_say_mail_as_one_says_it() -> None:
    ours = [text.lv for step in EPARAKSTITAJS.steps() if step.added for text in (step.description, step.result) if text]
    ours += [block.today.lv for block in EPARAKSTITAJS.blocks if block.today]
    ours += [part.lv for notice in NOTICES.values() for part in (notice.subject, notice.body)]

    assert ours
    assert not [text for text in ours if re.search("pa e-pastu|pieslēguma paka", text, re.IGNORECASE)]
