"""Tables of the registry; nobody outside this app imports them."""

from esigner.registry.models.people import User

__all__ = ["User"]
