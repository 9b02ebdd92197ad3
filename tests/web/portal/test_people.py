"""People and roles on the pages: invited, taken, ended; consent; accounts; and nobody where they have no business."""

from collections.abc import Callable, Iterable, Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from esigner.onboarding.permissions import Person
from esigner.registry import people
from esigner.registry.kinds import Role
from esigner.web.portal import urls
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db


def _link(email: str) -> str:
    return f"/uzaicinajums/{cases.token_for(email)}/"


def test_contact_is_invited_and_takes_the_role_once(sign_in: SignIn) -> None:
    case, invited = cases.registered(), cases.person("Kārlis Šķēle")
    page = sign_in(case.applicant).post(f"/lietas/{case.id}/uzaicinat/", {"email": invited.email}, follow=True)
    assert "Uzaicinājums ir nosūtīts." in pages.words(page)
    assert invited.email in pages.by_id(page, "invitations")
    link, browser = _link(invited.email), sign_in(invited)
    assert browser.get(f"/lietas/{case.id}/").status_code == 404
    assert "invitation" in pages.forms(browser.get(link))
    browser.post(link)
    assert browser.get(f"/lietas/{case.id}/").status_code == 200
    assert browser.post(link).status_code == 409


@pytest.mark.attack
def test_invitation_is_of_no_use_to_anybody_else_or_after_the_role_has_ended(sign_in: SignIn) -> None:
    case, invited = cases.registered(), cases.person("Kārlis Šķēle")
    representative = sign_in(case.applicant)
    representative.post(f"/lietas/{case.id}/uzaicinat/", {"email": invited.email})
    link, stranger = _link(invited.email), sign_in(cases.person("Cits Cilvēks"))
    assert "invitation" not in pages.forms(stranger.get(link))
    assert stranger.post(link).status_code == 403
    assert stranger.get(link.rstrip("/") + "x/").status_code == 409
    browser = sign_in(invited)
    browser.post(link)
    representative.post(f"/lietas/{case.id}/cilveki/{invited.id}/technical_contact/izbeigt/")
    assert browser.get(f"/lietas/{case.id}/").status_code == 404
    assert browser.post(link).status_code == 409
    assert browser.get(f"/lietas/{case.id}/").status_code == 404


@pytest.mark.attack
def test_invitations_end_for_the_day(sign_in: SignIn) -> None:
    case = cases.registered()
    browser = sign_in(case.applicant)
    answers = [
        browser.post(f"/lietas/{case.id}/uzaicinat/", {"email": f"a{number}@b.example"}).status_code
        for number in range(25)
    ]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_invitation_is_withdrawn(sign_in: SignIn) -> None:
    case = cases.registered()
    browser = sign_in(case.applicant)
    page = browser.get(f"/lietas/{case.id}/cilveki/")
    (name,) = [form for form in pages.forms(page) if form.startswith("withdraw-invitation-")]
    action = pages.tree(page).get_element_by_id(name).get("action")
    page = browser.post(action, follow=True)
    assert "Uzaicinājums ir atsaukts." in pages.words(page)
    assert not [form for form in pages.forms(page) if form.startswith("withdraw-invitation-")]


def test_last_representative_is_told_why_they_cannot_leave(sign_in: SignIn) -> None:
    case = cases.registered()
    page = sign_in(case.applicant).post(f"/lietas/{case.id}/cilveki/{case.applicant.id}/representative/izbeigt/")
    assert page.status_code == 409
    assert pages.by_id(page, "error-code") == "LAST_REPRESENTATIVE"


def test_representative_is_asked_and_answers(sign_in: SignIn) -> None:
    case = cases.registered()
    application_id, applicant = cases.submitted(cases.person("Svešs Cilvēks"))
    representative = sign_in(case.applicant)
    assert "application-consent" in pages.forms(representative.get(f"/pieteikumi/{application_id}/"))
    page = sign_in(case.officer).get(f"/pieteikumi/{application_id}/")
    assert "Nepieciešamas divas amatpersonas." in pages.by_id(page, "takes-two")
    assert case.applicant.name in pages.by_id(page, "standing")
    assert "standing" not in pages.tree(sign_in(applicant).get(f"/pieteikumi/{application_id}/")).xpath("//*/@id")
    page = representative.post(f"/pieteikumi/{application_id}/piekrisana/", {"decision": "decline"}, follow=True)
    assert "application-consent" not in pages.forms(page)
    page = sign_in(cases.second_officer()).get(f"/pieteikumi/{application_id}/")
    assert "application-register" not in pages.forms(page)
    assert "declined" in pages.tree(page).xpath("//*/@id")


