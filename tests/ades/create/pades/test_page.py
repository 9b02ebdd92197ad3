"""Where a visible signature stands: as the reader sees the page, upright, whatever turns and crops it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.fields import SigFieldSpec

from esigner import ades
from esigner.ades import Format, Level
from esigner.ades.create.errors import PdfLayoutError
from esigner.ades.create.layout import Layout, Visible
from esigner.ades.create.pades.page import Page
from tests.world import judges
from tests.world.pdfs import turned, with_fields
from tests.world.signatures import signed
from tests.world.signed import judged

WORD = "Pārbaudāmāķēdīte"
CROP = (30, 40, 380, 570)
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">' + WORD)
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)"')


def _signed(content: bytes, layout: Layout, *, level: Level = Level.B) -> bytes:
    return signed(
        form=Format.PDF, level=level, files=[ades.DataFile("a.pdf", "application/pdf", content)], layout=layout
    )


def _seen(document: bytes, folder: Path, *, quarters: int = 0) -> tuple[float, float, float, float]:
    """Return where poppler shows the word: left, bottom, right, top from the lower left corner of what is seen."""
    path = folder / "a.pdf"
    path.write_bytes(document)
    said = judges.run("pdftotext", "-cropbox", "-bbox", path, "-").stdout
    size, word = _PAGE.search(said), _WORD.search(said)
    assert size, said
    assert word, said
    left, top, right, bottom = map(float, word.groups())
    height = float(size[1 if quarters % 2 else 2])  # poppler gives the size before the turn
    return left, height - bottom, right, height - top


@pytest.mark.parametrize("crop", [None, CROP])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_new_field_stands_upright_in_its_place(
    quarters: int, crop: tuple[int, int, int, int] | None, tmp_path: Path
) -> None:
    layout = Layout(visible=Visible(lines=(WORD,), rectangle=(20, 60, 220, 90)))
    left, bottom, right, top = _seen(_signed(turned(quarters=quarters, crop=crop), layout), tmp_path, quarters=quarters)
    assert 20 <= left < right <= 220
    assert 60 <= bottom < top <= 92  # the line's height of some fonts is a little more than they need
    assert right - left > top - bottom


def test_negative_turn_is_one_as_well(tmp_path: Path) -> None:
    layout = Layout(visible=Visible(lines=(WORD,), rectangle=(20, 60, 220, 90)))
    left, bottom, *_ = _seen(_signed(turned(quarters=3, upright=False), layout), tmp_path, quarters=3)
    assert (left, bottom) > (20, 60)


@pytest.mark.parametrize("link", ["to its page", "none"])
@pytest.mark.parametrize(("quarters", "box"), [(0, (50, 100, 250, 130)), (1, (50, 100, 80, 300))])
def test_existing_field_on_a_turned_page_is_filled_upright(
    quarters: int, box: tuple[int, int, int, int], link: str, tmp_path: Path
) -> None:
    content = with_fields(SigFieldSpec("Paraksts", box=box), content=turned(quarters=quarters))
    if link == "none":
        content = content.replace(b"/P 3 0 R", b"/Q 3 0 R")
    document = _signed(content, Layout(field="Paraksts", visible=Visible(lines=(WORD,))), level=Level.LT)
    left, bottom, right, top = _seen(document, tmp_path, quarters=quarters)
    assert right - left > top - bottom
    assert judged(document).passed
    own = (left, bottom) if quarters == 0 else (400 - top, left)
    assert own == pytest.approx(box[:2], abs=20)


@pytest.mark.parametrize("rectangle", [(300, 10, 420, 40), (-5, 10, 100, 40), (10, 560, 100, 610)])
def test_rectangle_beyond_what_is_seen_is_refused(rectangle: tuple[int, int, int, int]) -> None:
    with pytest.raises(PdfLayoutError) as refused:
        _signed(turned(), Layout(visible=Visible(lines=(WORD,), rectangle=rectangle)))
    assert refused.value.data["reason"] == "the rectangle is not within the page"


def test_turned_page_is_as_wide_as_it_was_high() -> None:
    layout = Layout(visible=Visible(lines=(WORD,), rectangle=(450, 10, 590, 40)))
    assert _signed(turned(quarters=1), layout)
    with pytest.raises(PdfLayoutError):
        _signed(turned(quarters=0), layout)


@pytest.mark.parametrize("line", ["x" * 200, "vārds " * 33])
def test_text_that_does_not_fit_is_refused(line: str) -> None:
    with pytest.raises(PdfLayoutError) as refused:
        _signed(turned(), Layout(visible=Visible(lines=(line,), rectangle=(10, 10, 100, 20))))
    assert refused.value.data["reason"] == "the text does not fit"


def test_long_word_shrinks_instead_of_running_out(tmp_path: Path) -> None:
    layout = Layout(visible=Visible(lines=(WORD + "ņ" * 20,), rectangle=(20, 60, 120, 90)))
    _, _, right, _ = _seen(_signed(turned(), layout), tmp_path)
    assert right <= 120


POINTS = st.floats(0, 100, allow_nan=False)


@given(quarters=st.integers(0, 3), x=POINTS, y=POINTS, width=POINTS, height=POINTS, unit=st.sampled_from([1.0, 2.0]))
def test_any_turn_keeps_the_size_and_the_place_within_the_page(
    quarters: int, x: float, y: float, width: float, height: float, unit: float
) -> None:
    page = Page(quarters=quarters, visible=(-10, 20, 240, 320), unit=unit)
    left, bottom, right, top = page.own((x, y, x + width, y + height))
    assert page.turned(right - left, top - bottom) == pytest.approx((width / unit, height / unit))
    assert -10.001 <= left <= right <= 240.001
    assert 19.999 <= bottom <= top <= 320.001


@given(quarters=st.integers(0, 3), width=POINTS, height=POINTS)
def test_matrix_leaves_the_corner_where_it_was(quarters: int, width: float, height: float) -> None:
    a, b, c, d, e, f = Page(quarters=quarters, visible=(0, 0, 1, 1), unit=1).matrix(width, height)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (0, width) for y in (0, height)]
    assert (min(x for x, _ in corners), min(y for _, y in corners)) == (0, 0)
