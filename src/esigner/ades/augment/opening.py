"""Opening a document for augmentation: its signature files, and how each is put back into what holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from esigner.ades.augment.archive_manifest import ArchivedContainer
from esigner.ades.augment.cades import CadesFile
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.harm import check_unarchived
from esigner.ades.augment.jades import JadesFile
from esigner.ades.augment.signature_file import Archive, SignatureFile
from esigner.ades.augment.xades import XadesFile
from esigner.ades.containers import editing, reading
from esigner.ades.containers.files import DataFile
from esigner.ades.encoding.sniffing import Kind, sniff
from esigner.ades.rules import RefusedError, container_rules
from esigner.ades.rules.signature_rules import SIGNATURE_MALFORMED
from esigner.ades.validation import asice_cades, container
from esigner.ades.validation.candidate import Candidate
from esigner.asn1.errors import MalformedAsn1Error


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """The signature files of a document by their path; the path is empty where the signature is in no container."""

    document: bytes
    carriers: Mapping[str, SignatureFile]
    container: reading.Container | None = None

    @property
    def archived(self) -> frozenset[str]:
        """Paths that a manifest of the container's archive covers."""
        return asice_cades.archived(self.container) if self.container is not None else frozenset()

    def with_files(self, changed: Mapping[str, bytes], *, written_at: datetime) -> bytes:
        """Return the document with the changed signature files in their places; all else keeps its bytes.

        Raises:
            AugmentationRefusedError: One of them is covered by an archive manifest.
        """
        check_unarchived(changed, archived=self.archived)
        if "" in changed:
            return changed[""]
        return editing.with_entries(self.document, changed, written_at=written_at) if changed else self.document


def opened(document: bytes, *, detached: Sequence[DataFile], digest_algorithm: str) -> OpenedDocument:
    """Return the signature files.

    Args:
        document: Container, PDF, XML, CMS or JSON.
        detached: The files that a signature outside a container covers.
        digest_algorithm: Used by later archive timestamps.

    Raises:
        RefusedError: It cannot be read, or holds no signature.
    """
    kind = sniff(document)
    if kind is Kind.ZIP:
        return _of_container(document, digest_algorithm)
    if kind is Kind.PDF:
        from esigner.ades.augment.pades import PadesFile  # noqa: PLC0415  loads a PDF writer, half a second of work

        carrier: SignatureFile = PadesFile(document)
    elif kind is Kind.XML:
        files = {file.name: file.content for file in detached}
        carrier = XadesFile(document, files=files, in_container=False)
    elif kind is Kind.CMS:
        content = detached[0].content if len(detached) == 1 else None
        carrier = _cms(document, content=content, digest_algorithm=digest_algorithm)
    elif kind is Kind.JSON:
        carrier = JadesFile(document, files={file.name: file.content for file in detached})
    else:
        raise RefusedError(container_rules.FORMAT_NOT_SUPPORTED if kind is Kind.PEM else container_rules.FORMAT_UNKNOWN)
    if not carrier.candidates:
        raise RefusedError(container_rules.NO_SIGNATURE)
    return OpenedDocument(document, {"": carrier})


def _of_container(document: bytes, digest_algorithm: str) -> OpenedDocument:
    held = reading.read(document)
    if container.is_timestamped_only(held):
        return _archived(document, held, candidates=[container.timestamped(held)], digest_algorithm=digest_algorithm)
    found: dict[str, SignatureFile] = {}
    for path in container.signature_files(held):
        found[path] = XadesFile(held.files[path], files=held.others(path), in_container=True)
    for path in asice_cades.signature_files(held):
        content = asice_cades.signed_content(held, path)
        if content is None:
            raise AugmentationRefusedError(signature=path, reason="what it signs is missing")
        found[path] = _cms(held.files[path], content=content, digest_algorithm=digest_algorithm, name=path)
    if not any(carrier.candidates for carrier in found.values()):
        raise RefusedError(container_rules.NO_SIGNATURE)
    return OpenedDocument(document, found, container=held)


def archiving(held: OpenedDocument, *, digest_algorithm: str, archive: Archive) -> OpenedDocument:
    """Return the container as a whole where its archive is in manifests: additions go next to its files.

    Args:
        held: From `opened`.
        digest_algorithm: Used by the next manifest.
        archive: MANIFEST where its first archive timestamp is to use a manifest.
    """
    whole, covered = held.container, held.archived
    signatures = asice_cades.signature_files(whole) if whole is not None else []
    if whole is None or not (covered.intersection(signatures) or (archive is Archive.MANIFEST and signatures)):
        return held
    candidates = asice_cades.find(whole)
    if len(candidates) != sum(len(carrier.candidates) for carrier in held.carriers.values()):
        return held
    return _archived(held.document, whole, candidates=candidates, digest_algorithm=digest_algorithm)


def _archived(
    document: bytes, held: reading.Container, *, candidates: Sequence[Candidate], digest_algorithm: str
) -> OpenedDocument:
    """Return the container as a whole: additions go next to its files, not into them."""
    carrier = ArchivedContainer(document, held, candidates=candidates, digest_algorithm=digest_algorithm)
    return OpenedDocument(document, {"": carrier})


def _cms(encoded: bytes, *, content: bytes | None, digest_algorithm: str, name: str = "") -> CadesFile:
    try:
        return CadesFile(encoded, content=content, digest_algorithm=digest_algorithm, name=name)
    except MalformedAsn1Error as error:
        raise RefusedError(SIGNATURE_MALFORMED if name else container_rules.FORMAT_UNKNOWN, name) from error
