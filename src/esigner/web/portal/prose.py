"""The Terms' small Markdown as HTML: headings, paragraphs, numbered and plain lists; nothing else, all escaped."""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r"(#{1,4})\s+(.*)")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*[.)]\s+")
_PLAIN = re.compile(r"[-*]\s+")


def html(source: str) -> SafeString:
    """Return the whole text as HTML; the document's first heading becomes the second level of the page."""
    blocks = re.split(r"\n\s*\n", source.strip())
    return mark_safe("\n".join(part for block in blocks for part in _block(block.splitlines())))  # noqa: S308 — every part below is escaped


def _block(lines: list[str]) -> Iterator[SafeString]:
    """Return a heading, a list or a paragraph; what follows a heading may begin on the next line."""
    while lines and (found := _HEADING.match(lines[0])):
        level = min(len(found[1]) + 1, 4)
        yield format_html("<h{0}>{1}</h{0}>", level, found[2])
        lines = lines[1:]
    if not lines:
        return
    if all(_PLAIN.match(line) or line.startswith(" ") for line in lines) and _PLAIN.match(lines[0]):
        yield format_html("<ul>{}</ul>", _items(lines, _PLAIN))
    elif _NUMBERED.match(lines[0]):
        # The numbers are the document's own and are cited: they stay in the text.
        yield format_html('<ul class="clauses">{}</ul>', _clauses(lines))
    else:
        yield format_html("<p>{}</p>", " ".join(line.strip() for line in lines))


def _items(lines: list[str], mark: re.Pattern[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((mark.sub("", item, count=1),) for item in _joined(lines, mark)))


def _clauses(lines: list[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((item,) for item in _joined(lines, _NUMBERED)))


def _joined(lines: list[str], mark: re.Pattern[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if mark.match(line.strip()) or not items:
            items.append(line.strip())
        else:
            items[-1] += " " + line.strip()
    return items
