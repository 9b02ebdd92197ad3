"""ASiC-E with XAdES: a further signature file under the next free name; no entry that is there changes by a byte.

Standard: EN 319 162-1, 4.4.3.
"""

import re
from collections.abc import Iterable
from typing import Final

from esigner.ades.asic import edit, read
from esigner.ades.asic import signature as asic
from esigner.ades.augment.media_types import data_files
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.validation import container as reading
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted

_NUMBERED: Final = re.compile(r"(.*?)([0-9]+)(\.xml)", re.IGNORECASE)


class AsiceXades:
    """A container of any number of files."""

    def __init__(self, document: bytes, held: read.Container) -> None:
        """Take the container as it was read."""
        self._document, self._held = document, held
        names = [path.rsplit("/", 1)[-1] for path in reading.signature_files(held)]
        self.format = Format.EDOC if any(name.startswith("edoc-") for name in names) else Format.ASICE
        self.files = data_files(held)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Give a signature over every data file."""
        return asic.prepare(wanted)

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: Revocation | None
    ) -> bytes:
        """Give the container with one signature file more."""
        asic.check_unchanged(prepared, self.files)
        signature = asic.signature_xml(prepared, value, timestamp=timestamp, revocation=revocation)
        name = _next_name(self._held, self.format)
        return edit.with_entries(self._document, {name: signature}, written_at=prepared.signed_at)


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
