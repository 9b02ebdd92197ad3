"""ASiC-E with CAdES: a further ASiCManifest and the signature over it, under the next free number.

Standard: EN 319 162-1, 4.4.4 and A.4.
"""

import re
from typing import Final

from esigner.ades.asic import cades as asic
from esigner.ades.asic import edit, read
from esigner.ades.asic.signature import check_unchanged
from esigner.ades.augment.media_types import data_files
from esigner.ades.cades import signature as cades
from esigner.ades.errors import FilesChangedError
from esigner.ades.format import Format
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.values import SignatureValue
from esigner.ades.wanted import Wanted

_NUMBERED: Final = re.compile(
    r"META-INF/(?:ASiCManifest|[^/]*signature)[^/]*?(?<![0-9])([0-9]{1,9})\.(?:xml|p7s)", re.IGNORECASE
)


class AsiceCades:
    """A container of any number of files, each signature over a manifest of its own."""

    format = Format.ASICE_CADES

    def __init__(self, document: bytes, held: read.Container) -> None:
        """Take the container as it was read."""
        self._document, self._held = document, held
        self.files = data_files(held)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Give a signature over a manifest of every data file."""
        return asic.prepare(wanted, names=_next_names(self._held))

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: Revocation | None
    ) -> bytes:
        """Give the container with a manifest and a signature more.

        Raises:
            FilesChangedError: Another took the names meanwhile; the manifest names its signature.
        """
        check_unchanged(prepared, self.files)
        names = asic.names_of(prepared)
        taken = {name.lower() for name in self._held.files}
        if names.manifest.lower() in taken or names.signature.lower() in taken:
            raise FilesChangedError(name=names.signature)
        manifest = asic.manifest_of(prepared, self.files)
        signature = cades.signature(prepared, value, content=None, timestamp=timestamp, revocation=revocation)
        entries = {names.manifest: manifest.content, names.signature: signature}
        return edit.with_entries(self._document, entries, written_at=prepared.signed_at)


def _next_names(held: read.Container) -> asic.Names:
    numbers = [int(found[1]) for path in held.files if (found := _NUMBERED.fullmatch(path))]
    number = max(numbers, default=1) + 1
    return asic.Names(f"META-INF/ASiCManifest{number:03}.xml", f"META-INF/signature{number:03}.p7s")
