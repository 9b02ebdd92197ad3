"""PDFs with form fields, as bodies of objects: 6 is the form, 7 and on are what a test puts into it."""

from collections.abc import Sequence
from typing import Final

from tests.world.pdf_updates import look, page, stream

WIDGET: Final = b"/Type/Annot/Subtype/Widget/P 3 0 R/F 4/Rect[10 10 90 40]"
ON: Final = stream(b"0 0 20 20 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 20 20]")
OFF: Final = stream(b"0 0 20 20 re S", b"/Type/XObject/Subtype/Form/BBox[0 0 20 20]")


def form(*objects: bytes, fields: bytes = b"7 0 R", shown: bytes = b"7 0 R", more: bytes = b"") -> bytes:
    """Return a PDF with these objects from 7 on, of which some are fields and some are shown on its page."""
    head = b"<</Fields[%b]/DR<</Font<</F 5 0 R>>>>%b>>" % (fields, more)
    return page(more=b"/Annots[%b]" % shown, catalog=b"/AcroForm 6 0 R", others=[head, *objects])


def text(value: bytes = b"(100)", *, flags: int = 0, shown: int = 8, kind: bytes = WIDGET, more: bytes = b"") -> bytes:
    """Return a text field that shows the appearance of this number."""
    head = b"<</FT/Tx/T(summa)/Ff %d/V %b/DA(/F 9 Tf 0 g)" % (flags, value)
    return head + b"%b/AP<</N %d 0 R>>%b>>" % (kind, shown, more)


def check(value: bytes = b"/Off", *, state: bytes | None = None, looks: bytes = b"/Yes 8 0 R/Off 9 0 R") -> bytes:
    """Return a check box; its state is its value unless another is given."""
    head = b"<</FT/Btn/T(piekritu)/V %b/AS %b" % (value, state or value)
    return head + b"%b/AP<</N<<%b>>>>>>" % (WIDGET, looks)


def button(*, kind: bytes = WIDGET, shown: int = 8) -> bytes:
    """Return a pushbutton."""
    return b"<</FT/Btn/T(poga)/Ff 65536%b/AP<</N %d 0 R>>>>" % (kind, shown)


def parent(kind: bytes, value: bytes) -> bytes:
    """Return a field whose two widgets are the objects 8 and 9."""
    return b"<</T(kopa)%b/V %b/Kids[8 0 R 9 0 R]>>" % (kind, value)


def kid(looks: bytes, state: bytes = b"") -> bytes:
    """Return a widget of the field 7."""
    return b"<<%b/Parent 7 0 R%b/AP<</N %b>>>>" % (WIDGET, state, looks)


RADIO: Final = b"/FT/Btn/Ff 49152"
CHECKS: Final = b"/FT/Btn"
TEXTS: Final = b"/FT/Tx/DA(/F 9 Tf 0 g)"


def group(kind: bytes, value: bytes, states: Sequence[bytes], names: Sequence[bytes] = (b"a", b"b")) -> list[bytes]:
    """Return a button field with two widgets (objects 7 to 9), each with its own name for being on."""
    kids = (
        kid(b"<</%b 10 0 R/Off 11 0 R>>" % name, b"/AS %b" % state) for name, state in zip(names, states, strict=True)
    )
    return [parent(kind, value), *kids]


def texts(value: bytes, shown: Sequence[int]) -> list[bytes]:
    """Return a text field with two widgets (objects 7 to 9)."""
    return [parent(TEXTS, value), *(kid(b"%d 0 R" % number) for number in shown)]


def text_form(*, flags: int = 0, more: bytes = b"") -> bytes:
    """Return a PDF with a text field 7 and its look 8."""
    return form(text(flags=flags), look(b"100"), more=more)


def check_form() -> bytes:
    """Return a PDF with a check box 7 that is off."""
    return form(check(), ON, OFF)


def group_form(kind: bytes, value: bytes, states: Sequence[bytes], names: Sequence[bytes] = (b"a", b"b")) -> bytes:
    """Return a PDF with a button field of two widgets."""
    return form(*group(kind, value, states, names), ON, OFF, shown=b"8 0 R 9 0 R")
