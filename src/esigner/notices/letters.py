"""Documents as PDF/A-2b, from typst templates; the same data gives the same bytes, on every machine and day."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

from esigner.notices.errors import LetterFailed

TEMPLATES: Final = Path(__file__).parent / "templates_typst"
STANDARD: Final = "a-2b"


def render(template: str | Path | bytes, data: Mapping[str, Any]) -> bytes:
    """Give the PDF.

    Args:
        template: Name of a template of ours (`registration_letter`, `receipt`, `test_record`, `configuration_notice`,
            `application`), the path of another, or typst source; each may `#import "/layout.typ"`.
        data: What the template's first comment names; JSON only. `date` (ISO 8601, a day) is always needed: it is the
            document's date, there is no other clock. The agency's details are added as `agency`.

    Raises:
        LetterFailed: The template cannot be read, or asks for what the data does not hold.
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
        raise LetterFailed(template=name, reason=str(error)) from error
    if not isinstance(content, bytes):
        raise LetterFailed(template=name, reason="no PDF")
    return content


def _source(template: str | Path | bytes) -> bytes:
    if isinstance(template, bytes):
        return template
    path = TEMPLATES / f"{template}.typ" if isinstance(template, str) else template
    return path.read_bytes()
