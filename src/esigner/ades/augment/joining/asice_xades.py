"""ASiC-E with XAdES: a further signature file under the next free name; no entry that is there changes by a byte.

Standard: EN 319 162-1, 4.4.3.
"""

import re
from collections.abc import Iterator
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

_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})(\.xml)", re.IGNORECASE)


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
        name = next(self.free_names())
        return edit.with_entries(self._document, {name: signature}, written_at=prepared.signed_at, held=self._held)

    def free_names(self) -> Iterator[str]:
        """Give names for signatures without end: those after the last one, in the spelling of those that are there."""
        taken = {name.lower() for name in self._held.files}
        present = [found for path in reading.signature_files(self._held) if (found := _NUMBERED.fullmatch(path))]
        last = max(present, key=lambda found: int(found[2]), default=None)
        name = asic.SIGNATURE_NAMES[self.format] if last is None else _following(last[0])
        while True:
            if name.lower() not in taken:
                yield name
            name = _following(name)


def _following(name: str) -> str:
    return _NUMBERED.sub(lambda found: f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}{found[3]}", name)
