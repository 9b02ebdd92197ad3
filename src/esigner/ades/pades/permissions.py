"""What earlier signers of a PDF allow: DocMDP of the author, locks of the others, conditions of an empty field.

Standard: ISO 32000-1, 12.8.2.2 (DocMDP), 12.8.2.4 (FieldMDP), 12.7.4.5 (lock and seed value dictionaries).
"""

from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, enumerate_sig_fields

from esigner.ades.errors import PdfLockedError
from esigner.ades.pades.errors import (
    PdfCertificationError,
    PdfFieldConditionsError,
    PdfFieldFilledError,
    PdfFieldLockedError,
    PdfFieldMissingError,
)
from esigner.ades.pades.layout import Certification

_NO_CHANGES: Final = 1


def check_unlocked(writer: IncrementalPdfFileWriter, *, field: str | None = None) -> None:
    """Refuse to change what an earlier signer locked: the whole document, or the field of that name.

    Raises:
        PdfLockedError: The document.
        PdfFieldLockedError: The field.
    """
    root: Any = writer.prev.root
    author = _resolved(_resolved(root.get("/Perms", {})).get("/DocMDP", {}))
    filled = [(_resolved(value), _resolved(holder)) for _, value, holder in enumerate_sig_fields(writer, True)]
    # The catalog names the author's signature; it counts even where no field leads to it.
    for signature, holder in [(author, {}), *filled]:
        for transform in signature.get("/Reference", ()):
            _check_transform(_resolved(transform), field)
        lock = holder.get("/Lock")
        if lock is not None and int(_resolved(lock).get("/P", 0)) == _NO_CHANGES:
            raise PdfLockedError


def _check_transform(transform: Any, field: str | None) -> None:  # noqa: ANN401  PDF objects
    method, params = str(transform.get("/TransformMethod", "")), _resolved(transform.get("/TransformParams", {}))
    if method == "/DocMDP" and int(params.get("/P", 2)) == _NO_CHANGES:
        raise PdfLockedError
    if method == "/FieldMDP" and field is not None and FieldMDPSpec.from_pdf_object(params).is_locked(field):
        raise PdfFieldLockedError(field=field)


def check_first(writer: IncrementalPdfFileWriter, certification: Certification | None) -> None:
    """Refuse to certify a document that is signed already.

    Raises:
        PdfCertificationError: It is.
    """
    if certification is not None and next(enumerate_sig_fields(writer, filled_status=True), None) is not None:
        raise PdfCertificationError


def empty_field(writer: IncrementalPdfFileWriter, name: str) -> Any:  # noqa: ANN401  a PDF dictionary
    """Give the empty signature field of that name.

    Raises:
        PdfFieldMissingError: There is none.
        PdfFieldFilledError: It is signed already.
        PdfFieldConditionsError: It sets conditions that are not checked here.
    """
    found = next(enumerate_sig_fields(writer, with_name=name), None)
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
    """Give what signing this field locks: fields, and from then on the document."""
    lock = field.get("/Lock")
    if lock is None:
        return None, None
    lock = _resolved(lock)
    level = lock.get("/P")
    return FieldMDPSpec.from_pdf_object(lock), None if level is None else MDPPerm(int(level))


def _resolved(item: Any) -> Any:  # noqa: ANN401  PDF objects
    reference: Any = item
    return reference.get_object() if isinstance(item, generic.IndirectObject) else item
