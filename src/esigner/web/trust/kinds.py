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

    def issuers(self) -> tuple[str, ...]:
        """Return the names of what issues certificates: each has a list and a responder."""
        known = authorities.names(sandbox=settings.ESIGNER_SANDBOX)
        return tuple(one.name for one in authorities.PLAN if self.owns(one) and one.name in known)

    def published(self) -> frozenset[str]:
        """Return the names of all available certificates."""
        rows = (one for one in authorities.PLAN if self.owns(one))
        return frozenset(one.name for one in rows if settings.ESIGNER_SANDBOX or not one.sandbox_only)


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
