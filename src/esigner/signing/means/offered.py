"""The means that the signing page offers: those that ESIGNER_MEANS names, where they may be used."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from esigner.registry.kinds import Environment
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means.port import Means


def offered(environment: Environment) -> Sequence[Means]:
    """Return the means of this environment; in production no simulated one."""
    return tuple(means for means in map(_means, settings.ESIGNER_MEANS) if means.available(environment))


def named(name: str, *, environment: Environment) -> Means:
    """Return the means of that name.

    Raises:
        MeansNotAvailableError: Not in this environment.
    """
    for means in offered(environment):
        if means.name == name:
            return means
    raise MeansNotAvailableError


@cache
def _means(path: str) -> Means:
    return cast("Means", import_string(path))
