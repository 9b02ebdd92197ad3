"""What is drawn from the table holds all of it."""

from itertools import pairwise

import pytest
from lxml import etree

from esigner.errors import LANGUAGES, Language
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.onboarding.processes.render import bpmn, mermaid, svg, table

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_row_for_every_step(language: Language) -> None:
    text = table(EPARAKSTITAJS, language=language)

    for step in EPARAKSTITAJS.steps():
        assert f"| {step.number} | {step.title.in_language(language)} | " in text
    for block in EPARAKSTITAJS.blocks:
        assert block.description.in_language(language) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_has_every_state_and_every_move(language: Language) -> None:
    text = mermaid(EPARAKSTITAJS, language=language)

    assert all(f" as {state}" in text for state in State)
    for move in EPARAKSTITAJS.transitions:
        for source in move.sources - {move.target} if move.target else ():
            assert f"{source} --> {move.target} : {move.step} {move.label.in_language(language)}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_bpmn_has_every_step_once_and_every_flow_meets_nodes(language: Language) -> None:
    root = etree.fromstring(bpmn(EPARAKSTITAJS, language=language).encode())

    names = [node.get("name") for node in root.iter(f"{BPMN}userTask", f"{BPMN}exclusiveGateway")]
    steps = [step for step in EPARAKSTITAJS.steps() if step.number != "8"]
    assert names == [f"{step.number} {step.title.in_language(language)}" for step in steps]
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= set(ids)


def test_bpmn_draws_what_it_says() -> None:
    root = etree.fromstring(bpmn(EPARAKSTITAJS).encode())
    drawn = {node.get("bpmnElement") for node in root.iter() if node.get("bpmnElement")}

    for kind in ("userTask", "exclusiveGateway", "sequenceFlow", "startEvent", "endEvent", "lane"):
        assert {node.get("id") for node in root.iter(f"{BPMN}{kind}")} <= drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_links_the_active_blocks_and_greys_the_others(language: Language) -> None:
    root = etree.fromstring(svg(EPARAKSTITAJS, language=language).encode())

    links = [link.get("href") for link in root.iter(f"{SVG}a")]
    assert links == [f"/bloks/{number}/" for number in (1, 2, 3, 4, 5, 8)]
    inactive = [group for group in root.iter(f"{SVG}g") if group.get("class") == "block block-inactive"]
    assert len(inactive) == 2
    titles = [group.findtext(f"{SVG}title") for group in inactive]
    assert titles == [EPARAKSTITAJS.block(6).description.in_language(language)] * 2
    assert not list(root.iter(f"{SVG}script"))


def test_no_two_blocks_of_the_map_overlap() -> None:
    root = etree.fromstring(svg(EPARAKSTITAJS, here=2).encode())
    boxes = [tuple(int(box.get(side) or 0) for side in ("y", "x", "width")) for box in root.iter(f"{SVG}rect")]

    for (row, left, width), (next_row, next_left, _) in pairwise(sorted(boxes)):
        assert row != next_row or left + width < next_left
