"""Who sits at the browsers. All invented; numbers carry valid check digits."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, replace
from typing import Final

PASSWORD: Final = "parole-parlukam-2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """An official who applies for an institution."""

    given_name: str
    surname: str
    email: str
    institution: str
    registration_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One of the agency's people."""

    given_name: str
    surname: str
    email: str
    role: str
    secret: str = ""

    def with_secret(self, secret: str) -> "Officer":
        """Return the same person with the secret of the second factor."""
        return replace(self, secret=secret)

    def code(self) -> str:
        """Return the code that the person's app shows now (RFC 6238)."""
        key = base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))
        digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
        at = digest[-1] & 0x0F
        number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"


LIBRARY: Final = Applicant(
    given_name="Zane",
    surname="Grāmatniece",
    email="zane@biblioteka.example",
    institution="Parauga novada bibliotēka",
    registration_number="90009999006",
)
STAFF: Final = (
    Officer(given_name="Rita", surname="Reģistratore", email="rita@agentura.example", role="registrar"),
    Officer(given_name="Otto", surname="Otrais", email="otto@agentura.example", role="second_officer"),
    Officer(given_name="Pēteris", surname="Atslēga", email="peteris@agentura.example", role="pki_operator"),
    Officer(given_name="Aija", surname="Auditore", email="aija@agentura.example", role="auditor"),
)
