"""Opening a document for augmentation: its signature files, and how each is put back into what holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from esigner.ades.asic import edit, read
from esigner.ades.augment.archived import ArchivedContainer
from esigner.ades.augment.cades import CadesFile
from esigner.ades.augment.carrier import Archive, Carrier
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.harm import check_unarchived
from esigner.ades.augment.jades import JadesFile
from esigner.ades.augment.xades import XadesFile
from esigner.ades.files import DataFile
from esigner.ades.kinds import Kind, sniff
from esigner.ades.rules import RefusedError
from esigner.ades.rules import container as rules
from esigner.ades.rules.signature import SIGNATURE_MALFORMED
from esigner.ades.validation import asic_cades, container
from esigner.ades.validation.candidate import Candidate
from esigner.asn1.errors import MalformedAsn1Error


@dataclass(frozen=True, slots=True)
class Held:
    """The signature files of a document by their path; the path is empty where no container holds the signature."""

    document: bytes
    carriers: Mapping[str, Carrier]
    container: read.Container | None = None

    @property
    def archived(self) -> frozenset[str]:
        """Paths that a manifest of the container's archive covers."""
        return asic_cades.archived(self.container) if self.container is not None else frozenset()

    def with_files(self, changed: Mapping[str, bytes], *, written_at: datetime) -> bytes:
        """Give the document with the changed signature files in their places; all else keeps its bytes.

        Raises:
            AugmentationRefusedError: One of them is archived as it is.
        """
        check_unarchived(changed, archived=self.archived)
        if "" in changed:
            return changed[""]
        return edit.with_entries(self.document, changed, written_at=written_at) if changed else self.document


def opened(document: bytes, *, detached: Sequence[DataFile], digest_algorithm: str) -> Held:
    """Give the signature files.

    Args:
        document: Container, PDF, XML, CMS or JSON.
        detached: The files that a signature outside a container covers.
        digest_algorithm: Of archive timestamps to come.

    Raises:
        RefusedError: It cannot be read, or holds no signature.
    """
    kind = sniff(document)
    if kind is Kind.ZIP:
        return _of_container(document, digest_algorithm)
    if kind is Kind.PDF:
        from esigner.ades.augment.pades import PadesFile  # noqa: PLC0415  loads a PDF writer, half a second of work

        carrier: Carrier = PadesFile(document)
    elif kind is Kind.XML:
        files = {file.name: file.content for file in detached}
        carrier = XadesFile(document, files=files, in_container=False)
    elif kind is Kind.CMS:
        content = detached[0].content if len(detached) == 1 else None
        carrier = _cms(document, content=content, digest_algorithm=digest_algorithm)
    elif kind is Kind.JSON:
        carrier = JadesFile(document, files={file.name: file.content for file in detached})
    else:
        raise RefusedError(rules.FORMAT_NOT_SUPPORTED if kind is Kind.PEM else rules.FORMAT_UNKNOWN)
    if not carrier.candidates:
        raise RefusedError(rules.NO_SIGNATURE)
    return Held(document, {"": carrier})


def _of_container(document: bytes, digest_algorithm: str) -> Held:
    held = read.read(document)
    if container.is_timestamped_only(held):
        return _archived(document, held, candidates=[container.timestamped(held)], digest_algorithm=digest_algorithm)
    found: dict[str, Carrier] = {}
    for path in container.signature_files(held):
        found[path] = XadesFile(held.files[path], files=held.others(path), in_container=True)
    for path in asic_cades.signature_files(held):
        content = asic_cades.signed_content(held, path)
        if content is None:
            raise AugmentationRefusedError(signature=path, reason="what it signs is missing")
        found[path] = _cms(held.files[path], content=content, digest_algorithm=digest_algorithm, name=path)
    if not any(carrier.candidates for carrier in found.values()):
        raise RefusedError(rules.NO_SIGNATURE)
    return Held(document, found, container=held)


def archiving(held: Held, *, digest_algorithm: str, archive: Archive) -> Held:
    """Give the container as a whole where its archive is in manifests: what is to come goes beside its files.

    Args:
        held: From `opened`.
        digest_algorithm: Of the manifest to come.
        archive: MANIFEST where a manifest is to be its first.
    """
    whole, covered = held.container, held.archived
    signatures = asic_cades.signature_files(whole) if whole is not None else []
    if whole is None or not (covered.intersection(signatures) or (archive is Archive.MANIFEST and signatures)):
        return held
    candidates = asic_cades.find(whole)
    if len(candidates) != sum(len(carrier.candidates) for carrier in held.carriers.values()):
        return held
    return _archived(held.document, whole, candidates=candidates, digest_algorithm=digest_algorithm)


def _archived(document: bytes, held: read.Container, *, candidates: Sequence[Candidate], digest_algorithm: str) -> Held:
    """Give the container as a whole: what is to come goes beside its files, not into them."""
    carrier = ArchivedContainer(document, held, candidates=candidates, digest_algorithm=digest_algorithm)
    return Held(document, {"": carrier})


def _cms(encoded: bytes, *, content: bytes | None, digest_algorithm: str, name: str = "") -> CadesFile:
    try:
        return CadesFile(encoded, content=content, digest_algorithm=digest_algorithm, name=name)
    except MalformedAsn1Error as error:
        raise RefusedError(SIGNATURE_MALFORMED if name else rules.FORMAT_UNKNOWN, name) from error
