"""The origins to which signers are sent back and sessions are notified: seen and decided upon with the request.

What is judged here is the address as written; whom a name leads to is judged again when something is sent there
(`wire.webhooks`), because a name's addresses may change after any check.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from esigner.errors import Text
from esigner.onboarding import models
from esigner.onboarding.checks import Check, failed, passed
from esigner.onboarding.requests.view import RequestKind
from esigner.pki import destinations
from esigner.registry import clients
from esigner.registry.errors import OriginInvalidError
from esigner.registry.kinds import Environment

MOST: Final = 20
"""Return origins of one client."""


def wanted(
    case: models.Case, *, environment: Environment, kind: RequestKind, typed: Sequence[str] | None
) -> tuple[str, ...]:
    """Return the origins that a request asks for; production takes over the test client's where it names none."""
    if typed or kind is RequestKind.CHANGE or environment is Environment.TEST or case.test_client_id is None:
        return tuple(typed or ())
    return clients.get(case.test_client_id).return_origins


def check(origins: Iterable[str]) -> tuple[Check, ...]:
    """Judge every origin; no browser and none of our notifications is sent into an internal network."""
    return tuple(_checks(list(origins)))


def _checks(origins: Sequence[str]) -> Iterator[Check]:
    if len(origins) > MOST:
        yield failed(
            "RETURN_ORIGINS_TOO_MANY",
            Text(f"Norādiet ne vairāk kā {MOST} adreses.", f"Give no more than {MOST} addresses."),
        )
        return
    for origin in origins:
        yield _check(origin)


def _check(origin: str) -> Check:
    try:
        parts = urlsplit(clients.check_origin(origin))
    except OriginInvalidError as error:
        return failed("RETURN_ORIGIN_FORM", error.detail())
    ranges = frozenset(settings.ESIGNER_ALLOWED_ADDRESS_RANGES)
    if destinations.is_public_host(parts.hostname or "", allowed_ranges=ranges):
        return passed("RETURN_ORIGIN_ADDRESS", Text(f"{origin}: adrese ir izmantojama.", f"{origin}: can be used."))
    return failed(
        "RETURN_ORIGIN_ADDRESS",
        Text(
            f"{origin}: adrese ir iekšējā tīklā vai pašā ierīcē. Norādiet adresi, kas ir sasniedzama internetā.",
            f"{origin}: the address is in an internal network or on the machine itself. Give one that can be reached "
            "over the internet.",
        ),
    )
