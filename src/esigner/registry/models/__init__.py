"""Tables of the registry; nobody outside this app imports them."""

from esigner.registry.models.certificates import Anchor, Certificate, Challenge, PendingKey, Persona
from esigner.registry.models.clients import AllowedNetwork, Client
from esigner.registry.models.institutions import EpakCounter, EpakNumber, Institution, Membership
from esigner.registry.models.people import User

__all__ = [
    "AllowedNetwork",
    "Anchor",
    "Certificate",
    "Challenge",
    "Client",
    "EpakCounter",
    "EpakNumber",
    "Institution",
    "Membership",
    "PendingKey",
    "Persona",
    "User",
]
