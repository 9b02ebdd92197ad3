"""One more signature in a container that stands, ours or another's; no entry that is there changes by a byte.

1. `data_files` gives what the new signature must be over: every data file, with the media types of the manifest.
2. `creation.prepare` with these files and `format_of`, then the value, timestamp and revocation as for a new container.
3. `add` gives the container with one signature more, under the next free name.

A PDF needs none of this: `creation` adds its signature to a signed PDF as to any other.
Standard: EN 319 162-1, 4.4.
"""

import re
from collections.abc import Iterable
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
_NUMBERED: Final = re.compile(r"(.*?)([0-9]+)(\.xml)", re.IGNORECASE)


def format_of(container: bytes) -> Format:
    """Give the format that a further signature in this container has.

    Raises:
        RefusedError: The container cannot be read.
        ContainerNotJoinableError: A container of a kind that holds one signature file only, or signatures of CAdES.
    """
    held = read.read(container)
    if held.mimetype not in (reading.ASIC_E, None) or asic_cades.signature_files(held):
        raise ContainerNotJoinableError(media_type=held.mimetype)
    names = [path.rsplit("/", 1)[-1] for path in reading.signature_files(held)]
    return Format.EDOC if any(name.startswith("edoc-") for name in names) else Format.ASICE


def data_files(container: bytes) -> tuple[DataFile, ...]:
    """Give the data files in their order; the same objects go into `prepare`."""
    held = read.read(container)
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
    form = format_of(container)
    asic.check_unchanged(prepared, data_files(container))
    checked = check_value(prepared, value)
    signature = asic.signature_xml(prepared, checked, timestamp=timestamp, revocation=revocation)
    name = _next_name(read.read(container), form)
    return edit.with_entries(container, {name: signature}, written_at=prepared.signed_at)


def _media_types(held: read.Container) -> dict[str, str]:
    content = held.files.get(MANIFEST)
    if content is None:
        return {}
    try:
        entries = xml.parse(content).iter(_MANIFEST_ENTRY)
        return {entry.get(_PATH, ""): entry.get(_MEDIA_TYPE, "") for entry in entries}
    except RefusedError:
        return {}


def _next_name(held: read.Container, form: Format) -> str:
    """Give the name after the last one, in the spelling of those that are there."""
    taken = {name.lower() for name in held.files}
    present = [found for path in reading.signature_files(held) if (found := _NUMBERED.fullmatch(path))]
    if not present:
        return _first_free(asic.SIGNATURE_NAMES[form], taken)
    last = max(present, key=lambda found: int(found[2]))
    number = str(int(last[2]) + 1).rjust(len(last[2]), "0")
    return _first_free(f"{last[1]}{number}{last[3]}", taken)


def _first_free(name: str, taken: Iterable[str]) -> str:
    found = _NUMBERED.fullmatch(name)
    while found and name.lower() in taken:
        name = f"{found[1]}{int(found[2]) + 1}{found[3]}"
        found = _NUMBERED.fullmatch(name)
    return name
