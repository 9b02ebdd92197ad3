"""Its place among the Django apps; it has tasks and no tables."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Exports the heads of the audit log."""

    name = "esigner.custody"
    label = "custody"
    verbose_name = "Glabāšana"
