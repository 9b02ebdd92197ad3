"""The registry's enumerations: environments, roles, states."""

from enum import StrEnum
from typing import Final

from esigner.errors import Text


class Environment(StrEnum):
    """Two separate worlds with their own keys and addresses; a client of one is unknown in the other."""

    TEST = "test"
    PRODUCTION = "production"

    @property
    def other(self) -> "Environment":
        """Return the other one."""
        return Environment.PRODUCTION if self is Environment.TEST else Environment.TEST

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return its name for people."""
        if self is Environment.TEST:
            return Text("Testa vide", "Test environment")
        return Text("Produkcijas vide", "Production environment")


class Role(StrEnum):
    """What a person may do: two roles within an institution, four within the agency."""

    REPRESENTATIVE = "representative"
    TECHNICAL_CONTACT = "technical_contact"
    REGISTRAR = "registrar"
    SECOND_OFFICER = "second_officer"
    PKI_OPERATOR = "pki_operator"
    AUDITOR = "auditor"

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return its name for people."""
        return _ROLE_TITLES[self]


INSTITUTION_ROLES: Final = frozenset({Role.REPRESENTATIVE, Role.TECHNICAL_CONTACT})
AGENCY_ROLES: Final = frozenset(Role) - INSTITUTION_ROLES

_ROLE_TITLES: Final = {
    Role.REPRESENTATIVE: Text("Iestādes pārstāvis", "Institution's representative"),
    Role.TECHNICAL_CONTACT: Text("Tehniskā kontaktpersona", "Technical contact"),
    Role.REGISTRAR: Text("Reģistrators", "Registrar"),
    Role.SECOND_OFFICER: Text("Otrais apstiprinātājs", "Second officer"),
    Role.PKI_OPERATOR: Text("PKI operators", "PKI operator"),
    Role.AUDITOR: Text("Auditors", "Auditor"),
}


class ClientStatus(StrEnum):
    """Whether the client may call."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class CertificateStatus(StrEnum):
    """What the registry says about a certificate; whether it is within its validity depends on the time."""

    ACTIVE = "active"
    REVOKED = "revoked"


class CertificateSource(StrEnum):
    """Who issued it: we, for a CSR, or a trusted third party."""

    ISSUED = "issued"
    THIRD_PARTY = "third_party"


class CertificateUse(StrEnum):
    """What a certificate in the registry is for."""

    CLIENT = "client"
    SIGNER = "signer"
    SEAL = "seal"
    SERVICE = "service"
    """Responders, time-stamping units, servers: known so that their status can be answered."""


class AnchorPurpose(StrEnum):
    """What an environment trusts an anchor for."""

    CLIENT = "client"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


class RevocationReason(StrEnum):
    """Why a certificate is revoked (RFC 5280 5.3.1), as `x509.ReasonFlags` spells it."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "keyCompromise"
    AFFILIATION_CHANGED = "affiliationChanged"
    SUPERSEDED = "superseded"
    CESSATION_OF_OPERATION = "cessationOfOperation"

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return its name for people."""
        return _REASON_TITLES[self]


_REASON_TITLES: Final = {
    RevocationReason.UNSPECIFIED: Text("Cits iemesls", "Another reason"),
    RevocationReason.KEY_COMPROMISE: Text("Atslēga nonākusi svešās rokās", "The key is compromised"),
    RevocationReason.AFFILIATION_CHANGED: Text("Mainījušies iestādes dati", "The institution's data changed"),
    RevocationReason.SUPERSEDED: Text("Aizstāts ar jaunu sertifikātu", "Superseded by a new certificate"),
    RevocationReason.CESSATION_OF_OPERATION: Text(
        "Pieslēgums vairs nav vajadzīgs", "The connection is no longer needed"
    ),
}
