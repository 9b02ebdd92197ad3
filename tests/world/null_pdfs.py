"""PDFs with entries that are null or refer to nothing (ISO 32000-1, 7.3.7 and 7.3.10): as if they were not there."""

from collections.abc import Sequence
from typing import Final

from tests.world.pdfs import assemble

NULL: Final = 9
"""Number of an object that is null; 99 is that of none."""
FORMS: Final = {"null": b"null", "indirect": b"9 0 R", "dangling": b"99 0 R"}
"""The ways of writing that there is nothing."""
_LATER = "AA AF Collection Dests Extensions Lang Legal MarkInfo Metadata Names NeedsRendering OCProperties OpenAction"
CATALOG: Final = (
    f"{_LATER} Outlines OutputIntents PageLabels PageLayout PageMode Perms PieceInfo Requirements SpiderInfo "
    "StructTreeRoot Threads URI Version ViewerPreferences DSS AcroForm"
).split()
PAGE: Final = [
    "AA",
    "AF",
    "Annots",
    "ArtBox",
    "B",
    "BleedBox",
    "BoxColorInfo",
    "Contents",
    "CropBox",
    "Dur",
    "Group",
    "ID",
    "LastModified",
    "Metadata",
    "PZ",
    "PieceInfo",
    "PresSteps",
    "Rotate",
    "SeparationInfo",
    "StructParents",
    "Tabs",
    "TemplateInstantiated",
    "Thumb",
    "Trans",
    "TrimBox",
    "UserUnit",
    "VP",
]
PAGES: Final = ["CropBox", "Parent", "Resources", "Rotate"]
FORM: Final = ["CO", "DA", "DR", "Fields", "NeedAppearances", "Q", "SigFlags", "XFA"]
FIELD: Final = [
    "AA",
    "AP",
    "AS",
    "BS",
    "DA",
    "DV",
    "Ff",
    "Kids",
    "Lock",
    "MK",
    "MaxLen",
    "Opt",
    "P",
    "Parent",
    "Q",
    "SV",
    "TM",
    "TU",
    "V",
]
STORE: Final = ["CRLs", "Certs", "OCSPs", "VRI"]
TRAILER: Final = ["ID", "Info", "Encrypt"]
PLACES: Final = {
    "catalog": CATALOG,
    "page": PAGE,
    "pages": PAGES,
    "form": FORM,
    "field": FIELD,
    "store": STORE,
    "trailer": TRAILER,
}
"""Every dictionary that is looked into, with its optional entries."""
LISTS: Final = {"annotations": "page", "fields": "form", "kids": "field", "pages": "pages", "certificates": "store"}


def with_entries(place: str, keys: Sequence[str], value: bytes) -> bytes:
    """Return a PDF with a text field whose dictionary of that place has these entries, all of this value."""
    own = {place: b"".join(b"/%b %b" % (key.encode(), value) for key in keys)}
    return _made(
        own, has_form="AcroForm" not in keys, has_fields="Fields" not in keys, has_annotations="Annots" not in keys
    )


def with_element(where: str, value: bytes) -> bytes:
    """Return a PDF one of whose lists has that element before the others."""
    return _made({LISTS[where]: b""}, elements={where: value + b" "})


def _made(
    own: dict[str, bytes],
    *,
    has_form: bool = True,
    has_fields: bool = True,
    has_annotations: bool = True,
    elements: dict[str, bytes] | None = None,
) -> bytes:
    of, first = {name: own.get(name, b"") for name in PLACES}, elements or {}
    lists = {name: first.get(name, b"") for name in LISTS}
    kids = b"/Kids[%b]" % lists["kids"] if lists["kids"] else b""
    store = b"/DSS<<%b%b>>" % (of["store"], b"/Certs[%b]" % lists["certificates"] if lists["certificates"] else b"")
    has_store = of["store"] or lists["certificates"]
    form, fields = b"/AcroForm 4 0 R" if has_form else b"", b"/Fields[%b5 0 R]" % lists["fields"] if has_fields else b""
    annotations = b"/Annots[%b5 0 R]" % lists["annotations"] if has_annotations else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%b%b%b>>" % (form, of["catalog"], store if has_store else b""),
        b"<</Type/Pages/Kids[%b3 0 R]/Count 1%b>>" % (lists["pages"], of["pages"]),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>%b%b>>" % (annotations, of["page"]),
        b"<<%b%b>>" % (fields, of["form"]),
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(lauks)/Rect[0 0 50 20]%b%b>>" % (of["field"], kids),
        *[b"<<>>"] * 3,
        b"null",
    ]
    return assemble(objects, trailer=of["trailer"])
