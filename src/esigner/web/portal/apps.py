"""The portal as a Django app: templates and static files, no tables."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the portal's templates, tags and static files."""

    name = "esigner.web.portal"
    label = "portal"
