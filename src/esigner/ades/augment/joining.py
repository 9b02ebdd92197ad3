"""One more signature in a container that stands, ours or another's; no entry that is there changes by a byte.

1. `data_files` gives what the new signature must be over: every data file, with the media types of the manifest.
2. `creation.prepare` with these files and `format_of`, then the value, timestamp and revocation as for a new container.
3. `add` gives the container with one signature more, under the next free name.

A PDF needs none of this: `creation` adds its signature to a signed PDF as to any other.
Standard: EN 319 162-1, 4.4.
"""

import re
from collections.abc import Iterator
from typing import Final

from esigner.ades import xml
from esigner.ades.asic import edit, read
from esigner.ades.asic import signature as asic
from esigner.ades.asic.manifest import NAME as MANIFEST
from esigner.ades.augment.errors import ContainerNotJoinableError
from esigner.ades.files import DataFile
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.rules import RefusedError
from esigner.ades.validation import asic_cades
from esigner.ades.validation import container as reading
from esigner.ades.values import check_value

_MANIFEST_ENTRY: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}file-entry"
_PATH: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
_MEDIA_TYPE: Final = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}media-type"
_UNKNOWN: Final = "application/octet-stream"
_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})(\.xml)", re.IGNORECASE)


def format_of(container: bytes) -> Format:
    """Give the format that a further signature in this container has.

    Raises:
        RefusedError: The container cannot be read.
        ContainerNotJoinableError: A container of a kind that holds one signature file only, or signatures of CAdES.
    """
    return format_in(read.read(container))


def format_in(held: read.Container) -> Format:
    """As `format_of`, for a container that was read."""
    if held.mimetype not in (reading.ASIC_E, None) or asic_cades.signature_files(held):
        raise ContainerNotJoinableError(media_type=held.mimetype)
    names = [path.rsplit("/", 1)[-1] for path in reading.signature_files(held)]
    return Format.EDOC if any(name.startswith("edoc-") for name in names) else Format.ASICE


def data_files(container: bytes) -> tuple[DataFile, ...]:
    """Give the data files in their order; the same objects go into `prepare`."""
    return files_in(read.read(container))


def files_in(held: read.Container) -> tuple[DataFile, ...]:
    """As `data_files`, for a container that was read."""
    types = _media_types(held)
    return tuple(DataFile(name, types.get(name) or _UNKNOWN, content) for name, content in held.data_files.items())


def add(
    container: bytes,
    prepared: Prepared,
    value: bytes,
    *,
    timestamp: bytes | None = None,
    revocation: Revocation | None = None,
) -> bytes:
    """Give the container with the signature; the level follows from what is given.

    Args:
        container: The same as at `data_files`; signatures that others added meanwhile do not matter.
        prepared: Over `data_files`.
        value: Made by the signer's key over `prepared.to_be_signed`.
        timestamp: DER TimeStampToken over `creation.timestamp_input`.
        revocation: Fetched after the timestamp.

    Raises:
        FilesChangedError: The data files are not those that were prepared.
        SignatureValueMismatchError: The value was made by another key.
    """
    held = read.read(container)
    form = format_in(held)
    asic.check_unchanged(prepared, files_in(held))
    checked = check_value(prepared, value)
    signature = asic.signature_xml(prepared, checked, timestamp=timestamp, revocation=revocation)
    name = next(free_names(held, form))
    return edit.with_entries(container, {name: signature}, written_at=prepared.signed_at, held=held)


def _media_types(held: read.Container) -> dict[str, str]:
    content = held.files.get(MANIFEST)
    if content is None:
        return {}
    try:
        entries = xml.parse(content).iter(_MANIFEST_ENTRY)
        return {entry.get(_PATH, ""): entry.get(_MEDIA_TYPE, "") for entry in entries}
    except RefusedError:
        return {}


def free_names(held: read.Container, form: Format) -> Iterator[str]:
    """Give names for signatures without end: those after the last one, in the spelling of those that are there."""
    taken = {name.lower() for name in held.files}
    present = [found for path in reading.signature_files(held) if (found := _NUMBERED.fullmatch(path))]
    last = max(present, key=lambda found: int(found[2]), default=None)
    name = asic.SIGNATURE_NAMES[form] if last is None else _following(last[0])
    while True:
        if name.lower() not in taken:
            yield name
        name = _following(name)


def _following(name: str) -> str:
    return _NUMBERED.sub(lambda found: f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}{found[3]}", name)
