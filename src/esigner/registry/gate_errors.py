"""Why the gate keeps a caller out: one class per reason, in the order in which they are judged."""

from typing import TYPE_CHECKING, ClassVar

from esigner.errors import EsignerError, Text

if TYPE_CHECKING:
    from esigner.registry.clients import Client


class GateRefusedError(EsignerError):
    """The caller is not admitted; `client` is set where the certificate identified it."""

    status: ClassVar[int] = 403

    def __init__(self, *, client: "Client | None" = None, **data: object) -> None:
        """Keep the client for the audit, separate from the data of the sentence."""
        super().__init__(**data)
        self.client = client


class ClientCertificateMissingError(GateRefusedError):
    """No certificate."""

    code = "CLIENT_CERTIFICATE_MISSING"
    text = Text(
        "Savienojumā nav klienta sertifikāta. Uzstādiet sertifikātu un atslēgu savā TLS klientā.",
        "The connection carries no client certificate. Configure the certificate and key in your TLS client.",
    )
    status = 401


class ClientCertificateUnreadableError(GateRefusedError):
    """One came, but it cannot be read, or is too large to be."""

    code = "CLIENT_CERTIFICATE_UNREADABLE"
    text = Text(
        "Klienta sertifikāts ir saņemts, bet tas nav nolasāms vai ir lielāks par 16 KiB. Pārbaudiet to ar „openssl "
        "x509 -text -in fails” un izmantojiet sertifikātu no pieslēguma pakotnes vai izdodiet to no jauna.",
        "The client certificate was received, but it cannot be read or is larger than 16 KiB. Check it with “openssl "
        "x509 -text -in file”, and use the one from the connection pack or have it issued again.",
    )
    status = 401


class ClientCertificateUnknownError(GateRefusedError):
    """Leads to no anchor of this environment, or is not registered."""

    code = "CLIENT_CERTIFICATE_UNKNOWN"
    text = Text(
        "Klienta sertifikāts šajā vidē nav reģistrēts. Izmantojiet sertifikātu no pieslēguma pakotnes.",
        "The client certificate is not registered in this environment. Use the one from the connection pack.",
    )
    status = 401


class ClientCertificateOtherEnvironmentError(GateRefusedError):
    """Belongs to the other environment; data: `environment` (this one)."""

    code = "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT"
    text = Text(
        "Klienta sertifikāts pieder citai videi. Katrai videi ir savs sertifikāts un sava adrese.",
        "The client certificate belongs to the other environment. Each has its own certificate and address.",
    )


class ClientCertificateExpiredError(GateRefusedError):
    """Past its validity or not yet valid; data: `not_after`."""

    code = "CLIENT_CERTIFICATE_EXPIRED"
    text = Text(
        "Klienta sertifikāta derīguma laiks ir beidzies vai vēl nav sācies. Piesakiet jaunu sertifikātu.",
        "The client certificate is past its validity, or not yet valid. Apply for a new one.",
    )


class ClientCertificateRevokedError(GateRefusedError):
    """Revoked; data: `revoked_at`."""

    code = "CLIENT_CERTIFICATE_REVOKED"
    text = Text(
        "Klienta sertifikāts ir anulēts. Izmantojiet citu reģistrētu sertifikātu.",
        "The client certificate is revoked. Use another registered certificate.",
    )


class ClientSuspendedError(GateRefusedError):
    """The client is suspended or closed; data: `status`."""

    code = "CLIENT_SUSPENDED"
    text = Text(
        "Pieslēgums ir ierobežots vai slēgts. Sazinieties ar aģentūru.",
        "The connection is suspended or closed. Contact the agency.",
    )


class AddressNotAllowedError(GateRefusedError):
    """The caller's address is in none of the client's networks; data: `address`."""

    code = "ADDRESS_NOT_ALLOWED"
    text = Text(
        "Adrese {address} nav starp atļautajām IP adresēm. Piesakiet to iestādes pieslēgumam.",
        "The address {address} is not among the allowed networks. Apply for it to be added.",
    )


class EpakNumberMissingError(GateRefusedError):
    """The header is absent."""

    code = "EPAK_NUMBER_MISSING"
    text = Text(
        "Trūkst galvenes EPAK-Number ar EPAK reģistrācijas numuru.",
        "The header EPAK-Number with the EPAK number is missing.",
    )


class EpakNumberMismatchError(GateRefusedError):
    """The number is not the client's; data: none, so that nobody learns whose it is."""

    code = "EPAK_NUMBER_MISMATCH"
    text = Text(
        "EPAK reģistrācijas numurs neatbilst klienta sertifikātam.",
        "The EPAK number does not belong to the client certificate.",
    )
