"""The table of addresses in `urls` is what others play by: it names every address there is."""

import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, resolve

from esigner.web.portal import urls

TEMPLATES = Path(__file__).parents[3] / "src/esigner/web/portal/templates"
ADDRESS = re.compile(r'(?:href|action)="(/[^"]*)"')


def test_table_names_every_address_of_ours() -> None:
    listed = set(re.findall(r"^    (/\S*)", str(urls.__doc__), re.MULTILINE))
    ours = {_as_listed(route) for route in _routes(urls.urlpatterns) if not route.startswith("konts/")}
    assert ours <= listed, ours - listed
    assert {one for one in listed if not one.startswith("/konts/")} <= ours


def test_every_address_written_in_a_template_is_a_page_of_ours() -> None:
    """They are written out, as people and the acceptance tests read them; `resolve` raises for one that is none."""
    written = {found for path in TEMPLATES.rglob("*.html") for found in ADDRESS.findall(path.read_text())}
    plain = {_filled_in(one) for one in written if not re.search(r"{%|{{ (entry.path|path|link)", one)}
    assert len(plain) > 30
    for address in plain:
        resolve(address, urlconf="esigner.web.portal.urls")


def _filled_in(address: str) -> str:
    address = re.sub(r"{{ [\w.]*environment }}", "test", address.partition("?")[0].partition("#")[0])
    address = re.sub(r"{{ (part.number|block.number|before|after) }}", "1", address)
    return re.sub(r"{{ [\w.]+ }}", str(uuid.UUID(int=0)), address)


def _routes(patterns: Iterable[object], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        assert isinstance(pattern, URLPattern | URLResolver)
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def _as_listed(route: str) -> str:
    route = (
        route.replace("<int:number>", "<1..8>")
        .replace("<str:environment>", "<e>")
        .replace("<str:token>", "<token>")
        .replace("<str:role>", "<role>")
        .replace("<slug:key>", "<key>")
        .replace("<slug:step>", "<name>")
    )
    return "/" + re.sub(r"<uuid:\w+>", "<id>", route)
