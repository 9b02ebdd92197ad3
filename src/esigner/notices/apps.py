"""The place of notices among the Django apps."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Holds letters, official documents and mail."""

    name = "esigner.notices"
    label = "notices"
    verbose_name = "Paziņojumi"
    default_auto_field = "django.db.models.BigAutoField"
