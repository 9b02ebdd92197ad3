"""What must be right before a process starts: reported at once and all together, not at the first request."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from esigner.config import production
from esigner.config.errors import SettingInvalidError
from esigner.errors import Text

TLS_SOURCES: Final = frozenset({"embedded", "nginx"})
ENVIRONMENTS: Final = frozenset({"test", "production"})


def check_settings() -> None:
    """Raise for the first setting that cannot be used.

    Raises:
        SettingInvalidError: Names the setting and says what is expected.
    """
    for setting, text in problems():
        raise SettingInvalidError(setting=setting, reason=text)


def problems() -> Iterator[tuple[str, Text]]:
    """Return every setting that cannot be used, with what is expected."""
    if settings.ESIGNER_TLS_SOURCE not in TLS_SOURCES:
        yield "ESIGNER_TLS_SOURCE", Text("jābūt embedded vai nginx.", "must be embedded or nginx.")
    if settings.ESIGNER_PORTAL_SIGNS_IN not in ENVIRONMENTS:
        yield "ESIGNER_PORTAL_SIGNS_IN", Text("jābūt test vai production.", "must be test or production.")
    yield from _certificate_problems()
    yield from _url_problems()
    yield from _epak_problems()
    if settings.DEBUG and not settings.ESIGNER_SANDBOX:
        yield (
            "ESIGNER_DEBUG",
            Text(
                "atkļūdošana atļauta tikai kopā ar ESIGNER_SANDBOX.", "debugging is allowed with ESIGNER_SANDBOX only."
            ),
        )
    yield from production.problems()


def _certificate_problems() -> Iterator[tuple[str, Text]]:
    pair = {name: getattr(settings, name) for name in ("ESIGNER_TLS_CERTIFICATE", "ESIGNER_TLS_KEY")}
    for name, value in pair.items():
        if any(pair.values()) and not (value and Path(value).is_file()):
            yield name, Text("jānorāda esoša PEM datne.", "must name an existing PEM file.")


def _url_problems() -> Iterator[tuple[str, Text]]:
    for key, url in settings.ESIGNER_URLS.items():
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            yield f"ESIGNER_URL_{key.upper()}", Text("jābūt http(s) adresei.", "must be an http(s) address.")


def _epak_problems() -> Iterator[tuple[str, Text]]:
    try:
        first, second = (settings.ESIGNER_EPAK_PATTERN.format(year=2026, sequence=number) for number in (1, 2))
    except (KeyError, ValueError, IndexError):
        first = second = ""
    if first == second:
        yield (
            "ESIGNER_EPAK_PATTERN",
            Text("jāsatur {sequence} un var saturēt {year}.", "must hold {sequence} and may hold {year}."),
        )
