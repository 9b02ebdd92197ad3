"""What every process of an installation needs in memory, loaded once before forking."""

import importlib
from typing import Final

from esigner.config.doors import DOORS

MODULES: Final = (
    "esigner.config.door.serve",
    "esigner.config.worker",
    "django.core.handlers.wsgi",
    *(door.urls for door in DOORS.values()),
)
"""The views, too: what they read from settings when imported would be wrong in five of six doors, and a test of
each door would notice."""


def load() -> None:
    """Import them."""
    for name in MODULES:
        importlib.import_module(name)
