"""Documents as PDF/A-2b, from typst templates; the same data gives the same bytes, on every machine and day."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from esigner.notices.errors import LetterFailedError

TEMPLATES: Final = Path(__file__).parent / "templates_typst"
STANDARD: Final = "a-2b"
FONT: Final = "Libertinus Serif"
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

_PROBE: Final = (
    f'#set document(title: "x", date: datetime(year: 2026, month: 1, day: 1))\n#set text(font: "{FONT}")\n'
    "#sys.inputs.text"
).encode()
_SURE: Final = re.compile("[\t\n\r\x20-\x7e\xa0-\u017f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*")
"""Letters and punctuation of Latvian and its neighbours, which the font is known to have."""
_UNDISPLAYABLE: Final = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_UNESCAPED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


def render(template: str | Path | bytes, data: Mapping[str, Any]) -> bytes:
    """Return the PDF.

    Args:
        template: Name of one of our templates (`registration_letter`, `receipt`, `test_record`, `configuration_notice`,
            `application`), the path of another, or typst source; each may `#import "/layout.typ"`.
        data: What the template's first comment names; JSON only. `date` (ISO 8601, a day) is always needed: it is the
            document's date; no other clock is used. The agency's details are added as `agency`.

    Raises:
        LetterFailedError: The template cannot be read, or needs what the data does not hold.
    """
    name = template if isinstance(template, str) else getattr(template, "name", "source")
    try:
        day = date.fromisoformat(data["date"])
        content = typst.compile(  # type: ignore[call-overload]  # its stub wants root and input of one kind
            _source(template),
            root=str(TEMPLATES),
            ignore_system_fonts=True,  # what is installed on a machine must not show in a letter
            sys_inputs={"data": json.dumps({"agency": settings.ESIGNER_AGENCY, **data}, ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except (KeyError, ValueError, OSError, typst.TypstError) as error:
        raise LetterFailedError(template=name, reason=str(error)) from error
    if not isinstance(content, bytes):
        raise LetterFailedError(template=name, reason="no PDF")
    return content


def undisplayable(text: str) -> str:
    """Return a part of the text that the letters' font has no shapes for, empty where it has all."""
    if _SURE.fullmatch(text):
        return ""
    try:
        typst.compile(_PROBE, ignore_system_fonts=True, sys_inputs={"text": text}, pdf_standards=STANDARD)
    except typst.TypstError as error:
        named = _UNDISPLAYABLE.search(str(error))
        return _UNESCAPED.sub(lambda code: chr(int(code[1], 16)), named[1]) if named else text
    return ""


def displayable(value: Any) -> Any:  # noqa: ANN401 — any JSON
    """Return data of a letter with U+FFFD where the font has no shape, so that a stranger's name breaks no letter."""
    if isinstance(value, Mapping):
        return {key: displayable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [displayable(one) for one in value]
    if not isinstance(value, str) or value.isascii():
        return value
    return _displayable(value)


def _displayable(text: str) -> str:
    if not undisplayable(text):
        return text
    shown = {letter: letter if not undisplayable(letter) else REPLACEMENT for letter in set(text)}
    return "".join(shown[letter] for letter in text)


def _source(template: str | Path | bytes) -> bytes:
    if isinstance(template, bytes):
        return template
    path = TEMPLATES / f"{template}.typ" if isinstance(template, str) else template
    return path.read_bytes()
