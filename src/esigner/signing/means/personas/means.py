"""Signing as a test persona: the same prepare and finalize as everybody, the key just lies here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from django.conf import settings

from esigner import ades
from esigner.errors import Text
from esigner.registry.kinds import Environment
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means.personas import wallet
from esigner.signing.means.personas.people import PEOPLE, Persona
from esigner.signing.means.port import Choice


class Personas:
    """The means of signing for tests."""

    name = "personas"
    title = Text("Testa personas", "Test persons")
    is_simulated = True

    def available(self, environment: Environment) -> bool:
        """Say yes only in the test environment of an installation that says it is for trying out."""
        return environment is Environment.TEST and bool(settings.ESIGNER_SANDBOX)

    def choices(self) -> Sequence[Choice]:
        """Return every persona."""
        return tuple(Choice(id=persona.id, title=persona.title, description=persona.description) for persona in PEOPLE)

    def certificate(self, choice_id: str, *, at: datetime) -> x509.Certificate:
        """Return the persona's certificate."""
        return wallet.certificate(_persona(choice_id), at=at)

    def sign(self, choice_id: str, prepared: ades.Prepared) -> bytes:
        """Return the value made with the persona's key."""
        return ades.sign(prepared, key=wallet.key(_persona(choice_id)))


PERSONAS: Final = Personas()


def _persona(choice_id: str) -> Persona:
    for persona in PEOPLE:
        if persona.id == choice_id:
            return persona
    raise MeansNotAvailableError
