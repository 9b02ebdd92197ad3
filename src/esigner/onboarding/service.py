"""The E-signer as onboarding sees it: over its API, as a registered client like any other."""

from pathlib import Path

from django.conf import settings

from esigner.registry import epak, portal_client
from esigner.wire import esigner


def connect() -> esigner.Client:
    """Return a connection to the environment in which the portal has applications signed."""
    environment = settings.ESIGNER_PORTAL_SIGNS_IN
    pki = Path(settings.ESIGNER_STATE) / "pki"
    return esigner.Client(
        settings.ESIGNER_URLS[f"api_{environment}"],
        certificate=pki / portal_client.CASE / "certificate.pem",
        key=pki / portal_client.CASE / "key.pem",
        ca=pki / "server-root" / "certificate.pem",
        epak_number=epak.number_of(portal_client.CASE) or "",
    )
