"""Tables of the registry; imported by this app alone."""

from esigner.registry.models.attempts import Attempt, KnownPlace
from esigner.registry.models.certificates import Anchor, Certificate, Challenge, PendingKey, Persona
from esigner.registry.models.clients import AllowedNetwork, Client
from esigner.registry.models.generations import EndNotice, Generation
from esigner.registry.models.institutions import EpakCounter, EpakNumber, Institution, Membership
from esigner.registry.models.lists import RevocationList
from esigner.registry.models.people import User

__all__ = [
    "AllowedNetwork",
    "Anchor",
    "Attempt",
    "Certificate",
    "Challenge",
    "Client",
    "EndNotice",
    "EpakCounter",
    "EpakNumber",
    "Generation",
    "Institution",
    "KnownPlace",
    "Membership",
    "PendingKey",
    "Persona",
    "RevocationList",
    "User",
]
