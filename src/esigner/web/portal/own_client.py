"""The portal as a registered client of the E-signer: it calls the API as every institution does."""

from django.conf import settings

from esigner.onboarding.service import connect

__all__ = ["connect", "portal_url"]


def portal_url() -> str:
    """Return the address under which browsers reach the portal."""
    return str(settings.ESIGNER_URLS["portal"])
