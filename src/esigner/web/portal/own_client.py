"""The portal as a registered client of the E-signer: it calls the API as every institution does."""

from pathlib import Path
from typing import Final

from django.conf import settings

from esigner.wire import esigner

FOLDER: Final = "portal-client"
"""Under the state folder's `pki`: certificate.pem, key.pem, chain.pem and, beside them, epak_number."""


def portal_url() -> str:
    """Give the address under which browsers reach the portal."""
    return str(settings.ESIGNER_URLS["portal"])


def connect() -> esigner.Client:
    """Give a connection to the environment in which the portal has applications signed."""
    environment = settings.ESIGNER_PORTAL_SIGNS_IN
    pki = Path(settings.ESIGNER_STATE) / "pki"
    own = pki / FOLDER
    return esigner.Client(
        settings.ESIGNER_URLS[f"api_{environment}"],
        certificate=own / "certificate.pem",
        key=own / "key.pem",
        ca=pki / "server-root" / "certificate.pem",
        epak_number=(own / "epak_number").read_text(encoding="utf-8").strip(),
    )
