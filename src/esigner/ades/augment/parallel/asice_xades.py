"""ASiC-E with XAdES: a further signature file under the next free name; no existing entry changes.

Standard: EN 319 162-1, 4.4.3.
"""

import re
from collections.abc import Iterator
from typing import Final

from esigner.ades.augment.media_types import data_files
from esigner.ades.containers import editing, reading
from esigner.ades.create import asice_xades
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.format_table import signature_path
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.container import signature_files

_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,9})(\.xml)", re.IGNORECASE)


class AsiceXades:
    """A container of any number of files."""

    def __init__(self, document: bytes, held: reading.Container) -> None:
        """Take the container as read."""
        self._document, self._held = document, held
        names = [path.rsplit("/", 1)[-1] for path in signature_files(held)]
        self.format = Format.EDOC if any(name.startswith("edoc-") for name in names) else Format.ASICE
        self.files = data_files(held)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over every data file."""
        return asice_xades.prepare(wanted)

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the container with one more signature file."""
        asice_xades.check_unchanged(prepared, self.files)
        signature = asice_xades.signature_xml(prepared, value, timestamp=timestamp, revocation=revocation)
        name = next(self.free_names())
        return editing.with_entries(self._document, {name: signature}, written_at=prepared.signed_at, held=self._held)

    def free_names(self) -> Iterator[str]:
        """Yield names for further signatures, after the last one, spelled like the existing ones."""
        taken = {name.lower() for name in self._held.files}
        present = [found for path in signature_files(self._held) if (found := _NUMBERED.fullmatch(path))]
        last = max(present, key=lambda found: int(found[2]), default=None)
        name = signature_path(self.format) if last is None else _following(last[0])
        while True:
            if name.lower() not in taken:
                yield name
            name = _following(name)


def _following(name: str) -> str:
    return _NUMBERED.sub(lambda found: f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}{found[3]}", name)
