"""Filling the fields of a signed PDF: what a field shows changes with its value, and nothing else of it does."""

from collections.abc import Mapping

import pytest

from tests.world.pdf_forms import (
    CHECKS,
    OFF,
    ON,
    RADIO,
    WIDGET,
    button,
    check,
    check_form,
    form,
    group,
    group_form,
    text,
    text_form,
    texts,
)
from tests.world.pdf_updates import choice, choice_field, current, look, sealed, stream, updated
from tests.world.signed import judged


def _rule(document: bytes, update: Mapping[int, bytes]) -> str | None:
    report = judged(updated(sealed(document), update))
    (found,) = report.signatures
    return found.rule.code if found.rule else None


def _numbered(bodies: list[bytes], more: Mapping[int, bytes] | None = None) -> dict[int, bytes]:
    return {**dict(enumerate(bodies, start=7)), **(more or {})}


TEXT_TWICE = form(*texts(b"(100)", [10, 11]), look(b"100"), look(b"100"), shown=b"8 0 R 9 0 R")
RADIO_A = group_form(RADIO, b"/a", [b"/a", b"/Off"])
CHECK_TWICE = group_form(CHECKS, b"/Off", [b"/Off", b"/Off"], [b"Yes", b"Yes"])
IN_PARENT = form(
    b"<</FT/Tx/T(puse)/V(100)/DA(/F 9 Tf 0 g)/Kids[8 0 R]>>",
    b"<</T(bloks)/Parent 7 0 R%b/AP<</N 9 0 R>>>>" % WIDGET,
    look(b"100"),
    shown=b"8 0 R",
)
NO_LOOK = form(b"<</FT/Tx/T(summa)/V(100)/DA(/F 9 Tf 0 g)%b>>" % WIDGET)

