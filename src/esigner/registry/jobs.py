"""What the registry leaves to the worker: enqueued by name in the transaction that causes it."""

from typing import Final

from procrastinate.contrib.django import app

MAINTENANCE: Final = "maintenance"
PUBLISH_LIST: Final = "registry.publish_list"
RENEW_LISTS: Final = "registry.renew_lists"
RENEW: Final = "registry.renew"


def publish_list(*, authority: str) -> None:
    """Have the worker publish the authority's revocation list anew."""
    app.configure_task(PUBLISH_LIST, queue=MAINTENANCE).defer(authority=authority)
