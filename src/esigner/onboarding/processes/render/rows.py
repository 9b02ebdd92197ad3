"""The scheme as Markdown tables, one for each block, as its page shows it."""

from collections.abc import Iterator

from esigner.errors import Language, Text
from esigner.onboarding.processes.table import COLUMNS, Block, Process, Step


def table(process: Process, *, language: Language = "lv") -> str:
    """Return the whole scheme in Markdown: a heading and a table for each block."""
    lines = [f"# {process.title.in_language(language)}", ""]
    for block in process.blocks:
        lines += _block(block, language)
    return "\n".join(lines)


def _block(block: Block, language: Language) -> Iterator[str]:
    yield from (f"## {block.heading.in_language(language)}", "", block.description.in_language(language), "")
    if not block.steps:
        return
    yield _line(column.in_language(language) for column in COLUMNS)
    yield "|" + "---|" * len(COLUMNS)
    for step in block.steps:
        yield _line(_cells(step, language))
    yield ""


def _cells(step: Step, language: Language) -> Iterator[str]:
    yield step.number
    responsible: Text | None = step.responsible.title if step.responsible else None
    for text in (step.title, step.description, responsible, step.result):
        yield text.in_language(language) if text else ""


def _line(cells: Iterator[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
