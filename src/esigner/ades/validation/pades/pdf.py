"""pyHanko's findings about a PDF: its structure, and changes after signing; with our rules in addition.

pyHanko judges neither cryptography nor trust here. Its exceptions are not verdicts: the field is then `UNKNOWN`.
Where the signature covers the file to its end there is nothing to compare, and it is not used.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from esigner.ades.encoding.pdf.fields import check_tree
from esigner.ades.encoding.pdf.reader import PdfReader
from esigner.ades.rules import RefusedError, container_rules, signature_rules
from esigner.ades.validation.pades.coverage import covered_revision
from esigner.ades.validation.pades.differences import ANNOTATED_DIFFERENCES, DIFFERENCES
from esigner.ades.validation.pades.undefined import take_for_null, written_later
from esigner.bounds import WorkLimitExceededError, spend

_HARMLESS: Final = frozenset({ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING})
_TIMESTAMP_FILTER: Final = "/ETSI.RFC3161"
_OBJECTS_AT_MOST: Final = 2000
_FIELDS_AT_MOST: Final = 2000
"""Signatures and document timestamps; each one except the last requires comparing the whole file."""
_ENOUGH: Final = (WorkLimitExceededError, MemoryError)
"""Exceptions not caused by a field or a store, which end the judgement of the whole file."""
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


class Change(StrEnum):
    """Changes to the document after this signature."""

    NONE = "none"
    HARMLESS = "harmless"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A signature or document timestamp in the PDF."""

    name: str
    contents: bytes
    byte_range: tuple[int, ...]
    subfilter: str
    change: Change
    reason: str = ""

    @property
    def is_timestamp(self) -> bool:
        """Whether this is a document timestamp."""
        return self.subfilter == _TIMESTAMP_FILTER


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """The signatures in a PDF."""

    fields: tuple[Field, ...]
    certificates: tuple[bytes, ...] = ()
    ocsp_responses: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


def read(document: bytes) -> Pdf:
    """Return the signatures and the security store.

    Raises:
        RefusedError: PDF_UNREADABLE, PDF_ENCRYPTED, PDF_FORM_MALFORMED, SIGNATURES_TOO_MANY.
    """
    try:
        reader = _opened(document)
        check_tree(reader.root)
        found = list(islice(enumerate_sig_fields(reader, filled_status=True), _FIELDS_AT_MOST + 1))
    except (RefusedError, *_ENOUGH):
        raise
    except Exception as error:
        raise RefusedError(signature_rules.PDF_UNREADABLE, f"{type(error).__name__}: {str(error)[:120]}") from error
    if len(found) > _FIELDS_AT_MOST:
        raise RefusedError(container_rules.SIGNATURES_TOO_MANY, f"more than {_FIELDS_AT_MOST} fields")
    # A name from pyHanko keeps a reference to the whole document.
    fields = tuple(_field(reader, str(name), value, reference, size=len(document)) for name, value, reference in found)
    return Pdf(
        fields=fields,
        certificates=_store(reader, "/Certs"),
        ocsp_responses=_store(reader, "/OCSPs"),
        crls=_store(reader, "/CRLs"),
    )


def holds_store(document: bytes) -> bool:
    """Return whether a revision of a PDF holds a security store with revocation material."""
    try:
        store = _opened(document).root["/DSS"]
        return any(len(store[key]) > 0 for key in ("/OCSPs", "/CRLs") if key in store)
    except _ENOUGH:
        raise
    except Exception:  # noqa: BLE001 - no store, or none that can be read
        return False


def _opened(document: bytes) -> PdfFileReader:
    reader = PdfReader(document)
    if reader.encrypted and reader.decrypt(b"").status is AuthStatus.FAILED:
        raise RefusedError(signature_rules.PDF_ENCRYPTED)
    take_for_null(reader)
    return reader


def _field(reader: PdfFileReader, name: str, value: Any, reference: Any, *, size: int) -> Field:  # noqa: ANN401  PDF objects
    try:
        dictionary = _resolved(value)
        contents: Any = dictionary.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
        contents = contents.raw_object if isinstance(contents, generic.DecryptedObjectProxy) else contents
        byte_range = tuple(int(n) for n in dictionary["/ByteRange"])
        subfilter = str(dictionary["/SubFilter"])
    except _ENOUGH:
        raise
    except Exception as error:  # noqa: BLE001 - a broken field is reported as one, the others are still judged
        return Field(
            name=name, contents=b"", byte_range=(), subfilter="", change=Change.UNKNOWN, reason=type(error).__name__
        )
    if sum(byte_range[2:]) == size:
        change, reason = Change.NONE, ""
    else:
        change, reason = _change(reader, reference, name)
    return Field(
        name=name,
        contents=bytes(contents),
        byte_range=byte_range,
        subfilter=subfilter,
        change=change,
        reason=reason,
    )


def _change(reader: PdfFileReader, reference: Any, name: str) -> tuple[Change, str]:  # noqa: ANN401  as above
    try:
        spend(300)
        return _compared(reader, EmbeddedPdfSignature(reader, reference.get_object(), name))
    except _ENOUGH:
        raise
    except Exception as error:  # noqa: BLE001 - an exception is never a verdict
        return Change.UNKNOWN, f"{type(error).__name__}: {str(error)[:120]}"


def _compared(reader: PdfFileReader, embedded: Any) -> tuple[Change, str]:  # noqa: ANN401  as above
    """Get the coverage from pyHanko and, where the file continues after the signature, the differences."""
    coverage = embedded.evaluate_signature_coverage()
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Change.NONE, ""
    if coverage is SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START:
        end = sum(int(number) for number in list(embedded.byte_range)[2:])
        covered = covered_revision(reader, reader.stream.getvalue(), end=end)
        if covered is not None and embedded.signed_revision <= covered:
            embedded.signed_revision, coverage = covered, SignatureCoverageLevel.ENTIRE_REVISION
    if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
        return Change.FORBIDDEN, coverage.name
    if late := written_later(reader, embedded.signed_revision):
        return Change.FORBIDDEN, f"objects that were referred to before they were written: {sorted(late)[:5]}"
    permission = embedded.docmdp_level
    may_annotate = permission is MDPPerm.ANNOTATE
    embedded.compute_integrity_info(diff_policy=ANNOTATED_DIFFERENCES if may_annotate else DIFFERENCES)
    result = embedded.diff_result
    if not isinstance(result, DiffResult):
        return Change.FORBIDDEN, str(result)[:200]
    level = result.modification_level
    harmless = _HARMLESS | {ModificationLevel.ANNOTATIONS} if may_annotate else _HARMLESS
    if level not in harmless or (permission is MDPPerm.NO_CHANGES and level is ModificationLevel.FORM_FILLING):
        return Change.FORBIDDEN, level.name
    return (Change.NONE if level is ModificationLevel.NONE else Change.HARMLESS), level.name


def _store(reader: PdfFileReader, key: str) -> tuple[bytes, ...]:
    try:
        return tuple(_streams(reader.root["/DSS"][key]))
    except _ENOUGH:
        raise
    except Exception:  # noqa: BLE001 - no store, or a broken one: there is no such material
        return ()


def _streams(items: Iterable[Any]) -> Iterator[bytes]:
    for number, item in enumerate(items):
        stream = _resolved(item)
        if isinstance(stream, generic.StreamObject) and number < _OBJECTS_AT_MOST:
            yield bytes(stream.data)


def _resolved(item: Any) -> Any:  # noqa: ANN401  PDF objects
    reference: Any = item
    return reference.get_object() if isinstance(item, generic.IndirectObject) else item
