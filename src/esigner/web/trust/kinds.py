"""Whose trust services are served: the installation's own, or the simulated foreign provider's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from esigner.registry import authorities
from esigner.web.trust.answers import View, problem

Params = ParamSpec("Params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One provider: which authorities are its own."""

    notice: str
    owns: Callable[[authorities.Planned], bool]
    timestamps: Sequence[str] = ()

    def slots(self) -> tuple[str, ...]:
        """Return the names of what issues certificates, whatever generation does."""
        known = authorities.names(sandbox=settings.ESIGNER_SANDBOX)
        return tuple(one.name for one in authorities.PLAN if self.owns(one) and one.name in known)

    def issuers(self) -> tuple[str, ...]:
        """Return the names of what issues certificates, all generations: each has a list and a responder."""
        rows = ((name, authorities.find(name)) for name in authorities.issuers())
        return tuple(name for name, planned in rows if planned is not None and self.owns(planned))

    def issues(self, name: str) -> bool:
        """Return whether the name is one of them; no query for a first generation."""
        planned = authorities.find(name)
        return planned is not None and planned.is_authority and self.publishes(name)

    def publishes(self, name: str) -> bool:
        """Return whether the certificate of this name is to be had."""
        planned = authorities.find(name)
        if planned is None or not self.owns(planned) or (planned.sandbox_only and not settings.ESIGNER_SANDBOX):
            return False
        return authorities.exists(name)


OWN = Kind(
    notice="E-parakstītāja uzticamības pakalpojumi / Trust services of the E-signer",
    owns=lambda planned: not planned.sandbox_only,
    timestamps=("test", "production"),
)
SIMULATED = Kind(
    notice="SIMULĒTS cits uzticamības pakalpojumu sniedzējs, tikai izmēģinājumiem / "
    "SIMULATED foreign trust service provider, for trials only",
    owns=lambda planned: planned.sandbox_only,
)


def sandbox_only(view: View[Params]) -> View[Params]:
    """Return the view where the installation is a sandbox, and nothing elsewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not settings.ESIGNER_SANDBOX:
            return problem(status=404, code="NOT_FOUND", title="Nav atrasts / Not found")
        return view(request, *args, **kwargs)

    return guarded
