"""Filters of the signing page's templates."""

from datetime import datetime

from django import template
from django.template.defaultfilters import stringfilter

from esigner.errors import Text
from esigner.registry import moments

register = template.Library()

KIB = 1024


@register.filter
def spoken(text: Text, language: str) -> str:
    """Return a bilingual text in the page's language."""
    return text.in_language(language)


@register.filter
def minute(value: datetime, language: str) -> str:
    """Return a day and a time to the minute."""
    return moments.moment(value, language=language)


@register.filter
def second(value: datetime, language: str) -> str:
    """Return a day and a time to the second."""
    return moments.moment(value, language=language, seconds=True)


@register.filter
@stringfilter
def with_name(text: str, name: str) -> str:
    """Put a name into a sentence."""
    return text.replace("{name}", name)


@register.filter
def size(size_bytes: int | None, language: str) -> str:
    """Return a size as people write it: decimal comma in Latvian, point in English."""
    if size_bytes is None:
        return ""
    number, unit = float(size_bytes), "B"
    for unit in ("B", "KB", "MB"):
        if number < KIB or unit == "MB":
            break
        number /= KIB
    shown = f"{number:.0f}" if unit == "B" else f"{number:.1f}"
    return f"{shown if language == 'en' else shown.replace('.', ',')} {unit}"
