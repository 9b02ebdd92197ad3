"""What is ordered from the simulated provider, read from JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from esigner.pki import subjects
from esigner.pki.keys import PublicKey
from esigner.pkix import requests
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.registry.certificates.simulated import SimulatedKind
from esigner.web.trust.errors import OrderUnreadableError

_KINDS: Final[dict[str, SimulatedKind]] = {"client": "client", "signer": "signer", "seal": "seal"}
_FIELDS: Final = {
    "commonName": "common_name",
    "givenName": "given_name",
    "surname": "surname",
    "serialNumber": "serial_number",
    "organisationName": "organisation_name",
    "organisationIdentifier": "organisation_identifier",
    "country": "country",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A certificate as ordered."""

    kind: SimulatedKind
    public_key: PublicKey
    subject: x509.Name
    not_before: datetime | None
    not_after: datetime | None


def read(body: bytes) -> Order:
    """Return the order: `csr`, `kind`, `commonName` and, optionally, the other fields and times.

    Raises:
        OrderUnreadableError: A field is missing or not valid.
    """
    fields = read_object(body)
    return Order(
        kind=_kind(fields),
        public_key=_public_key(fields),
        subject=_subject(fields),
        not_before=_moment(fields, "notBefore"),
        not_after=_moment(fields, "notAfter"),
    )


def read_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object."""
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise OrderUnreadableError(field="JSON") from error
    if not isinstance(fields, dict):
        raise OrderUnreadableError(field="JSON")
    return fields


def _kind(fields: dict[str, Any]) -> SimulatedKind:
    try:
        return _KINDS[str(fields.get("kind"))]
    except KeyError as error:
        raise OrderUnreadableError(field="kind") from error


def _public_key(fields: dict[str, Any]) -> PublicKey:
    try:
        request = requests.load_pem(str(fields.get("csr", "")).encode())
        key = requests.public_key(request)
    except CertificatePartUnreadableError as error:
        raise OrderUnreadableError(field="csr") from error
    if not requests.proves_possession(request) or not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
        raise OrderUnreadableError(field="csr")
    return key


def _subject(fields: dict[str, Any]) -> x509.Name:
    given = {own: str(fields[name]) for name, own in _FIELDS.items() if fields.get(name)}
    try:
        return subjects.foreign(**given)
    except (TypeError, ValueError) as error:
        raise OrderUnreadableError(field="commonName") from error


def _moment(fields: dict[str, Any], name: str) -> datetime | None:
    if not fields.get(name):
        return None
    try:
        moment = datetime.fromisoformat(str(fields[name]))
    except ValueError as error:
        raise OrderUnreadableError(field=name) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
