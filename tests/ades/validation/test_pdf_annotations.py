"""Comments on a certified PDF (ISO 32000-1, table 254): added where its author permits it, and nowhere else."""

import re

import pytest

from esigner import ades
from esigner.ades import Format, Level
from esigner.ades.create.layout import Certification, Layout
from tests.world.pdf_updates import OTHER_TEXT, current, look, page, stream, updated
from tests.world.signatures import signed
from tests.world.signed import judged

COMMENT = b"<</Type/Annot/Subtype/Text/F 4/P 3 0 R/Rect[10 10 30 30]/Contents(Labi)/Popup 91 0 R/AP<</N 92 0 R>>>>"
POPUP = b"<</Type/Annot/Subtype/Popup/Rect[30 10 90 90]/Parent 90 0 R>>"
NOTE = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 90 90]/DA(/F 9 Tf)/Contents(Sveiki)>>"
PLAIN = page()
NOTED = page(more=b"/Annots[6 0 R]", others=[NOTE])
LISTED = page(more=b"/Annots 7 0 R", others=[NOTE, b"[6 0 R]"])


def _certified(content: bytes, level: Certification | None = Certification.ANNOTATIONS) -> bytes:
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    layout = Layout(certification=level) if level else None
    return signed(form=Format.PDF, level=Level.LT, files=files, layout=layout)


def _commented(document: bytes, changes: dict[int, bytes] | None = None) -> bytes:
    shown, added = current(document, 3), rb"\1 90 0 R 91 0 R]"
    grown = re.sub(rb"(/Annots\s*\[[^\]]*)\]", added, shown)
    objects = {3: grown, 90: COMMENT, 91: POPUP, 92: look(b"Labi")}
    if grown == shown:
        number = int(re.findall(rb"/Annots (\d+) 0 R", shown)[0])
        objects[number] = re.sub(rb"(\[[^\]]*)\]", added, current(document, number))
        del objects[3]
    return updated(document, {**objects, **(changes or {})})


def _rule(document: bytes) -> str | None:
    found = judged(document).signatures[0]
    return found.rule.code if found.rule else None


@pytest.mark.parametrize("content", [PLAIN, NOTED, LISTED], ids=["none", "one", "list"])
def test_comment_may_be_added_where_the_author_permits_it(content: bytes) -> None:
    document = _commented(_certified(content))
    assert _rule(document) is None
    again = signed(form=Format.PDF, level=Level.LT, files=[ades.DataFile("a.pdf", "application/pdf", document)])
    assert judged(again).passed
    assert len(judged(again).signatures) == 2


@pytest.mark.attack
@pytest.mark.parametrize("level", [None, Certification.NO_CHANGES, Certification.FORM_FILLING])
def test_comment_may_not_be_added_otherwise(level: Certification | None) -> None:
    assert _rule(_commented(_certified(NOTED, level))) == "PDF_CHANGED"


OTHER: dict[str, dict[int, bytes]] = {
    "the page": {4: stream(OTHER_TEXT)},
    "its font": {5: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"},
    "a note": {6: NOTE.replace(b"Sveiki", b"Cits")},
    "an action": {90: COMMENT.replace(b"/F 4", b"/F 4/A<</S/URI/URI(http://example.test)>>")},
    "actions": {90: COMMENT.replace(b"/F 4", b"/F 4/AA<</E<</S/JavaScript/JS(1)>>>>")},
    "a link": {90: COMMENT.replace(b"/Text", b"/Link")},
    "a button": {90: b"<</Type/Annot/Subtype/Widget/FT/Btn/T(x)/Rect[0 0 90 90]>>"},
    "a film": {90: COMMENT.replace(b"/Text", b"/Screen")},
    "a window with an action": {91: POPUP.replace(b"/Rect", b"/AA<</E<</S/JavaScript/JS(1)>>>>/Rect")},
}


@pytest.mark.attack
@pytest.mark.parametrize("name", list(OTHER))
def test_nothing_else_comes_with_a_comment(name: str) -> None:
    assert _rule(_commented(_certified(NOTED), OTHER[name])) == "PDF_CHANGED"


@pytest.mark.attack
def test_page_does_not_change_and_notes_do_not_go_with_a_comment() -> None:
    document = _commented(_certified(NOTED))
    shown = current(document, 3)
    for was, now in [
        (b"300 200", b"300 100"),
        (b"6 0 R ", b""),
        (b"6 0 R ", b"4 0 R "),
        (b"/Annots", b"/Rotate 180/Annots"),
    ]:
        assert shown.replace(was, now, 1) != shown
        assert _rule(updated(document, {3: shown.replace(was, now, 1)})) == "PDF_CHANGED"
