"""Brings an installation up to date; run at every start, so the second time it changes nothing. One at a time does so.

1. the secret key of the installation
2. the tables, and what the application may do with them
3. authorities, their responders, time-stamping units, the doors' certificate, the anchors
4. the portal's own client
5. in a sandbox: the test personas
"""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from esigner import audit
from esigner.config import connections, tables
from esigner.config.secret import ensure_secret_key
from esigner.registry import authorities
from esigner.registry.kinds import Environment
from esigner.registry.portal_client import bootstrap_portal
from esigner.signing.means.personas import wallet


def bootstrap() -> None:
    """Run all steps."""
    state: Path = settings.ESIGNER_STATE
    state.mkdir(mode=0o750, parents=True, exist_ok=True)
    ensure_secret_key(state)  # (1)
    with connections.alone("bootstrap"):
        _bring_up_to_date(state)


def _bring_up_to_date(state: Path) -> None:
    tables.bring_up_to_date()  # (2)
    act = audit.by_system(at=timezone.now())
    authorities.bootstrap(state=state, act=act, urls=settings.ESIGNER_URLS)  # (3)
    bootstrap_portal(environment=Environment(settings.ESIGNER_PORTAL_SIGNS_IN), act=act)  # (4)
    if settings.ESIGNER_SANDBOX:
        wallet.bootstrap(at=act.at)  # (5)
