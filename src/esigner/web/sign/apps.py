"""The signing page's place among the Django apps; it owns templates and styles, no tables."""

from django.apps import AppConfig


class SignConfig(AppConfig):
    """Holds the signing page's templates and styles."""

    name = "esigner.web.sign"
    label = "web_sign"
    verbose_name = "Parakstīšanas lapa"
