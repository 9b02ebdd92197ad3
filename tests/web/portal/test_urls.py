"""The table of addresses in `urls` is what others play by: it names every address there is."""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver

from esigner.web.portal import urls


def test_table_names_every_address_of_ours() -> None:
    listed = set(re.findall(r"^    (/\S*)", str(urls.__doc__), re.MULTILINE))
    ours = {_as_listed(route) for route in _routes(urls.urlpatterns) if not route.startswith("konts/")}
    assert ours <= listed, ours - listed
    assert {one for one in listed if not one.startswith("/konts/")} <= ours


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
        route.replace("<int:number>", "<1..8>").replace("<str:environment>", "<e>").replace("<str:token>", "<token>")
    )
    return "/" + re.sub(r"<uuid:\w+>", "<id>", route)
