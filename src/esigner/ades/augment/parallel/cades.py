"""CMS, alone or in ASiC-S: a further SignerInfo next to the existing ones.

Standard: RFC 5652, 5.1; EN 319 162-1, 4.3.
"""

from collections.abc import Sequence
from typing import Final

from esigner.ades.augment import cms_places
from esigner.ades.augment.cades import CadesFile
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.harm import check_none_worse, check_unarchived
from esigner.ades.containers import editing, reading
from esigner.ades.containers.files import DataFile
from esigner.ades.create.cades import message, signature
from esigner.ades.create.cades.attributes import MIME_TYPE
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.formats import Format
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import asice_cades
from esigner.cms.oids import DATA
from esigner.pkix.encoding import encoded_certificate

_UNKNOWN: Final = "application/octet-stream"


class Cms:
    """A CMS outside a container; its data is inside, or in one separate file."""

    format = Format.CADES

    def __init__(self, document: bytes, *, detached: Sequence[DataFile], name: str = "signature") -> None:
        """Read it.

        Raises:
            AugmentationRefusedError: The signed data is missing, or nothing can be added any more.
        """
        content = detached[0].content if len(detached) == 1 else None
        self._file = CadesFile(document, content=content, digest_algorithm="SHA256", name=name)
        self._content, data = content, self._file.data
        if data is None:
            raise AugmentationRefusedError(signature=name, reason="the signed data is missing")
        if self._file.signed.content_type != DATA:
            raise AugmentationRefusedError(signature=name, reason="the signed data is of another content type")
        self._file.refuse_old_archive()
        file_name = detached[0].name if content is not None else name
        self.files = (DataFile(file_name, self._media_type(), data),)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over the data."""
        return signature.over(wanted, self.files[0], parts={})

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the CMS with one more SignerInfo.

        Raises:
            AugmentationRefusedError: An existing signature would no longer be valid.
        """
        signature.check_content(prepared, self.files[0])
        signed = signature.signed(prepared, value, timestamp=timestamp, revocation=revocation)
        new = cms_places.grown(
            self._file.content,
            digests=[signed.algorithm.digest.identifier_der],
            certificates=[encoded_certificate(one) for one in (prepared.signer, *prepared.chain)],
            material=() if revocation is None else (revocation,),
            signers=[message.signer_info(signed)],
        )
        after = CadesFile(new, content=self._content, digest_algorithm="SHA256")
        check_none_worse(self._file.candidates, after.candidates[: len(self._file.candidates)])
        return new

    def _media_type(self) -> str:
        """Return the type that a signer claimed."""
        claimed = [node.content for signer in self._file.signed.signers for node in signer.signed.get(MIME_TYPE, ())]
        return claimed[0].decode("utf-8", "replace") if claimed else _UNKNOWN


class CmsInContainer(Cms):
    """The CMS of an ASiC-S, over its one file."""

    format = Format.ASICS_CADES

    def __init__(self, document: bytes, held: reading.Container, path: str) -> None:
        """Take the container as read, and the path of its signatures.

        Raises:
            AugmentationRefusedError: They are covered by an archive manifest.
        """
        check_unarchived([path], archived=asice_cades.archived(held))
        ((name, content),) = held.data_files.items()
        super().__init__(held.files[path], detached=[DataFile(name, _UNKNOWN, content)], name=path)
        self._document, self._path = document, path

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the container with the CMS in its place."""
        new = super().joined(prepared, value, timestamp=timestamp, revocation=revocation)
        return editing.with_entries(self._document, {self._path: new}, written_at=prepared.signed_at)
