"""The Django app that owns the onboarding tables."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """Applications, cases, connection requests, consultations."""

    name = "esigner.onboarding"
    label = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"
