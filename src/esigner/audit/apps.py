"""The place of audit among the Django apps."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Holds what happened, append-only."""

    name = "esigner.audit"
    label = "audit"
    verbose_name = "Revīzija"
    default_auto_field = "django.db.models.BigAutoField"
