"""The main scheme as SVG: the stages in one row, what is on standby below them, what is not used in grey; no script."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from esigner.errors import Language
from esigner.onboarding.processes.table import Block, Process

_WIDTH: Final = 220
_HEIGHT: Final = 96
_GAP: Final = 48
_MARGIN: Final = 16
_LINE: Final = 22
_LETTERS: Final = 22
"""Letters of a title that fit into one line of a block."""

_ARROW_HEAD: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
)


def svg(process: Process, *, language: Language = "lv", here: int | None = None) -> str:
    """Return the scheme as an image whose blocks are links to `/bloks/<number>/`; `here` marks the case's block."""
    stages = [block for block in process.blocks if block.is_stage]
    others = [block for block in process.blocks if not block.is_stage]
    columns = max(len(stages), len(others))
    width = 2 * _MARGIN + columns * _WIDTH + (columns - 1) * _GAP
    height = 2 * _MARGIN + 2 * _HEIGHT + _GAP
    title = process.title.in_language(language)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="group" class="scheme"'
    places = {block.number: _place(column, 0) for column, block in enumerate(stages)}
    # Those on standby are spread below the stages.
    apart = max(1, (columns - 1) // max(1, len(others) - 1))
    places |= {block.number: _place(column * apart, 1) for column, block in enumerate(others)}
    parts = [
        f'{head} aria-label={quoteattr(title)} lang="{language}">',
        _ARROW_HEAD,
        *(_arrow(*places[block.number]) for block in stages[:-1]),
        *(
            _block(block, language, place=places[block.number], is_here=block.number == here)
            for block in process.blocks
        ),
        "</svg>",
    ]
    return "\n".join(parts)


def _place(column: int, row: int) -> tuple[int, int]:
    """Return the corner of a block."""
    return _MARGIN + column * (_WIDTH + _GAP), _MARGIN + row * (_HEIGHT + _GAP)


def _arrow(x: int, y: int) -> str:
    middle = y + _HEIGHT // 2
    return (
        f'<path d="M{x + _WIDTH} {middle} H{x + _WIDTH + _GAP - 4}" stroke="currentColor" stroke-width="2" '
        'fill="none" marker-end="url(#arrow)"/>'
    )


def _block(block: Block, language: Language, *, place: tuple[int, int], is_here: bool) -> str:
    x, y = place
    kind = "block" if block.active else "block block-inactive"
    kind += " block-here" if is_here else ""
    fill, ink = ("#ffffff", "#1b1b1f") if block.active else ("#e6e6ea", "#5c5c66")
    lines = _wrapped(f"{block.number}. {block.title.in_language(language)}")
    top = y + _HEIGHT // 2 - (len(lines) - 1) * _LINE // 2 + 6
    text = "".join(
        f'<text x="{x + _WIDTH // 2}" y="{top + index * _LINE}" text-anchor="middle" font-size="17" '
        f'fill="{ink}">{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    description = escape(block.description.in_language(language))
    stroke = 4 if is_here else 2
    box = (
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="8" fill="{fill}" stroke="{ink}" '
        f'stroke-width="{stroke}"/>'
    )
    inside = f"<title>{description}</title>{box}{text}"
    if block.active:
        return f'<a href="/bloks/{block.number}/" class="{kind}">{inside}</a>'
    return f'<g class="{kind}">{inside}</g>'


def _wrapped(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > _LETTERS and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
