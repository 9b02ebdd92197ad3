"""What ends soon is named in time, by mail once, and with what is to be done."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from pytest_django import Settings

from esigner import audit
from esigner.notices.models import Mail
from esigner.registry import authorities, people
from esigner.registry.authorities import Remedy
from esigner.registry.kinds import Role
from tests.world import registry as world

pytestmark = pytest.mark.django_db
AT: Final = world.AT
YEAR: Final = timedelta(days=365)
DAY: Final = timedelta(days=1)
OPERATOR: Final = "pki@agentura.example"


def named(days: float) -> dict[str, Remedy]:
    return {one.name: one.remedy for one in authorities.outlook(at=AT + DAY * days)}


def operator() -> None:
    user = people.create(email=OPERATOR, given_name="P", surname="A", password="gara-parole-2031", act=world.ACT)
    people.grant(user, Role.PKI_OPERATOR, act=world.ACT)


def test_warning_comes_90_days_before_the_end_and_not_before() -> None:
    world.authorities_founded()
    assert "agency-seal" not in named(3 * 365 - 91)
    assert named(3 * 365 - 90)["agency-seal"] is Remedy.ITSELF
    assert "server" not in named(2 * 365 - 91)
    assert named(2 * 365 - 89)["server"] is Remedy.RESTART


def test_nothing_is_named_once_it_has_been_succeeded() -> None:
    world.authorities_founded()
    at = AT + 3 * YEAR - 29 * DAY
    authorities.renew(at=at)
    assert "agency-seal" not in {one.name for one in authorities.outlook(at=at)}


def test_unit_whose_root_waits_for_officers_says_so() -> None:
    world.authorities_founded()
    for years in range(1, 11):
        authorities.renew(at=AT + YEAR * years)
    found = {one.name: one for one in authorities.outlook(at=AT + 10.1 * YEAR)}
    assert found["production-root-2"].remedy is Remedy.OFFICERS
    assert found["production-tsa-2"].remedy is Remedy.ISSUER
    assert "test-tsa-2" not in found
    assert found["production-root-2"].is_late


def test_mail_goes_to_the_operators_once_for_each_stage() -> None:
    world.authorities_founded()
    operator()
    at = AT + 8 * YEAR + DAY
    authorities.renew(at=at)
    told = authorities.warn(at=at)
    sent = Mail.objects.filter(subject__contains="production-root-2")
    assert told > 0
    assert [one.recipients for one in sent] == [[OPERATOR]]
    assert "/paaudzes/" in sent[0].body
    assert authorities.warn(at=at + DAY) == 0, "nothing is said twice"
    end = authorities.load("production-root").certificate.not_valid_after_utc
    for left, count in ((31, 1), (29, 2), (6, 3), (-1, 4)):
        authorities.warn(at=end - DAY * left)
        assert Mail.objects.filter(subject__contains="production-root-2").count() == count, left
    events = [one for one in audit.events(event_prefix="authority.ending") if one.subject == "production-root-2"]
    assert len(events) == 4


def test_mail_goes_to_the_agency_where_there_is_no_operator(settings: Settings) -> None:
    world.authorities_founded()
    assert authorities.warn(at=AT + 3 * YEAR - 60 * DAY) > 0
    assert {json.dumps(one.recipients) for one in Mail.objects.all()} == {
        json.dumps([settings.ESIGNER_AGENCY["email"]])
    }


def test_outlook_of_an_installation_without_keys_is_empty(state: Path) -> None:
    assert authorities.outlook(at=AT) == ()
