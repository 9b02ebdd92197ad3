"""The place of signing among the Django apps."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Holds what is being signed, who asked for it, and how far it is."""

    name = "esigner.signing"
    label = "signing"
    verbose_name = "Parakstīšana"
    default_auto_field = "django.db.models.BigAutoField"
