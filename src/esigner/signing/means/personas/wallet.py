"""The personas' certificates and keys, as the registry keeps them; made when they are first asked for."""

from datetime import datetime
from functools import lru_cache

from cryptography import x509
from django.conf import settings

from esigner import audit
from esigner.pki.keys import PrivateKey
from esigner.registry import certificates
from esigner.signing.means.personas.people import PEOPLE, Persona


def bootstrap(*, at: datetime) -> None:
    """Have every persona's key and certificate made; what is there already stays."""
    for persona in PEOPLE:
        certificate(persona, at=at)


def certificate(persona: Persona, *, at: datetime) -> x509.Certificate:
    """Return the persona's certificate."""
    issued = certificates.issue_persona(
        slug=persona.id,
        given_name=persona.given_name,
        surname=persona.surname,
        personal_code=persona.personal_code,
        key_kind=persona.key_kind,
        revoked=persona.revoked,
        act=audit.by_system(at=at),
    )
    return issued.certificate.certificate()


def key(persona: Persona) -> PrivateKey:
    """Return the persona's key; loaded once, because checking an RSA key costs more than signing with it."""
    return _key(str(settings.ESIGNER_STATE), persona.id)


@lru_cache(maxsize=32)
def _key(state: str, persona_id: str) -> PrivateKey:
    del state  # another state folder holds other keys
    return certificates.persona_key(persona_id)
