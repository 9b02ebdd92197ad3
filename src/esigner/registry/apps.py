"""The registry's place among the Django apps."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Holds who may do what, and with which key."""

    name = "esigner.registry"
    label = "registry"
    verbose_name = "Reģistrs"
    default_auto_field = "django.db.models.BigAutoField"