@pytest.mark.attack
def test_closed_account_is_out_from_the_next_request_on(sign_in: SignIn) -> None:
    case = cases.registered()
    browser, officer = sign_in(case.applicant), sign_in(case.officer)
    assert browser.get(f"/lietas/{case.id}/").status_code == 200
    page = officer.get("/konti/", {"q": case.applicant.email})
    assert f"close-account-{case.applicant.id}" in pages.forms(page)
    officer.post(f"/konti/{case.applicant.id}/slegt/")
    assert browser.get(f"/lietas/{case.id}/").status_code == 302
    officer.post(f"/konti/{case.applicant.id}/atvert/")
    assert people.roles(people.User.objects.get(pk=case.applicant.id)).institutions


OPEN_TO_ALL = {"", "shema/", "bloks/<int:number>/", "noteikumi/", "valoda/"}
OWN = {"turpinat/", "konts/", "lietas/", "konsultacijas/", "konsultacijas/jauna/", "pieteikumi/jauns/"}
"""Pages that show each person their own, or lead there."""


def _routes(patterns: Iterable[object], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        assert isinstance(pattern, URLPattern | URLResolver)
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def routes() -> list[str]:
    """Return every address of ours that belongs to somebody."""
    found = set(_routes(urls.urlpatterns)) - OPEN_TO_ALL - OWN
    return sorted(route for route in found if not route.startswith("konts/"))


AGENCY = {"registret", "atgriezt", "noraidit", "apturet", "atjaunot", "slegt", "izbeigt", "anulet", "atsaukt"}
"""Words of addresses at which officers act too."""

STRANGERS: dict[str, Callable[[cases.Case], Person]] = {
    "nobody": lambda _case: cases.person("Svešs Cilvēks"),
    "another institution": lambda _case: cases.other_institution().applicant,
    "who has left": lambda case: cases.leaves(
        cases.invited(case), Role.TECHNICAL_CONTACT, institution_id=case.row.institution_id
    ),
}


@pytest.mark.attack
@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_no_page_and_no_action_on_what_is_somebody_elses(
    sign_in: SignIn, stranger: Callable[[cases.Case], Person]
) -> None:
    case, request = cases.requested()
    browser, ids = sign_in(stranger(case)), _ids(case, request.id)
    answers = {(route, method): _ask(browser, method, route, ids) for route in routes() for method in ("get", "post")}

    assert len(answers) > 80
    assert {where: status for where, status in answers.items() if status not in {403, 404, 405, 409}} == {}
    assert {route for (route, _), status in answers.items() if status == 409} == {"uzaicinajums/<str:token>/"}
    assert case.row.state == "test_requested"


@pytest.mark.attack
@pytest.mark.parametrize("role", [Role.PKI_OPERATOR, Role.REGISTRAR, Role.SECOND_OFFICER])
def test_officer_takes_no_action_of_an_institution(sign_in: SignIn, role: Role) -> None:
    case, request = cases.requested()
    browser, ids = sign_in(cases.person("Ierēdne Kāda", role=role)), _ids(case, request.id)
    own = [route for route in routes() if route.startswith(("lietas/", "pieteikumi/"))]
    theirs = [route for route in own if not AGENCY & set(route.split("/"))]
    answers = {route: _ask(browser, "post", route, ids) for route in theirs}

    assert len(answers) > 15
    assert {route: status for route, status in answers.items() if status < 400} == {}


@pytest.mark.attack
def test_auditor_takes_no_action_at_all(sign_in: SignIn) -> None:
    case, request = cases.requested()
    browser, ids = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR)), _ids(case, request.id)
    answers = {route: _ask(browser, "post", route, ids) for route in routes()}

    # What an auditor may order changes nothing but what is known of the log.
    assert {route for route, status in answers.items() if status < 400} == {"audits/parbaude/"}
    assert case.row.state == "test_requested"


def _ids(case: cases.Case, request_id: object) -> dict[str, str]:
    """Return what stands in the addresses: all of one case; what is not named here is an id that nothing has."""
    return {
        "application_id": str(case.id),
        "case_id": str(case.id),
        "request_id": str(request_id),
        "person_id": str(case.applicant.id),
        "role": "representative",
        "environment": "test",
        "token": "nav-tada",
    }


def _ask(browser: Client, method: str, route: str, ids: dict[str, str]) -> int:
    address = "/" + route
    for kind in ("uuid", "str"):
        while f"<{kind}:" in address:
            before, _, rest = address.partition(f"<{kind}:")
            name, _, after = rest.partition(">")
            address = before + ids.get(name, str(uuid4())) + after
    data = {"reason": "Pamatojums", "explanation": "Pamatojums", "decision": "accept", "email": "a@b.example"}
    answer = browser.get(address) if method == "get" else browser.post(address, data)
    status: int = answer.status_code
    return status
