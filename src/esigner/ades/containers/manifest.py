"""META-INF/manifest.xml: which files a container holds, and of which media type (OpenDocument 1.2, part 3)."""

from collections.abc import Iterable
from functools import lru_cache

from esigner.ades.encoding.format_table import ASIC_E
from esigner.ades.encoding.markup import attribute

MANIFEST_NAME = "META-INF/manifest.xml"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


@lru_cache(maxsize=64)
def of_one(name: str, media_type: str) -> bytes:
    """Return the manifest of a container of one file, as most are; cached, because seals often use one name."""
    return manifest([(name, media_type)])


def manifest(files: Iterable[tuple[str, str]]) -> bytes:
    """Return the manifest for pairs of name and media type."""
    return f"{_HEAD}{''.join([_row(name, media_type) for name, media_type in files])}{_TAIL}".encode()


def _row(name: str, media_type: str) -> str:
    return (
        f'<manifest:file-entry manifest:full-path="{attribute(name)}" '
        f'manifest:media-type="{attribute(media_type)}"></manifest:file-entry>'
    )


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    f'<manifest:manifest xmlns:manifest="{_NAMESPACE}" manifest:version="1.2">{_row("/", ASIC_E)}'
)
_TAIL = "</manifest:manifest>\n"