FILLED: dict[str, tuple[bytes, dict[int, bytes]]] = {
    "text": (text_form(), {7: text(b"(200)", shown=90), 90: look(b"200")}),
    "text with the same look's number": (text_form(), {7: text(b"(200)"), 8: look(b"200")}),
    "text that is cleared": (text_form(), {7: text(b"()", shown=90), 90: look(b"")}),
    "text and its font": (text_form(), {7: text(b"(200)").replace(b"/F 9 Tf", b"/F 8 Tf"), 8: look(b"200")}),
    "text shown twice": (
        TEXT_TWICE,
        _numbered(texts(b"(200)", [90, 91]), {90: look(b"200"), 91: look(b"200")}),
    ),
    "text shown twice, looks in their place": (
        TEXT_TWICE,
        {7: texts(b"(200)", [10, 11])[0], 10: look(b"200"), 11: look(b"200")},
    ),
    "value of the field above": (
        IN_PARENT,
        {7: b"<</FT/Tx/T(puse)/V(200)/DA(/F 9 Tf 0 g)/Kids[8 0 R]>>", 9: look(b"200")},
    ),
    "text that had no look": (NO_LOOK, {7: text(b"(200)", shown=90), 90: look(b"200")}),
    "look of nothing": (
        form(b"<</FT/Tx/T(summa)/DA(/F 9 Tf 0 g)%b>>" % WIDGET),
        {7: b"<</FT/Tx/T(summa)/DA(/F 9 Tf 0 g)%b/AP<</N 90 0 R>>>>" % WIDGET, 90: stream(b"/Tx BMC EMC")},
    ),
    "field made read-only": (text_form(), {7: text(flags=1)}),
    "widget locked": (text_form(), {7: text().replace(b"/F 4", b"/F 708")}),
    "same look under another number": (text_form(), {7: text(shown=90), 90: look(b"100")}),
    "check box": (check_form(), {7: check(b"/Yes")}),
    "two check boxes of one field": (
        CHECK_TWICE,
        _numbered(group(CHECKS, b"/Yes", [b"/Yes", b"/Yes"], [b"Yes", b"Yes"])),
    ),
    "radio buttons": (RADIO_A, _numbered(group(RADIO, b"/b", [b"/Off", b"/b"]))),
    "radio buttons, none": (RADIO_A, _numbered(group(RADIO, b"/Off", [b"/Off", b"/Off"]))),
    "more fonts": (text_form(), {6: b"", 90: b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"}),
    "look is to be made": (text_form(), {6: b"", 7: text(b"(200)")}),
}
"""A form, and an update that ordinary software makes of it."""
_OF_FORM = {
    "more fonts": (b"/F 5 0 R", b"/F 5 0 R/G 90 0 R"),
    "look is to be made": (b"/DR", b"/NeedAppearances true/DR"),
}


@pytest.mark.parametrize("name", list(FILLED))
def test_form_may_be_filled(name: str) -> None:
    document, update = FILLED[name]
    if name in _OF_FORM:
        was, now = _OF_FORM[name]
        before = current(sealed(document), 6)
        update = {**update, 6: before.replace(was, now, 1)}
        assert update[6] != before
    assert _rule(document, update) is None


LOOKS: dict[str, tuple[bytes, dict[int, bytes]]] = {
    "pushbutton": (form(button(), look(b"100")), {8: look(b"999")}),
    "pushbutton, elsewhere": (form(button(), look(b"100")), {7: button(shown=90), 90: look(b"999")}),
    "pushbutton with a value": (
        form(button(), look(b"100")),
        {7: button(kind=WIDGET + b"/V/x", shown=90), 90: look(b"999")},
    ),
    "text": (text_form(), {8: look(b"999")}),
    "text, elsewhere": (text_form(), {7: text(shown=90), 90: look(b"999")}),
    "text, spelled anew": (text_form(), {7: text(b"<313030>"), 8: look(b"999")}),
    "text, when pressed": (text_form(), {7: text().replace(b"/N 8 0 R", b"/N 8 0 R/D 90 0 R"), 90: look(b"999")}),
    "text, gone": (text_form(), {7: text().replace(b"/AP<</N 8 0 R>>", b"")}),
    "text, place in the look": (text_form(), {8: look(b"100").replace(b"/BBox[0 0 80 30]", b"/BBox[0 0 20 30]")}),
    "text shown twice": (TEXT_TWICE, {11: look(b"999")}),
    "text shown twice, elsewhere": (TEXT_TWICE, {9: texts(b"", [10, 90])[2], 90: look(b"999")}),
    "text with its value above": (IN_PARENT, {9: look(b"999")}),
    "text that may not be filled": (text_form(flags=1), {8: look(b"999")}),
    "text that may not be filled, filled": (text_form(flags=1), {7: text(b"(999)", flags=1), 8: look(b"999")}),
    "text that may be filled now": (text_form(flags=1), {7: text(b"(999)"), 8: look(b"999")}),
    "password": (text_form(), {7: text(b"(100)", flags=8192)}),
    "list": (choice(), {7: choice_field(value=b"(Riga)", chosen=None, shown=90), 90: look(b"Ogre")}),
    "check box, exchanged": (check_form(), {7: check(looks=b"/Yes 9 0 R/Off 8 0 R")}),
    "check box, exchanged when on": (check_form(), {7: check(b"/Yes", looks=b"/Yes 9 0 R/Off 8 0 R")}),
    "check box, replaced": (check_form(), {7: check(b"/Yes"), 8: OFF}),
    "check box, another": (check_form(), {7: check(looks=b"/Yes 8 0 R/Off 90 0 R"), 90: ON}),
    "radio button, exchanged": (
        RADIO_A,
        _numbered([body.replace(b"10 0", b"12 0") for body in group(RADIO, b"/b", [b"/Off", b"/b"])], {12: OFF}),
    ),
    "hidden": (text_form(), {7: text().replace(b"/F 4", b"/F 2")}),
    "hidden when filled": (text_form(), {7: text(b"(200)").replace(b"/F 4", b"/F 6")}),
    "not printed": (text_form(), {7: text().replace(b"/F 4", b"")}),
    "not seen": (check_form(), {7: check(b"/Yes").replace(b"/F 4", b"/F 36")}),
    "widget hidden": (TEXT_TWICE, {9: texts(b"", [10, 11])[2].replace(b"/F 4", b"/F 2")}),
    "pushbutton hidden": (form(button(), look(b"100")), {7: button().replace(b"/F 4", b"/F 2")}),
    "list hidden": (
        choice(),
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]", shown=90).replace(b"/F 4", b"/F 2"), 90: look(b"Cesis")},
    ),
    "moved": (text_form(), {7: text(b"(200)").replace(b"[10 10 90 40]", b"[0 0 300 200]")}),
    "widget moved": (TEXT_TWICE, {9: texts(b"", [10, 11])[2].replace(b"[10 10 90 40]", b"[0 0 300 200]")}),
    "border": (text_form(), {7: text(b"(200)", more=b"/MK<</BG[0 0 0]>>")}),
    "font": (text_form(), {7: text().replace(b"/F 9 Tf", b"/F 1 Tf")}),
    "side": (text_form(), {7: text(more=b"/Q 2")}),
    "label": (text_form(), {7: text(more=b"/TU(Cits)")}),
}


@pytest.mark.attack
@pytest.mark.parametrize("name", list(LOOKS))
def test_field_may_not_look_otherwise(name: str) -> None:
    assert _rule(*LOOKS[name]) == "PDF_CHANGED"


UNCLEAR: dict[str, tuple[bytes, dict[int, bytes]]] = {
    "state without value": (check_form(), {7: check(b"/Off", state=b"/Yes")}),
    "value without state": (check_form(), {7: check(b"/Yes", state=b"/Off")}),
    "value that is no state": (check_form(), {7: check(b"/Cits", state=b"/Off")}),
    "radio value without state": (RADIO_A, {7: group(RADIO, b"/b", [b"", b""])[0]}),
    "two radio buttons": (RADIO_A, {9: group(RADIO, b"/a", [b"/a", b"/b"])[2]}),
    "widget with a value": (TEXT_TWICE, {9: texts(b"", [10, 11])[2].replace(b"/F 4", b"/F 4/V(999)")}),
    "check boxes that share their state's object": (
        form(
            check(state=b"11 0 R"),
            ON,
            OFF,
            check(state=b"11 0 R").replace(b"piekritu", b"atsaku"),
            b"/Off",
            fields=b"7 0 R 10 0 R",
            shown=b"7 0 R 10 0 R",
        ),
        {
            7: check(b"/Yes", state=b"90 0 R"),
            10: check(state=b"90 0 R").replace(b"piekritu", b"atsaku"),
            90: b"/Yes",
        },
    ),
    "look of what had none": (NO_LOOK, {7: text(shown=90), 90: look(b"999")}),
    "value that is no option": (
        choice(),
        {7: choice_field(value=b"(Valka)", chosen=None, shown=90), 90: look(b"Valka")},
    ),
    "two values for one": (
        form(choice_field(value=b"(Riga)", chosen=None).replace(b"/Ff 2097152", b"/Ff 0"), look(b"Riga")),
        {7: choice_field(value=b"[(Riga)(Ogre)]", chosen=None).replace(b"/Ff 2097152", b"/Ff 0"), 8: look(b"Ogre")},
    ),
}


@pytest.mark.attack
@pytest.mark.parametrize("name", list(UNCLEAR))
def test_field_that_two_readers_show_otherwise_is_told(name: str) -> None:
    document, update = UNCLEAR[name]
    report = judged(updated(sealed(document), update))
    (found,) = report.signatures
    assert found.rule is not None
    assert found.rule.code == "PDF_CHANGES_UNKNOWN"
    assert any(name in report.detail for name in ("piekritu", "atsaku", "kopa", "summa", "pilseta"))


@pytest.mark.attack
@pytest.mark.parametrize(
    ("was", "now"),
    [(b"/F 5 0 R", b"/F 90 0 R"), (b"F 9 Tf)", b"F 1 Tf)"), (b"/F 5 0 R", b"/G 5 0 R")],
)
def test_what_fields_draw_with_stays(was: bytes, now: bytes) -> None:
    document = sealed(text_form(more=b"/DA(/F 9 Tf)"))
    before = current(document, 6)
    forged = {6: before.replace(was, now, 1), 90: b"<</Type/Font/Subtype/Type1/BaseFont/Symbol>>"}
    assert forged[6] != before
    (found,) = judged(updated(document, forged)).signatures
    assert found.rule is not None
    assert found.rule.code == "PDF_CHANGED"
