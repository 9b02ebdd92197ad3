"""Containers whose archive is in manifests: each further timestamp covers a manifest of everything before it.

This applies to ASiC-S with timestamps alone, and to CAdES where requested (`Archive.MANIFEST`) or where other software
began it: signatures that a manifest covers must not change.

The newest manifest is META-INF/ASiCArchiveManifest.xml; the one that was there before gets a number and is named by the
new one as its Rootfile. Material on a timestamp's unit goes into the token itself, as long as no manifest covers it.
Standard: EN 319 162-1 (ASiCArchiveManifest), written as EU DSS and digidoc4j do.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final

from esigner.ades import timestamps
from esigner.ades.augment import cms_places, outstanding
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.media_types import data_files
from esigner.ades.augment.signature_file import Stage
from esigner.ades.containers import editing, reading
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.markup import ASIC_NAMESPACE, DS_NAMESPACE, attribute, uri
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import asice_cades
from esigner.ades.validation.candidate import Candidate

_NEWEST: Final = "META-INF/ASiCArchiveManifest.xml"
_ARCHIVE: Final = "ASiCArchiveManifest"
_SIGNATURE_TYPE: Final = "application/pkcs7-signature"
_STAMP_TYPE: Final = "application/vnd.etsi.timestamp-token"
_NAME: Final = re.compile(r"META-INF/timestamp([0-9]{0,9})\.tst")


class ArchivedContainer:
    """The whole container."""

    def __init__(
        self, document: bytes, held: reading.Container, *, candidates: Sequence[Candidate], digest_algorithm: str
    ) -> None:
        """Take the container as read; the digest algorithm is for the next manifest."""
        self.content = document
        self.candidates: Sequence[Candidate] = candidates
        self._held = held
        self._algorithm = digest_algorithm
        self._tokens = [path for path in held.files if _NAME.fullmatch(path)]

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the manifest to be stamped.

        Raises:
            AugmentationRefusedError: A signature has no timestamp of its own yet.
        """
        if targets and stage is Stage.TIMESTAMP:
            raise self._unripe(targets)
        return [self._manifest()] if targets else []

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the container with the manifest and the timestamp over it, dated by the timestamp."""
        del stage, targets
        (token,) = tokens
        entries = {_NEWEST: self._manifest(), self._next_token(): token}
        before = self._held.files.get(_NEWEST)
        if before is not None:
            entries[self._numbered()] = before
        return editing.with_entries(self.content, entries, written_at=timestamps.read(token).gen_time)

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the container with the material in its last token.

        Raises:
            AugmentationRefusedError: Not exactly one token is outside every manifest, or a signature lacks its own.
        """
        if not all(outstanding.proves_signer(self.candidates[n]) for n in targets):
            raise self._unripe(targets)
        covered = asice_cades.archived(self._held)
        free = [path for path in self._tokens if path not in covered]
        if len(free) != 1:
            raise AugmentationRefusedError(
                signature=", ".join(free), reason=f"{len(free)} timestamps that no manifest covers"
            )
        token = cms_places.grown(self._held.files[free[0]], material=revocation)
        written_at = timestamps.read(token).gen_time
        return editing.with_entries(self.content, {free[0]: token}, written_at=written_at)

    def _unripe(self, targets: Sequence[int]) -> AugmentationRefusedError:
        names = ", ".join(self.candidates[n].id for n in targets)
        return AugmentationRefusedError(signature=names, reason="only signatures of level LT join an archive")

    def _manifest(self) -> bytes:
        rows = "".join(self._rows())
        signature = f'<asic:SigReference URI="{self._next_token()}" MimeType="{_STAMP_TYPE}"></asic:SigReference>'
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<asic:ASiCManifest xmlns:asic="{ASIC_NAMESPACE}" xmlns:ds="{DS_NAMESPACE}">'
            f"{signature}{rows}</asic:ASiCManifest>\n"
        ).encode()

    def _rows(self) -> Iterator[str]:
        files = self._held.files
        for path in self._tokens:
            yield self._row(path, files[path], media_type=_STAMP_TYPE)
        for path in asice_cades.signature_files(self._held):
            yield self._row(path, files[path], media_type=_SIGNATURE_TYPE)
        manifests = asice_cades.manifest_files(self._held)
        root = max(
            (path for path in manifests if _ARCHIVE in path), key=lambda path: (path == _NEWEST, path), default=""
        )
        for path in manifests:
            name = self._numbered() if path == _NEWEST else path
            more = ' Rootfile="true"' if path == root else ""
            yield self._row(name, files[path], media_type="text/xml", more=more)
        for file in data_files(self._held):
            yield self._row(file.name, file.content, media_type=file.media_type)

    def _row(self, path: str, content: bytes, *, media_type: str, more: str = "") -> str:
        digest = digest_named(self._algorithm)
        return (
            f'<asic:DataObjectReference URI="{uri(path)}" MimeType="{attribute(media_type)}"{more}>'
            f'<ds:DigestMethod Algorithm="{digest.xml_uri}"></ds:DigestMethod>'
            f"<ds:DigestValue>{b64encode(digest.digest(content)).decode()}</ds:DigestValue></asic:DataObjectReference>"
        )

    def _next_token(self) -> str:
        numbers = [int(found[1] or 1) for path in self._tokens if (found := _NAME.fullmatch(path))]
        return f"META-INF/timestamp{max(numbers, default=0) + 1:03}.tst"

    def _numbered(self) -> str:
        """Return the name that the currently newest manifest gets."""
        number = 1
        while (name := f"META-INF/ASiCArchiveManifest{number:03}.xml") in self._held.files:
            number += 1
        return name
