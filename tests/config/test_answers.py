"""What every answer and every link of a door has, whatever the view."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from esigner.notices.models import Mail
from esigner.registry import people
from esigner.web.portal import tasks
from tests.world import registry as world

pytestmark = pytest.mark.django_db
URLS = {"portal": "https://epak.example", "api_test": "https://api.example", "trust": "http://trust.example"}


@pytest.fixture
def own(settings: Settings) -> None:
    """The installation has addresses of its own, as behind a proxy."""
    settings.ESIGNER_URLS = settings.ESIGNER_URLS | URLS


@pytest.mark.attack
def test_link_in_a_mail_is_the_portals_own_whatever_host_says(
    own: None, door: Callable[..., None], client: Client
) -> None:
    door("portal")
    people.User.objects.create_user(email="jana@iestade.example", password="gara-parole-2031")
    client.post("/konts/password/reset/", {"email": "jana@iestade.example"}, HTTP_HOST="localhost:6666")
    tasks.mail_reset.func(email="jana@iestade.example", language="lv")
    links = re.findall(r"https?://[^/\s]+", Mail.objects.get().body)
    assert links == ["https://epak.example"]


@pytest.mark.attack
def test_index_of_the_trust_door_names_its_own_address(own: None, door: Callable[..., None], client: Client) -> None:
    door("trust")
    world.authorities_founded(at=timezone.now())
    answer = client.get("/", HTTP_HOST="localhost:6666").json()
    assert answer["timestamps"]["test"] == "http://trust.example/tsa/test"


@pytest.mark.parametrize(("name", "environment", "path"), [("portal", "", "/"), ("api", "test", "/v1/openapi.json")])
def test_answer_is_kept_by_nobody(
    own: None, door: Callable[..., None], client: Client, name: str, environment: str, path: str
) -> None:
    door(name, environment)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_style_sheet_may_be_kept(door: Callable[..., None], client: Client) -> None:
    door("portal")
    answer = client.get("/static/portal/page.css")
    answer.close()
    assert answer.status_code == 200
    assert "no-store" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("url", "sandbox", "expected"),
    [("https://epak.example", False, True), ("http://epak.example", False, False), ("https://localhost", True, False)],
)
def test_https_is_insisted_on_where_the_door_has_it(
    door: Callable[..., None], settings: Settings, client: Client, *, url: str, sandbox: bool, expected: bool
) -> None:
    """Not in a sandbox: localhost would be https alone for its owner's browser, on every port."""
    settings.ESIGNER_URLS, settings.ESIGNER_SANDBOX = settings.ESIGNER_URLS | {"portal": url}, sandbox
    door("portal")
    assert ("Strict-Transport-Security" in client.get("/")) is expected


@pytest.mark.parametrize(
    ("name", "environment", "path"),
    [
        ("portal", "", "/"),
        ("portal", "", "/konts/login/"),
        ("api", "test", "/v1/openapi.json"),
        ("sign", "test", "/"),
        ("trust", "", "/"),
    ],
)
def test_head_gives_the_headers_of_get_and_no_body(
    door: Callable[..., None], client: Client, name: str, environment: str, path: str
) -> None:
    door(name, environment)
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head["Content-Type"] == whole["Content-Type"]
    assert int(head["Content-Length"]) > 0


def test_head_goes_where_views_name_get_and_post_alone(door: Callable[..., None], client: Client) -> None:
    door("portal")
    assert client.head("/pieteikumi/jauns/").status_code == client.get("/pieteikumi/jauns/").status_code == 302


def test_allow_names_the_methods_that_come_with_others(door: Callable[..., None], client: Client) -> None:
    door("trust")
    assert client.post("/")["Allow"] == "GET, HEAD, OPTIONS"


REFUSING = [("sign", "test", "/", "POST"), ("trust", "", "/tsa/test", "GET"), ("trust", "", "/", "POST")]
REFUSING += [("portal", "", "/pieteikumi/jauns/", "DELETE"), ("portal", "", "/", "PUT")]


@pytest.mark.parametrize(("name", "environment", "path", "method"), REFUSING)
def test_refused_method_gets_an_answer_as_long_as_it_says(
    door: Callable[..., None], client: Client, name: str, environment: str, path: str, method: str
) -> None:
    door(name, environment)
    answer = client.generic(method, path)
    assert answer.status_code in {302, 405}
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "environment", "path", "allowed"),
    [
        ("sign", "test", "/", "GET, HEAD, OPTIONS"),
        ("sign", "test", "/s/x/parakstit/", "GET, HEAD, OPTIONS, POST"),
        ("trust", "", "/", "GET, HEAD, OPTIONS"),
        ("trust", "", "/tsa/test", "OPTIONS, POST"),
        ("portal", "", "/konts/login/", "GET, HEAD, OPTIONS, POST, PUT"),
        ("api", "test", "/v1/openapi.json", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_tells_what_is_allowed_and_nothing_else(
    door: Callable[..., None], client: Client, *, name: str, environment: str, path: str, allowed: str
) -> None:
    door(name, environment)
    answer = client.options(path)
    assert (answer.status_code, answer["Allow"], answer.content) == (204, allowed, b"")
    assert "Content-Type" not in answer
    assert "Content-Length" not in answer


@pytest.mark.parametrize("path", ["/tsa/test", "/ocsp/test-clients"])
def test_head_of_a_refused_get_says_the_same_type(door: Callable[..., None], client: Client, path: str) -> None:
    door("trust")
    whole, head = client.get(path), client.head(path)
    assert (whole.status_code, head.status_code, head.content) == (405, 405, b"")
    assert head["Content-Type"] == whole["Content-Type"] == "application/problem+json"
    assert head["Content-Length"] == whole["Content-Length"]
