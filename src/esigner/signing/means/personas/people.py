"""Who the test personas are."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from esigner.errors import Text

KeyKind: TypeAlias = Literal["P-384", "RSA-3072"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A simulated person; the personal code is of the new kind and not a real person's."""

    id: str
    given_name: str
    surname: str
    personal_code: str
    key_kind: KeyKind
    revoked: bool
    description: Text

    @property
    def title(self) -> Text:
        """Return the name with the label that the person is not real."""
        name = f"{self.given_name} {self.surname}"
        return Text(f"TESTA PERSONA: {name}", f"TEST PERSON: {name}")


PEOPLE: Final = (
    Persona(
        id="anna",
        given_name="Anna",
        surname="Bērziņa",
        personal_code="320000-00001",
        key_kind="P-384",
        revoked=False,
        description=Text("Derīgs sertifikāts, atslēga EC P-384.", "Valid certificate, key EC P-384."),
    ),
    Persona(
        id="janis",
        given_name="Jānis",
        surname="Kalniņš",
        personal_code="320000-00002",
        key_kind="RSA-3072",
        revoked=False,
        description=Text("Derīgs sertifikāts, atslēga RSA-3072.", "Valid certificate, key RSA-3072."),
    ),
    Persona(
        id="liga",
        given_name="Līga",
        surname="Ozola",
        personal_code="320000-00003",
        key_kind="P-384",
        revoked=True,
        description=Text(
            "Anulēts sertifikāts: parakstīšana neizdosies. Izmantojiet kļūdas apstrādes pārbaudei.",
            "Revoked certificate: signing will fail. Use it to test how errors are handled.",
        ),
    ),
)
