"""The desk's line about what ends, its page, and the two officers' button."""

from datetime import timedelta

import pytest
from django.utils import timezone

from esigner.registry import authorities
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases, registry

pytestmark = pytest.mark.django_db


def test_two_officers_agree_on_the_page_that_the_desk_names(sign_in: SignIn) -> None:
    now = timezone.now()
    registry.authorities_founded(at=now - timedelta(days=8 * 365 + 1))
    authorities.renew(at=now)
    (waiting,) = authorities.awaiting_officers()
    form = f"agree-{waiting.id}"
    for officer in (cases.registrar(), cases.person("Pēteris Atslēga", role=Role.PKI_OPERATOR)):
        browser = sign_in(officer)
        assert "/paaudzes/" in pages.tree(browser.get("/rinda/")).xpath("//*[@id='endings']//a/@href")
        page = pages.tree(browser.get("/paaudzes/"))
        address = page.xpath("//form[@id=$id]/@action", id=form)[0]
        assert browser.post(address).status_code == 303
    assert authorities.awaiting_officers() == []
    assert not pages.tree(sign_in(cases.registrar()).get("/paaudzes/")).xpath("//form[@id=$id]", id=form)


@pytest.mark.attack
def test_page_is_closed_to_institutions(sign_in: SignIn) -> None:
    assert sign_in(cases.person()).get("/paaudzes/").status_code == 403


def test_desk_says_nothing_while_nothing_ends(sign_in: SignIn) -> None:
    registry.authorities_founded(at=timezone.now())
    assert not pages.tree(sign_in(cases.registrar()).get("/rinda/")).xpath("//*[@id='endings']")
