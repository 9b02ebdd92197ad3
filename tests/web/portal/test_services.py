"""A second service of the agency, added by its table alone, played through the portal from its scheme to production."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from pytest_django import Settings

from esigner import audit
from esigner.errors import LANGUAGES
from esigner.notices.models import Mail
from esigner.onboarding import models, processes
from esigner.onboarding.processes import render
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.web.portal.test_applications import typed
from tests.web.portal.test_connection import typed as connection
from tests.world import cases
from tests.world import registry as registry_world
from tests.world.sibling import BLOCKS, KEY, SIBLING

pytestmark = pytest.mark.django_db
HOME = f"/pakalpojumi/{KEY}/"


@pytest.fixture(autouse=True)
def listed(settings: Settings) -> Iterator[None]:
    """Offer the second service in this installation."""
    settings.ESIGNER_PROCESSES = ("tests.world.sibling.SIBLING",)
    apps.get_app_config("onboarding").ready()
    yield
    processes.LISTED.remove(SIBLING)


def state(case_id: str) -> str:
    return models.Case.objects.get(pk=case_id).state


def applied(browser: Client) -> str:
    """Fill in and prepare an application for the second service, sign it elsewhere, and send it in; gives its id."""
    browser.get("/noteikumi/")
    page = browser.post(f"/pieteikumi/jauns/?pakalpojums={KEY}", typed(), follow=True)
    address = page.redirect_chain[-1][0]
    application_id = str(address.split("/")[-2])
    row = models.Application.objects.get(pk=application_id)
    cases.trusted()
    file = SimpleUploadedFile("pieteikums.asice", cases.signed_container(_rendering(row)))
    answer = browser.post(f"{address}iesniegt/", {"signed_file": file}, follow=True)
    assert "Pieteikums ir iesniegts" in pages.words(answer)
    return application_id


def _rendering(row: models.Application) -> Any:  # noqa: ANN401 — what the world signs
    from esigner.onboarding.applications.rendering import kept

    return kept(row)


def press(browser: Client, page: str, form: str, **typed_in: str) -> Any:  # noqa: ANN401 — Django's test client adds attributes that its type does not have
    """Read a page, fill in one of its forms, send it."""
    found = browser.get(page)
    action = pages.tree(found).xpath("//form[@id=$name]/@action", name=form)[0]
    answer = browser.post(action, {**pages.form(found, form), **typed_in}, follow=True)
    assert answer.status_code == 200, pages.words(answer)
    return answer


def test_its_scheme_has_its_own_eight_blocks(client: Client) -> None:
    page = client.get(HOME)

    found = pages.tree(page)
    titles = [str(one.text_content()) for one in found.xpath("//*[@class='block__title']")]
    assert titles == [f"{number}. {name}" for number, (name, _) in BLOCKS.items()]
    assert found.xpath("//a[contains(@class, 'block')]/@href") == [f"{HOME}bloks/{n}/" for n in (1, 2, 4, 5, 6, 7, 8)]
    assert client.get(f"{HOME}bloks/3/").status_code == 404
    assert "Datu līgums" in pages.words(client.get(f"{HOME}bloks/7/"))
    assert f"/pieteikumi/jauns/?pakalpojums={KEY}" in pages.tree(client.get(f"{HOME}bloks/1/")).xpath("//a/@href")
    assert client.get(f"{HOME}shema/").status_code == 200


def test_the_first_services_scheme_leads_to_it(client: Client) -> None:
    assert HOME in pages.tree(client.get("/")).xpath("//*[@id='other-services']//a/@href")
    assert "/" in pages.tree(client.get(HOME)).xpath("//*[@id='other-services']//a/@href")


def test_a_service_that_the_agency_does_not_have_is_no_page(client: Client) -> None:
    assert client.get("/pakalpojumi/cits/").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [render.bpmn, render.svg])
def test_it_is_drawn_from_its_table(form: Any, language: Any) -> None:  # noqa: ANN401 — functions and words
    assert etree.fromstring(form(SIBLING, language=language).encode()) is not None
    assert "Datu līgums" in render.table(SIBLING, language="lv")
    assert "enrolled" in render.mermaid(SIBLING)


def test_it_is_played_from_the_application_to_production(sign_in: SignIn) -> None:
    registry_world.authorities_founded(at=cases.AT)
    institution, agency = sign_in(cases.person()), sign_in(cases.registrar())

    case_id = applied(institution)
    assert "handed-in" in agency.get(f"/pieteikumi/{case_id}/").content.decode()
    press(agency, f"/pieteikumi/{case_id}/", "application-register")
    page = f"/lietas/{case_id}/"
    assert state(case_id) == "enrolled"

    # Block 7: the agency concludes a contract; it waits in the queue, and needs a text.
    assert page in pages.tree(agency.get("/rinda/")).xpath("//a/@href")
    assert "step-agree_contract" not in pages.forms(institution.get(page))
    press(agency, page, "step-agree_contract", explanation="Līgums Nr. 7.")
    assert state(case_id) == "agreed"
    assert "Līgums Nr. 7." in models.Message.objects.get(notice="contract.agreed").body_lv
    assert Mail.objects.filter(subject__contains="Datu līgums noslēgts").exists()

    # Block 2: connected to test.
    institution.post(f"{page}pieslegums/test/", connection())
    press(agency, f"/pieprasijumi/{_request(case_id)}/", "request-approve")
    assert state(case_id) == "wired"

    # Block 6: the institution says that its users know; no testing stands between.
    assert 'id="evidence"' not in institution.get(page).content.decode()
    press(institution, page, "step-tell_users")
    assert state(case_id) == "told"
    assert models.Message.objects.get(notice="users.told").to == "agency"

    # Block 4: two officers.
    institution.post(f"{page}pieslegums/production/", connection(csr=cases.csr().decode(), key_kind="csr"))
    press(agency, f"/pieprasijumi/{_request(case_id)}/", "request-approve")
    assert state(case_id) == "half-started"
    press(sign_in(cases.second_officer()), f"/pieprasijumi/{_request(case_id)}/", "request-approve")
    assert state(case_id) == "running"

    steps = [str(event.data["step"]) for event in audit.events(case=case_id) if "step" in event.data]
    assert [step for step in steps if step[0] in "67"] == ["7.1", "6.1"]


def _request(case_id: str) -> str:
    return str(
        models.ConnectionRequest.objects.filter(case_id=case_id, state__in=["submitted", "approved_once"]).get().pk
    )


def test_what_is_signed_bears_the_title_of_the_service(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    browser.get("/noteikumi/")
    page = browser.post(f"/pieteikumi/jauns/?pakalpojums={KEY}", typed(), follow=True)

    document = json.loads(browser.get(f"{page.redirect_chain[-1][0]}pieteikums.json").content)

    assert document["title"] == "Par pieslēgšanos Reģistru pārlūkam"
    assert "Par pieslēgšanos Reģistru pārlūkam" in pages.words(browser.get(f"/pieteikumi/jauns/?pakalpojums={KEY}"))


def test_a_case_stays_in_the_version_that_it_began_in(sign_in: SignIn) -> None:
    from dataclasses import replace

    browser = sign_in(cases.person())
    browser.get("/noteikumi/")
    first = browser.post(f"/pieteikumi/jauns/?pakalpojums={KEY}", typed(action="save"), follow=True)
    newer = replace(SIBLING, version=2, title=replace(SIBLING.title, lv="Otrā redakcija"))
    processes.add(newer)
    try:
        second = browser.post(f"/pieteikumi/jauns/?pakalpojums={KEY}", typed(action="save"), follow=True)
        ids = [page.redirect_chain[-1][0].split("/")[-2] for page in (first, second)]
        assert [models.Application.objects.get(pk=one).process_version for one in ids] == [1, 2]
        assert "Otrā redakcija" in pages.words(browser.get(HOME))
    finally:
        processes.LISTED.remove(newer)


def test_a_step_that_is_not_offered_is_refused(sign_in: SignIn) -> None:
    case = cases.registered()

    for step in ("close", "promote", "agree_contract", "register"):
        answer = sign_in(cases.registrar()).post(f"/lietas/{case.id}/solis/{step}/", {"explanation": "x"})
        assert answer.status_code == 409, step
    assert case.row.state == "registered"
    assert Role.REPRESENTATIVE in case.applicant.institutions[case.row.institution_id]
