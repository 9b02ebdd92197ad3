"""Signing as a test persona: the same steps as with every means, but the key is here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from django.conf import settings

from esigner import ades
from esigner.errors import Text
from esigner.registry.kinds import Environment
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means.personas import wallet
from esigner.signing.means.personas.people import PEOPLE, Persona
from esigner.signing.means.port import Choice, Done, State, Step, Task
from esigner.wire.keys.pkcs12 import FileKey


class Personas:
    """The means of signing for tests."""

    name = "personas"
    title = Text("Testa personas", "Test persons")
    is_simulated = True
    lifetime = timedelta(minutes=5)

    def available(self, environment: Environment) -> bool:
        """Return True only in the test environment of an installation that says it is for trying out."""
        return environment is Environment.TEST and bool(settings.ESIGNER_SANDBOX)

    def choices(self) -> Sequence[Choice]:
        """Return every persona."""
        return tuple(Choice(id=persona.id, title=persona.title, description=persona.description) for persona in PEOPLE)

    def certificate(self, choice_id: str, *, at: datetime) -> x509.Certificate:
        """Return the persona's certificate."""
        return wallet.certificate(_persona(choice_id), at=at)

    def begin(self, task: Task) -> Step:
        """Return the value at once: the key is here."""
        prepared, persona = task.prepared, _persona(task.choice_id)
        key = FileKey(certificate=prepared.signer, chain=prepared.chain, private_key=wallet.key(persona))
        form = ades.ValueForm.DER if persona.key_kind == "P-384" else ades.ValueForm.RSA_PKCS1
        return Done(value=key.sign(prepared.to_be_signed, algorithm=prepared.signature_algorithm), form=form)

    def resume(self, task: Task, *, state: State, came: Mapping[str, str]) -> Step:
        """Return the value; the person never has to come back."""
        del state, came
        return self.begin(task)


PERSONAS: Final = Personas()


def _persona(choice_id: str) -> Persona:
    for persona in PEOPLE:
        if persona.id == choice_id:
            return persona
    raise MeansNotAvailableError
