"""What only PDF/A-1 (ISO 19005-1) requires of an update: no transparency, and an appearance for every field.

Elsewhere an invisible field gets no appearance: other difference analyses take one for more than the update
of an archive timestamp, and that is all that some certifications allow.
"""

import re
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.form_tools import get_single_field_annot
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import enumerate_sig_fields

from esigner.ades.create.pades import permissions

_PART: Final = re.compile(rb"""pdfaid:part(?:>|\s*=\s*["'])\s*([0-9])""")


def is_first_part(writer: IncrementalPdfFileWriter) -> bool:
    """Return whether the document declares itself PDF/A-1."""
    root: Any = writer.prev.root
    metadata = root.get("/Metadata", generic.NullObject()).get_object()
    claimed = _PART.search(metadata.data) if isinstance(metadata, generic.StreamObject) else None
    return claimed is not None and claimed[1] == b"1"


def ensure_look(writer: IncrementalPdfFileWriter, field: Any) -> None:  # noqa: ANN401  a PDF dictionary
    """Add an empty appearance to a field of a PDF/A-1 that has none."""
    annotation: Any = get_single_field_annot(field)
    if "/AP" in annotation or not is_first_part(writer):
        return
    # An existing one is no change for revision comparison; without area, any appearance is invisible.
    empty, other = _standing(writer)
    look = empty or (other if permissions.is_locked(writer) else None) or writer.add_object(_empty())
    dictionary: Any = generic.DictionaryObject
    annotation["/AP"] = dictionary({generic.pdf_name("/N"): look})
    writer.update_container(annotation)


def _standing(writer: IncrementalPdfFileWriter) -> tuple[Any, Any]:
    """Return an empty appearance of another field, and a non-empty one; None where there is none."""
    empty = other = None
    field: Any
    for _, _, field in enumerate_sig_fields(writer):
        annotation: Any = get_single_field_annot(field.get_object())
        look: Any = annotation["/AP"].raw_get("/N") if "/AP" in annotation else None
        if look is not None and any(look.get_object().get("/BBox", (1,))):
            other = look
        elif look is not None:
            empty = look
    return empty, other


def _empty() -> generic.StreamObject:
    number: Any = generic.NumberObject
    entries = {
        generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
        generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
        generic.pdf_name("/BBox"): generic.ArrayObject(number(0) for _ in range(4)),
    }
    return generic.StreamObject(entries, stream_data=b"")
