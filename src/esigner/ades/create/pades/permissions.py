"""What earlier signers of a PDF allow: the author's DocMDP, others' locks, conditions of an empty field.

Standard: ISO 32000-1, 12.8.2.2 (DocMDP), 12.8.2.4 (FieldMDP), 12.7.4.5 (lock and seed value dictionaries).
"""

from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import FormFillingError
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, enumerate_sig_fields

from esigner.ades.create.errors import PdfLockedError
from esigner.ades.create.layout import Certification
from esigner.ades.create.pades.errors import (
    PdfCertificationError,
    PdfDynamicFormError,
    PdfFieldConditionsError,
    PdfFieldFilledError,
    PdfFieldLockedError,
    PdfFieldMissingError,
    PdfFieldOtherKindError,
    PdfNewFieldError,
)

_NO_CHANGES: Final = 1
_DOC_MDP: Final = "/DocMDP"
_FIELD_MDP: Final = "/FieldMDP"


def check_unlocked(writer: IncrementalPdfFileWriter, *, field: str) -> None:
    """Refuse changes to a document or field that an earlier signer locked; and XFA.

    Raises:
        PdfDynamicFormError: A program in it produces the displayed content.
        PdfLockedError: The document is locked.
        PdfFieldLockedError: The field is locked.
    """
    if _resolved(_root(writer).get("/NeedsRendering")):
        raise PdfDynamicFormError
    if is_locked(writer):
        raise PdfLockedError
    locks = (parameters for method, parameters in _transforms(writer) if method == _FIELD_MDP)
    if any(FieldMDPSpec.from_pdf_object(lock).is_locked(field) for lock in locks):
        raise PdfFieldLockedError(field=field)


def is_locked(writer: IncrementalPdfFileWriter) -> bool:
    """Return whether an earlier signer allows only archive timestamps and what they need."""
    levels = (_resolved(parameters.get("/P", 2)) for method, parameters in _transforms(writer) if method == _DOC_MDP)
    return any(int(level) == _NO_CHANGES for level in levels)


def check_new_visible_field(writer: IncrementalPdfFileWriter) -> None:
    """Refuse a new visible field in a certified document: it could cover certified content.

    Raises:
        PdfNewFieldError: It is certified.
    """
    if any(method == _DOC_MDP for method, _ in _transforms(writer)):
        raise PdfNewFieldError


def _transforms(writer: IncrementalPdfFileWriter) -> Iterator[tuple[str, Any]]:
    """Return the method and parameters of every restriction by earlier signers."""
    author = _resolved(_resolved(_root(writer).get("/Perms", {})).get("/DocMDP", {}))
    filled = [(_resolved(value), _resolved(holder)) for _, value, holder in enumerate_sig_fields(writer, True)]
    # The catalog names the author's signature; it counts even if no field refers to it.
    for signature, holder in [(author, {}), *filled]:
        for reference in _resolved(signature.get("/Reference", ())):
            transform = _resolved(reference)
            yield str(transform.get("/TransformMethod", "")), _resolved(transform.get("/TransformParams", {}))
        lock = _resolved(holder.get("/Lock", {}))
        if "/P" in lock:
            yield _DOC_MDP, lock


def check_first(writer: IncrementalPdfFileWriter, certification: Certification | None) -> None:
    """Refuse to certify a document that is signed already.

    Raises:
        PdfCertificationError: It is.
    """
    if certification is not None and next(enumerate_sig_fields(writer, filled_status=True), None) is not None:
        raise PdfCertificationError


def empty_field(writer: IncrementalPdfFileWriter, name: str) -> Any:  # noqa: ANN401  a PDF dictionary
    """Return the empty signature field of that name.

    Raises:
        PdfFieldMissingError: There is none.
        PdfFieldOtherKindError: It is a field of another kind.
        PdfFieldFilledError: It is already signed.
        PdfFieldConditionsError: It sets conditions that are not checked here.
    """
    try:
        found = next(enumerate_sig_fields(writer, with_name=name), None)
    except FormFillingError as error:
        raise PdfFieldOtherKindError(field=name) from error
    if found is None:
        raise PdfFieldMissingError(field=name)
    _, value, reference = found
    if value is not None:
        raise PdfFieldFilledError(field=name)
    field = _resolved(reference)
    conditions = field.get("/SV")
    if conditions is not None and int(_resolved(conditions).get("/Ff", 0)):
        raise PdfFieldConditionsError(field=name)
    return field


def lock_of(field: Any) -> tuple[FieldMDPSpec | None, MDPPerm | None]:  # noqa: ANN401  a PDF dictionary
    """Return what signing this field locks: fields, and afterwards the document."""
    lock = field.get("/Lock")
    if lock is None:
        return None, None
    lock = _resolved(lock)
    level = lock.get("/P")
    return FieldMDPSpec.from_pdf_object(lock), None if level is None else MDPPerm(int(level))


def _root(writer: IncrementalPdfFileWriter) -> Any:  # noqa: ANN401  a PDF dictionary
    return writer.prev.root


def _resolved(item: Any) -> Any:  # noqa: ANN401  PDF objects
    reference: Any = item
    found = reference.get_object() if isinstance(item, generic.IndirectObject) else item
    return found.decrypted if isinstance(found, generic.DecryptedObjectProxy) else found
