"""The scheme as a Mermaid state diagram: every state, every move, whose it is."""

from collections.abc import Iterator

from esigner.errors import Language
from esigner.onboarding.processes.table import Process, Transition


def mermaid(process: Process, *, language: Language = "lv") -> str:
    """Return the state diagram; moves that lead nowhere else are records and are left out."""
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{one.title.in_language(language)}" as {one.state}' for one in process.standings]
    for transition in process.transitions:
        lines += _arrows(transition, language)
    lines += [f"    {one.state} --> [*]" for one in process.standings if one.turn is None]
    return "\n".join(lines) + "\n"


def _arrows(transition: Transition, language: Language) -> Iterator[str]:
    if transition.target is None:
        return
    label = f"{transition.step} {transition.label.in_language(language)}"
    sources: list[str] = [str(source) for source in sorted(transition.sources)]
    for source in sources or ["[*]"]:
        if source != transition.target:
            yield f"    {source} --> {transition.target} : {label}"
