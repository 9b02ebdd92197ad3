"""The scheme as BPMN 2.0 XML: one lane for each side, one task for each step, for other people's modelling tools."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from lxml import etree

from esigner.errors import Language, Text
from esigner.onboarding.processes.table import Process, Side, Step

_BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
_DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
_NAMES: Final[Any] = {None: _BPMN, "bpmndi": _DI, "dc": _DC, "di": _DD}

_TASK: Final = (150, 80)
_EVENT: Final = (36, 36)
_GAP: Final = 50
_LANE: Final = 140
_LEFT: Final = 60


def bpmn(process: Process, *, language: Language = "lv") -> str:
    """Return the steps and their order as a BPMN 2.0 document with a drawing."""
    root = etree.Element(
        _q(_BPMN, "definitions"),
        {"id": process.key, "targetNamespace": f"urn:esigner:process:{process.key}"},
        nsmap=_NAMES,
    )
    body = etree.SubElement(
        root,
        _q(_BPMN, "process"),
        {"id": "process", "name": process.title.in_language(language), "isExecutable": "false"},
    )
    # Consultations can be reached from everywhere, so they are drawn nowhere on the way.
    steps = [step for block in process.blocks if not block.is_consultation for step in block.steps]
    flows = _flows(steps)
    _lanes(body, steps, language)
    _nodes(body, steps, language)
    for source, target, name in flows:
        _flow(body, source, target, name, language)
    _draw(root, steps, flows)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text.decode()


def _flows(steps: Sequence[Step]) -> list[tuple[str, str, Text | None]]:
    """Return (from, to, name of the arrow): the order of the table, and the ways back."""
    way = [step for step in steps if not step.back_to]
    flows: list[tuple[str, str, Text | None]] = [("start", way[0].number, None)]
    flows += [
        (before.number, after.number, Text("Jā", "Yes") if before.otherwise else None)
        for before, after in pairwise(way)
    ]
    back = {step.number: step.back_to for step in steps if step.back_to}
    for question in (step for step in steps if step.otherwise):
        flows += [(question.number, question.otherwise, Text("Nē", "No"))]
        flows += [(question.otherwise, back[question.otherwise], None)] if question.otherwise in back else []
    for aside in (step for step in steps if step.after):
        flows += [(aside.after, aside.number, None), (aside.number, aside.back_to or aside.after, None)]
    return [*flows, (way[-1].number, "end", None)]


def _lanes(body: etree._Element, steps: Sequence[Step], language: Language) -> None:
    lanes = etree.SubElement(body, _q(_BPMN, "laneSet"), {"id": "lanes"})
    for side in Side:
        title = side.title.in_language(language)
        lane = etree.SubElement(lanes, _q(_BPMN, "lane"), {"id": f"lane-{side}", "name": title})
        numbers = [_id(step.number) for step in steps if _side(step) is side]
        for node in ["start", "end", *numbers] if side is Side.INSTITUTION else numbers:
            etree.SubElement(lane, _q(_BPMN, "flowNodeRef")).text = node


def _nodes(body: etree._Element, steps: Sequence[Step], language: Language) -> None:
    etree.SubElement(body, _q(_BPMN, "startEvent"), {"id": "start"})
    for step in steps:
        kind = "exclusiveGateway" if step.otherwise else "userTask"
        name = f"{step.number} {step.title.in_language(language)}"
        node = etree.SubElement(body, _q(_BPMN, kind), {"id": _id(step.number), "name": name})
        etree.SubElement(node, _q(_BPMN, "documentation")).text = step.description.in_language(language)
    etree.SubElement(body, _q(_BPMN, "endEvent"), {"id": "end"})


def _flow(body: etree._Element, source: str, target: str, name: Text | None, language: Language) -> None:
    attributes = {"id": f"flow-{_id(source)}-{_id(target)}", "sourceRef": _id(source), "targetRef": _id(target)}
    if name is not None:
        attributes["name"] = name.in_language(language)
    etree.SubElement(body, _q(_BPMN, "sequenceFlow"), attributes)


def _draw(root: etree._Element, steps: Sequence[Step], flows: Sequence[tuple[str, str, Text | None]]) -> None:
    """Lay the steps from left to right, each in the lane of its side."""
    diagram = etree.SubElement(root, _q(_DI, "BPMNDiagram"), {"id": "diagram"})
    plane = etree.SubElement(diagram, _q(_DI, "BPMNPlane"), {"id": "plane", "bpmnElement": "process"})
    boxes = _boxes(steps)
    for index, side in enumerate(Side):
        width = max(x + w for x, _, w, _ in boxes.values()) + _GAP
        _shape(plane, f"lane-{side}", (0, index * _LANE, width, _LANE), horizontal=True)
    for node, box in boxes.items():
        _shape(plane, node, box)
    for source, target, _ in flows:
        _edge(plane, _id(source), _id(target), boxes)


def _boxes(steps: Sequence[Step]) -> dict[str, tuple[int, int, int, int]]:
    boxes: dict[str, tuple[int, int, int, int]] = {}
    x = _LEFT
    ends = [("start", Side.INSTITUTION, _EVENT)]
    tasks = [(_id(step.number), _side(step), _TASK) for step in steps]
    for node, side, (width, height) in [*ends, *tasks, ("end", Side.INSTITUTION, _EVENT)]:
        top = list(Side).index(side) * _LANE + (_LANE - height) // 2
        boxes[node] = (x, top, width, height)
        x += width + _GAP
    return boxes


def _shape(plane: etree._Element, node: str, box: tuple[int, int, int, int], *, horizontal: bool | None = None) -> None:
    attributes = {"id": f"shape-{node}", "bpmnElement": node}
    if horizontal is not None:
        attributes["isHorizontal"] = str(horizontal).lower()
    shape = etree.SubElement(plane, _q(_DI, "BPMNShape"), attributes)
    sizes = dict(zip(("x", "y", "width", "height"), map(str, box), strict=True))
    etree.SubElement(shape, _q(_DC, "Bounds"), sizes)


def _edge(plane: etree._Element, source: str, target: str, boxes: dict[str, tuple[int, int, int, int]]) -> None:
    name = f"flow-{source}-{target}"
    edge = etree.SubElement(plane, _q(_DI, "BPMNEdge"), {"id": f"edge-{name}", "bpmnElement": name})
    for x, y, width, height in (boxes[source], boxes[target]):
        middle = {"x": str(x + width // 2), "y": str(y + height // 2)}
        etree.SubElement(edge, _q(_DD, "waypoint"), middle)


def _side(step: Step) -> Side:
    return step.responsible or Side.INSTITUTION


def _id(number: str) -> str:
    if number in {"start", "end"}:
        return number
    return "step-" + number.replace(".", "-").replace("+", "-correction")


def _q(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"
