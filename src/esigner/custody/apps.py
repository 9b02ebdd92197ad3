"""Its place among the Django apps."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Exports the heads of the audit log, and keeps what verifications found."""

    name = "esigner.custody"
    label = "custody"
    verbose_name = "Glabāšana"
    default_auto_field = "django.db.models.BigAutoField"
