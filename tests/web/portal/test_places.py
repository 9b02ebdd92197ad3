"""From where somebody asks, as it is counted."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from esigner.web.portal.places import address_of


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_address(peer: str, counted: str) -> None:
    assert address_of(RequestFactory(REMOTE_ADDR=peer).get("/")) == counted


@pytest.mark.attack
def test_header_of_a_proxy_is_believed_only_where_there_is_one(settings: Settings) -> None:
    request = RequestFactory(REMOTE_ADDR="127.0.0.1").get("/", headers={"x-forwarded-for": "198.51.100.1, 203.0.113.7"})
    settings.ESIGNER_TRUSTED_PROXIES = 0
    assert address_of(request) == "127.0.0.1"
    settings.ESIGNER_TRUSTED_PROXIES = 1
    assert address_of(request) == "203.0.113.7"
    settings.ESIGNER_TRUSTED_PROXIES = 3
    assert address_of(request) == "127.0.0.1"
