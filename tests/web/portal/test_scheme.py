"""The main scheme, its description, the pages of the blocks: the seed's words, shown exactly."""

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db
NOT_CURRENT = "E-parakstītāja gadījumā šis solis nav aktuāls"


def test_main_scheme_shows_the_eight_blocks_in_the_seeds_words(client: Client) -> None:
    page = client.get("/")
    titles = [str(one.text_content()) for one in pages.tree(page).xpath("//*[@class='block__title']")]
    assert titles == [f"{block.number}. {block.title.lv}" for block in EPARAKSTITAJS.blocks]


def test_blocks_six_and_seven_are_greyed_with_the_seeds_sentence_and_lead_nowhere(client: Client) -> None:
    page = pages.tree(client.get("/"))
    grey = page.xpath("//*[contains(@class, 'block--grey')]")
    assert [one.tag for one in grey] == ["div", "div"]
    assert all(NOT_CURRENT in one.text_content() for one in grey)
    assert page.xpath("//a[contains(@class, 'block')]/@href") == [f"/bloks/{n}/" for n in (1, 2, 3, 4, 5, 8)]


def test_description_has_a_row_for_each_block_and_the_way_back(client: Client) -> None:
    page = client.get("/shema/")
    assert len(pages.tree(page).xpath("//table[@id='description']/tbody/tr")) == 8
    assert "Uzturēšanas funkciju sadalījums, kas ir atrunāts līguma ietvaros" in pages.words(page)
    assert pages.tree(page).xpath("//a[normalize-space()='Atpakaļ']/@href") == ["/"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_blocks_table_holds_the_seeds_rows(client: Client, number: int, settings: Settings) -> None:
    page = client.get(f"/bloks/{number}/")
    said = pages.words(page)
    for step in EPARAKSTITAJS.block(number).steps:
        description = step.description.lv.replace(EPARAKSTITAJS.seed_email, settings.ESIGNER_AGENCY["email"])
        assert step.title.lv in said
        assert " ".join(description.split()) in said
    for column in ("Nr.", "Solis", "Soļa apraksts", "Atbildīgais", "Aktivitātes rezultāts"):
        assert pages.tree(page).xpath("//thead//th[normalize-space()=$name]", name=column)


@pytest.mark.parametrize(("number", "before", "after"), [(1, "/", "/bloks/2/"), (4, "/bloks/3/", "/bloks/5/")])
def test_block_page_leads_back_on_and_to_the_scheme(client: Client, number: int, before: str, after: str) -> None:
    page = pages.tree(client.get(f"/bloks/{number}/"))
    for name, address in {
        "Atpakaļ": before,
        "Turpināt": after,
        "Uz galveno shēmu": "/",
        "Shēmas apraksts": "/shema/",
    }.items():
        assert address in page.xpath("//main//a[normalize-space()=$name]/@href", name=name)


def test_unknown_block_is_no_page(client: Client) -> None:
    assert client.get("/bloks/9/").status_code == 404


def test_scheme_marks_where_ones_own_case_stands(sign_in: SignIn) -> None:
    case = cases.connected()
    page = pages.tree(sign_in(case.applicant).get("/"))
    assert page.xpath("//a[contains(@class, 'block--here')]/@href") == ["/bloks/2/"]


def test_consultation_is_reachable_from_every_page(client: Client) -> None:
    for address in ("/", "/shema/", "/bloks/3/", "/noteikumi/", "/konts/login/", "/nav-tadas/"):
        assert "/konsultacijas/jauna/" in pages.tree(client.get(address)).xpath("//a/@href")


def test_nothing_is_written_inline_and_the_policy_forbids_it(client: Client) -> None:
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for address in ("/", "/bloks/1/", "/konts/login/", "/konts/signup/"):
        found = pages.tree(client.get(address)).xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick]")
        assert not found


def test_no_template_holds_inline_script_or_style() -> None:
    folder = Path(__file__).parents[3] / "src/esigner/web/portal/templates"
    faults = [
        path.name
        for path in folder.rglob("*.html")
        if re.search(r"<script(?! src)|<style|\sstyle=|\son\w+=", path.read_text())
    ]
    assert not faults


@pytest.mark.parametrize("number", [2, 4, 8])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_block_that_the_document_does_by_mail_says_where_it_is_done_now(
    client: Client, settings: Settings, number: int, language: str
) -> None:
    settings.ESIGNER_AGENCY = {
        **settings.ESIGNER_AGENCY, "name_lv": "Citas aģentūras nosaukums", "name_en": "Another agency",
    }  # fmt: skip
    client.post("/valoda/", {"language": language, "next": "/"})
    page = client.get(f"/bloks/{number}/")
    said = pages.by_id(page, "now")
    assert settings.ESIGNER_AGENCY["email"] in said
    assert settings.ESIGNER_AGENCY[f"name_{language}"] in said
    assert pages.tree(page).xpath("//*[@id='now']//a[starts-with(@href, '/')]")
