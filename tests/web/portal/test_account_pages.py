"""Every account page that can be reached is dressed in our own clothes, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from esigner.registry import people
from esigner.web.portal import urls_accounts
from tests.web.portal import officers, pages

pytestmark = pytest.mark.django_db
REAL_CLOCK = True
"""Sessions compare with the machine's clock."""
ARGUMENTS = {
    "^confirm-email/(?P<key>[-:\\w]+)/$": "confirm-email/nav/",
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/nav-nav/",
}
SKIP = {"lv": "Pāriet uz saturu", "en": "Skip to content"}


def _addresses() -> Iterator[str]:
    for pattern in urls_accounts.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        yield "/konts/" + ARGUMENTS.get(route, route)


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("address", list(_addresses()))
def test_page_is_ours_for_everybody(address: str, language: str) -> None:
    seen = [answer for browser in _browsers(language) if (answer := browser.get(address)).status_code != 302]
    for answer in seen:
        assert SKIP[language] in pages.words(answer), (answer.status_code, answer.content.decode()[:300])
        assert pages.tree(answer).get("lang") == language
        assert pages.tree(answer).xpath("count(//h1)") == 1


@pytest.mark.parametrize(
    "address",
    [
        "email/",
        "password/set/x/",
        "login/code/",
        "login/code/confirm/",
        "2fa/recovery-codes/download/",
        "2fa/webauthn/",
    ],
)
def test_page_of_the_library_that_is_not_ours_is_not_there(address: str) -> None:
    assert officers.browser().get(f"/konts/{address}").status_code == 404


@pytest.mark.parametrize("language", ["lv", "en"])
def test_refusals_of_the_forms_are_in_the_language_of_the_page(language: str) -> None:
    sentences = {
        "lv": {"Parolēm abos laukos jābūt vienādām."},
        "en": {"The two passwords must be the same."},
    }[language]
    names = {"given_name": "Nora", "surname": "Svešā", "email": "nora@pilseta.example"}
    form = {**names, "password1": "astoņi-zaļi-lācīši", "password2": "cita"}
    answer = Client(headers={"accept-language": language}).post("/konts/signup/", form)
    assert {one for one in sentences if one in pages.words(answer)} == sentences
    user = officers.person()
    people.User.objects.filter(pk=user.pk).update(language=language)
    browser = officers.browser()
    officers.sign_in(browser, user.email)
    change = {"oldpassword": officers.PASSWORD, "password1": "astoņi-zaļi-lācīši", "password2": "cita"}
    answer = browser.post("/konts/password/change/", change)
    assert {one for one in sentences if one in pages.words(answer)} == sentences


def _browsers(language: str) -> Iterator[Any]:
    """A stranger's, an applicant's, an officer's, and that of an officer who has given the password alone."""
    yield Client(headers={"accept-language": language})
    applicant, (officer, secret) = officers.person(), officers.officer_with_app()
    for user in (applicant, officer):
        user.language = language
        user.save(update_fields=["language"])
    first = officers.browser()
    officers.sign_in(first, applicant.email)
    yield first
    half = Client(headers={"accept-language": language})
    officers.sign_in(half)
    yield half
    yield officers.signed_in(secret)
