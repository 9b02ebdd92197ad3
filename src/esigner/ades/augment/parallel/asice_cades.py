"""ASiC-E with CAdES: a further ASiCManifest and the signature over it, under the next free number.

Standard: EN 319 162-1, 4.4.4 and A.4.
"""

import re
from typing import Final

from esigner.ades.augment.media_types import data_files
from esigner.ades.containers import editing, reading
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import asice_cades, cades
from esigner.ades.create.asice_xades import check_unchanged
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData

_NUMBERED: Final = re.compile(
    r"META-INF/(?:ASiCManifest|[^/]*signature)[^/]*?(?<![0-9])([0-9]{1,9})\.(?:xml|p7s)", re.IGNORECASE
)


class AsiceCades:
    """A container of any number of files, each signature over a manifest of its own."""

    format = Format.ASICE_CADES

    def __init__(self, document: bytes, held: reading.Container) -> None:
        """Take the container as read."""
        self._document, self._held = document, held
        self.files = data_files(held)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over a manifest of every data file."""
        return asice_cades.prepare(wanted, names=_next_names(self._held))

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the container with one more manifest and signature.

        Raises:
            FilesChangedError: The names were taken meanwhile; the manifest names its signature.
        """
        check_unchanged(prepared, self.files)
        names = asice_cades.names_of(prepared)
        taken = {name.lower() for name in self._held.files}
        if names.manifest.lower() in taken or names.signature.lower() in taken:
            raise FilesChangedError(name=names.signature)
        manifest = asice_cades.manifest_of(prepared, self.files)
        signature = cades.signed_message(prepared, value, content=None, timestamp=timestamp, revocation=revocation)
        entries = {names.manifest: manifest.content, names.signature: signature}
        return editing.with_entries(self._document, entries, written_at=prepared.signed_at)


def _next_names(held: reading.Container) -> asice_cades.Names:
    numbers = [int(found[1]) for path in held.files if (found := _NUMBERED.fullmatch(path))]
    number = max(numbers, default=1) + 1
    return asice_cades.Names(f"META-INF/ASiCManifest{number:03}.xml", f"META-INF/signature{number:03}.p7s")
