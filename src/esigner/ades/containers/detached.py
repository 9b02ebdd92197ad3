"""A container without its documents, as `stream.without_documents` returned it: read back where the documents are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from lxml import etree

from esigner.ades.containers import reading
from esigner.ades.containers.errors import PartsUnreadableError
from esigner.ades.containers.files import DigestedFile
from esigner.ades.containers.manifest import MANIFEST_NAME
from esigner.ades.encoding import xml
from esigner.ades.encoding.elements import DS, octets, required
from esigner.ades.encoding.format_table import FORMATS, signature_path
from esigner.ades.encoding.formats import Format
from esigner.algorithms import digests

_BY_URI: Final = {digest.xml_uri: name for name, digest in digests.WRITTEN.items()}
_MANIFEST: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachedContainer:
    """What `stream.assemble` needs in addition to the documents."""

    format: Format
    entries: Mapping[str, bytes]
    """Of META-INF, by name."""
    signed: tuple[DigestedFile, ...]
    """The documents in the order in which they were signed; their sizes are not known."""


def read_detached(data: bytes) -> DetachedContainer:
    """Return what the container without documents states about them.

    Raises:
        RefusedError: Not a zip that can be read, or not a signature.
        PartsUnreadableError: Not a container from `without_documents`.
    """
    held = reading.read(data)
    form = next((form for form, facts in FORMATS.items() if facts.signature_path in held.files), None)
    if form is None or held.data_files:
        raise PartsUnreadableError
    entries = {name: content for name, content in held.files.items() if name != "mimetype"}
    types = _media_types(entries.get(MANIFEST_NAME))
    root = xml.parse(entries[signature_path(form)])
    references = [e for e in root.iter(f"{DS}Reference") if not e.get("URI", "").startswith("#")]
    return DetachedContainer(format=form, entries=entries, signed=tuple(_signed(one, types) for one in references))


def _media_types(manifest: bytes | None) -> dict[str, str]:
    if manifest is None:
        return {}
    rows = xml.parse(manifest).iter(f"{_MANIFEST}file-entry")
    return {row.get(f"{_MANIFEST}full-path", ""): row.get(f"{_MANIFEST}media-type", "") for row in rows}


def _signed(reference: etree._Element, types: Mapping[str, str]) -> DigestedFile:
    name = unquote(reference.get("URI", ""))
    algorithm = _BY_URI.get(required(reference, f"{DS}DigestMethod").get("Algorithm", ""))
    if algorithm is None:
        raise PartsUnreadableError
    digests = {algorithm: octets(required(reference, f"{DS}DigestValue"))}
    return DigestedFile(name, types.get(name) or _UNKNOWN, size_bytes=0, digests=digests)
