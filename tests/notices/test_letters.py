import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from esigner.notices import letters
from esigner.notices.errors import LetterFailedError

RECIPIENT = {"name": "Rēzeknes iestāde „Ķīļņģ”", "registration_number": "40003011203", "address": "Rīga, LV-1010"}
COMMON: dict[str, Any] = {"number": "EPAK/V/2026/1", "date": "2026-11-22", "recipient": RECIPIENT}
DIGEST = "ab" * 32
DATA: dict[str, dict[str, Any]] = {
    "registration_letter": {
        "epak_number": "EPAK-2026-00001", "application_date": "21.11.2026.", "portal_url": "https://portals.example",
    },
    "receipt": {
        "received_at": "22.11.2026. plkst. 13.00", "terms_version": "1", "terms_sha256": DIGEST,
        "files": [{"name": "pieteikums.pdf", "sha256": DIGEST}],
        "signatures": [{"signed_by": "Anna Bērziņa", "signed_at": "22.11.2026.", "indication": "TOTAL-PASSED"}],
    },
    "test_record": {
        "epak_number": "EPAK-2026-00001", "client": "Lietvedība", "certificate_sha256": DIGEST, "api_version": "1.0",
        "declared_by": "Anna Bērziņa",
        "scenarios": [{"title_lv": "Izsaukums", "title_en": "A call", "passed_at": "22.11.", "request_id": "r-1"}],
    },
    "configuration_notice": {
        "epak_number": "EPAK-2026-00001", "environment_lv": "produkcijas vidē", "environment_en": "production",
        "client": "Lietvedība", "networks": ["8.8.4.0/24"], "approved_by": ["Ieva", "Kārlis"],
        "certificate": {"sha256": DIGEST, "not_after": "2028", "source_lv": "izsniegts", "source_en": "issued"},
        "links": [{"title_lv": "API", "url": "https://api.example"}],
    },
    "application": {
        "title": "Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu", "rows": [["Nosaukums", "Iestāde"]],
        "terms_version": "1", "terms_sha256": DIGEST,
    },
}  # fmt: skip


def rendered(name: str, **changes: Any) -> bytes:  # noqa: ANN401 - any field of a letter
    return letters.render(name, {**COMMON, **DATA[name], **changes})


def text_of(pdf: bytes, tmp_path: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "letter.pdf").write_bytes(pdf)
    told = subprocess.run([tool, tmp_path / "letter.pdf", "-"], check=True, capture_output=True)
    return told.stdout.decode()


def test_every_template_is_shown_here() -> None:
    templates = {path.stem for path in letters.TEMPLATES.glob("*.typ")} - {"layout"}
    assert templates == set(DATA)


@pytest.mark.parametrize("name", sorted(DATA))
def test_render_gives_pdf_a_2b_in_latvian(name: str) -> None:
    pdf = rendered(name)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert PdfFileReader(io.BytesIO(pdf)).root["/Lang"] == "lv"


@pytest.mark.parametrize("name", sorted(DATA))
def test_render_gives_the_same_bytes_for_the_same_data(name: str) -> None:
    assert rendered(name) == rendered(name)
    assert rendered(name) != rendered(name, date="2026-11-23")


def test_render_dates_the_file_by_the_data_not_by_the_clock() -> None:
    assert b"D:20010203" in rendered("application", date="2001-02-03")
    assert b"D:20010203" in letters.render(b"#datetime.today().display()", {"date": "2001-02-03"})


def test_letter_says_everything_in_both_languages(tmp_path: Path) -> None:
    text = text_of(rendered("registration_letter"), tmp_path)
    for words in (
        "Parauga aģentūra", "2026. gada 22. novembrī, Nr. EPAK/V/2026/1", "Rēzeknes iestāde „Ķīļņģ”",
        "EPAK-2026-00001", "EPAK reģistrācijas numurs jāizmanto izstrādes laikā", "Sample Agency", "22 November 2026",
    ):  # fmt: skip
        assert words in text


def test_letter_carries_the_agency_of_the_settings(settings: Settings, tmp_path: Path) -> None:
    settings.ESIGNER_AGENCY = {**settings.ESIGNER_AGENCY, "name_lv": "Cita aģentūra"}
    assert "Cita aģentūra" in text_of(rendered("registration_letter"), tmp_path)


def test_text_in_the_data_is_text_not_typst(tmp_path: Path) -> None:
    hostile = {**RECIPIENT, "name": '#panic("x") *b* #read("/layout.typ")'}
    assert '#panic("x") *b* #read("/layout.typ")' in text_of(
        rendered("registration_letter", recipient=hostile), tmp_path
    )


def test_render_takes_a_path_and_source(tmp_path: Path) -> None:
    source = b'#import "/layout.typ": data\n#data.word'
    (tmp_path / "own.typ").write_bytes(source)
    data = {"date": "2026-11-22", "word": "vārds"}
    assert letters.render(tmp_path / "own.typ", data) == letters.render(source, data)


@pytest.mark.parametrize(
    ("template", "data"),
    [
        ("nothing", {"date": "2026-11-22"}),
        ("registration_letter", {"date": "2026-11-22"}),
        ("registration_letter", {}),
        ("registration_letter", {"date": "yesterday"}),
        (b'#read("../letters.py")', {"date": "2026-11-22"}),
    ],
)
def test_render_refuses_what_does_not_fit(template: str | bytes, data: dict[str, str]) -> None:
    with pytest.raises(LetterFailedError):
        letters.render(template, data)


@pytest.mark.parametrize(
    ("text", "piece"), [("Līgums 😀", "😀"), ("\uf0b7 punkts", "\uf0b7"), ("a\x01", "\x01"), ("中文", "中")]
)
def test_what_the_font_lacks_is_named(text: str, piece: str) -> None:
    assert letters.undisplayable(text) == piece


@pytest.mark.parametrize("text", ["", "Rēzeknes „Ķīļņģ” – • … €", "Привет, Ωμέγα → ✓", "1\u00a0500"])
def test_what_the_font_has_is_shown(text: str) -> None:
    assert letters.undisplayable(text) == ""
    assert letters.displayable(text) == text


def test_everything_said_to_be_sure_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = "".join(chr(code) for code in range(0x20, 0x2100) if letters._SURE.fullmatch(chr(code)))
    assert len(sure) > 300
    monkeypatch.setattr(letters, "_SURE", re.compile("(?!)"))
    assert letters.undisplayable(sure) == ""


def test_a_stranger_s_name_breaks_no_letter() -> None:
    signed = {"signed_by": "Anna 😀 中 \uf0b7", "signed_at": "", "indication": "TOTAL-PASSED"}
    data = letters.displayable({"signatures": [signed], "count": 1, "names": ("a", "😀")})
    assert data == {
        "signatures": [{**signed, "signed_by": "Anna \ufffd \ufffd \ufffd"}],
        "count": 1,
        "names": ["a", "\ufffd"],
    }
    assert rendered("receipt", **data).startswith(b"%PDF-")
