"""The media types of a container's files, wherever the container states them."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from lxml import etree

from esigner.ades.containers import reading
from esigner.ades.containers.files import DataFile
from esigner.ades.containers.manifest import MANIFEST_NAME
from esigner.ades.encoding import xml
from esigner.ades.rules import RefusedError
from esigner.ades.validation import asice_cades

_ENTRY: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}file-entry"
_PATH: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
_MEDIA_TYPE: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}media-type"
_REFERENCE: Final = "{http://uri.etsi.org/02918/v1.2.1#}DataObjectReference"
_UNKNOWN: Final = "application/octet-stream"


def data_files(held: reading.Container) -> tuple[DataFile, ...]:
    """Return the data files in their order, with the types of META-INF/manifest.xml, else of an ASiCManifest."""
    signed = {name: media_type for path in asice_cades.manifest_files(held) for name, media_type in _signed(held, path)}
    types = signed | dict(_listed(held))
    return tuple(DataFile(name, types.get(name) or _UNKNOWN, content) for name, content in held.data_files.items())


def _listed(held: reading.Container) -> Iterator[tuple[str, str]]:
    for entry in _elements(held, MANIFEST_NAME, _ENTRY):
        yield entry.get(_PATH, ""), entry.get(_MEDIA_TYPE, "")


def _signed(held: reading.Container, path: str) -> Iterator[tuple[str, str]]:
    for reference in _elements(held, path, _REFERENCE):
        yield unquote(reference.get("URI", "")), reference.get("MimeType", "")


def _elements(held: reading.Container, path: str, tag: str) -> list[etree._Element]:
    """Return the elements of a file, none if it is not there or cannot be read: types are a courtesy here."""
    try:
        return list(xml.parse(held.files[path]).iter(tag)) if path in held.files else []
    except RefusedError:
        return []
