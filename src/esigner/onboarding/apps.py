"""The Django app that owns the onboarding tables."""

from importlib import import_module
from typing import Final

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

NAMED: Final = (
    "guards",
    "applications.drafts",
    "applications.joining",
    "applications.rendering",
    "applications.review",
    "applications.signing",
    "applications.submission",
    "cases.milestones",
    "cases.registration",
    "consultations",
    "evidence.declaration",
    "invitations",
    "maintenance",
    "members",
    "requests.connecting",
    "terms.openings",
)
"""Modules with functions that rows of processes name."""


class OnboardingConfig(AppConfig):
    """Applications, cases, connection requests, consultations."""

    name = "esigner.onboarding"
    label = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the functions that rows of processes name, and the services that this installation adds."""
        for name in NAMED:
            import_module(f"{self.name}.{name}")
        from esigner.onboarding import moves, processes  # noqa: PLC0415 — their models are ready now

        for name in settings.ESIGNER_PROCESSES:
            process = import_string(name)
            if faults := moves.faults(process):
                raise ImproperlyConfigured("; ".join(faults))
            processes.add(process)
