"""ASiC-S with XAdES: a further ds:Signature in the one signature file, inserted as text.

It is in exclusive canonical form, so it stays the same in any scope of the file.
Standard: EN 319 162-1, 4.3.
"""

from collections.abc import Mapping

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.harm import check_none_worse, check_unarchived
from esigner.ades.augment.media_types import data_files
from esigner.ades.augment.xades import XadesFile
from esigner.ades.augment.xml_places import end_of_root
from esigner.ades.containers import editing, reading
from esigner.ades.containers.files import DataFile
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.create.xades import standalone
from esigner.ades.encoding.formats import Format, Packaging, Shape
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import asice_cades


class AsicsXades:
    """A container of one file and one file of signatures."""

    format = Format.XADES
    """As a detached signature, next to the data file."""

    def __init__(self, document: bytes, held: reading.Container, path: str) -> None:
        """Take the container as read, and the path of its signatures.

        Raises:
            AugmentationRefusedError: They are covered by an archive manifest.
        """
        check_unarchived([path], archived=asice_cades.archived(held))
        self._document, self._path = document, path
        others = {name: content for name, content in held.files.items() if name != path}
        self._file = XadesFile(held.files[path], files=others, in_container=True)
        signed = {name: media for one in self._file.candidates for name, media in one.media_types.items()}
        self.files = tuple(_typed(file, signed) for file in data_files(held))
        self._others = others

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over the one file."""
        return standalone.prepare(wanted._replace(shape=Shape(packaging=Packaging.DETACHED)))

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the container with one more signature in its signature file.

        Raises:
            AugmentationRefusedError: The file is not a list of signatures, or one of them would no longer be valid.
        """
        standalone.check_unchanged(prepared, self.files)
        signature = standalone.signature(prepared, value, timestamp=timestamp, revocation=revocation)
        content, place = self._file.content, end_of_root(self._file.content)
        if place is None:
            raise AugmentationRefusedError(signature=self._path, reason="its root is a signature itself")
        new = content[:place] + signature.encode("ascii", "xmlcharrefreplace") + content[place:]
        after = XadesFile(new, files=self._others, in_container=True)
        check_none_worse(self._file.candidates, after.candidates[: len(self._file.candidates)])
        return editing.with_entries(self._document, {self._path: new}, written_at=prepared.signed_at)


def _typed(file: DataFile, signed: Mapping[str, str]) -> DataFile:
    """Return the file with its signed media type, if there is one."""
    return DataFile(file.name, signed.get(file.name) or file.media_type, file.content)
