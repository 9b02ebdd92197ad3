"""Clients: an institution's system in one environment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from esigner import audit
from esigner.registry import models
from esigner.registry.errors import (
    ClientExistsError,
    ClientNotFoundError,
    ClientStatusRefusedError,
    EpakNumberUnknownError,
    OriginInvalidError,
)
from esigner.registry.kinds import ClientStatus, Environment

LONGEST_ORIGIN: Final = 300
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An institution's system in one environment."""

    id: UUID
    environment: Environment
    institution_id: UUID
    epak_number: str
    name: str
    status: ClientStatus
    return_origins: tuple[str, ...]
    """`scheme://host[:port]`: where a signer's browser may be sent back to."""

    @property
    def actor(self) -> audit.Actor:
        """The client as the audit names it."""
        return audit.Actor(kind="client", id=str(self.id), name=self.name)


def register(
    *,
    environment: Environment,
    institution_id: UUID,
    epak_number: str,
    name: str,
    return_origins: Sequence[str],
    act: audit.Act,
) -> Client:
    """Return a new, active client, still without certificate and networks.

    Raises:
        EpakNumberUnknownError: Not a number of this institution.
        ClientExistsError: The number has a client in this environment.
        OriginInvalidError: A return origin is not `scheme://host[:port]`.
    """
    origins = [check_origin(origin) for origin in return_origins]
    with transaction.atomic():
        number = (
            models.EpakNumber.objects.select_for_update().filter(pk=epak_number, institution=institution_id).first()
        )
        if number is None:
            raise EpakNumberUnknownError(epak_number=epak_number)
        if models.Client.objects.filter(environment=environment.value, epak_number=number).exists():
            raise ClientExistsError(epak_number=epak_number, environment=environment.value)
        row = models.Client.objects.create(
            environment=environment.value, institution_id=institution_id, epak_number=number, name=name,
            status=ClientStatus.ACTIVE.value, return_origins=origins, created_at=act.at,
        )  # fmt: skip
        record("client.registered", row, act=act, data={"name": name, "returnOrigins": origins})
    return read(row)


def get(client_id: UUID | str) -> Client:
    """Return the client.

    Raises:
        ClientNotFoundError: No such id.
    """
    row = models.Client.objects.filter(pk=client_id).first()
    if row is None:
        raise ClientNotFoundError(id=str(client_id))
    return read(row)


def of_epak_number(epak_number: str, *, environment: Environment) -> Client | None:
    """Return the client that the number has in the environment, if there is one."""
    row = models.Client.objects.filter(epak_number=epak_number, environment=environment.value).first()
    return read(row) if row else None


def suspend(*, client_id: UUID, reason: str, act: audit.Act) -> Client:
    """Stop the client's calls until it is resumed."""
    return _move(client_id, {ClientStatus.ACTIVE}, ClientStatus.SUSPENDED, reason=reason, act=act)


def resume(*, client_id: UUID, reason: str = "", act: audit.Act) -> Client:
    """Let a suspended client call again."""
    return _move(client_id, {ClientStatus.SUSPENDED}, ClientStatus.ACTIVE, reason=reason, act=act)


def close(*, client_id: UUID, reason: str, act: audit.Act) -> Client:
    """Close the client permanently."""
    before = {ClientStatus.ACTIVE, ClientStatus.SUSPENDED}
    return _move(client_id, before, ClientStatus.CLOSED, reason=reason, act=act)


def set_return_origins(*, client_id: UUID, return_origins: Sequence[str], act: audit.Act) -> Client:
    """Replace the return origins."""
    origins = [check_origin(origin) for origin in return_origins]
    with transaction.atomic():
        row = lock(client_id)
        row.return_origins = origins
        row.save(update_fields=["return_origins"])
        record("client.return_origins_set", row, act=act, data={"returnOrigins": origins})
    return read(row)


def check_origin(text: str) -> str:
    """Return the origin in its canonical spelling.

    Raises:
        OriginInvalidError: It has a path, a query, a user, or another scheme than https, is longer than any host is,
            or its host is not valid. Plain http is for programs on the machine itself.
    """
    try:
        parts = urlsplit(text.strip())
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:
        raise OriginInvalidError(origin=text) from error
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
    host = _host((parts.hostname or "").removesuffix("."))
    plain = parts.scheme == "http" and (host == "localhost" or host.startswith(("127.", "[::1]")))
    if not host or extra or port == ":0" or not (parts.scheme == "https" or plain):
        raise OriginInvalidError(origin=text)
    origin = f"{parts.scheme}://{host}{port}"
    if len(origin) > LONGEST_ORIGIN or not origin.isprintable() or " " in origin:
        raise OriginInvalidError(origin=text[:LONGEST_ORIGIN])
    return origin


def _host(name: str) -> str:
    """Return a host as an origin writes it; empty where it is neither a name nor an address."""
    if ":" in name:
        return f"[{name}]"
    labels = name.split(".")
    return name if all(label and label.replace("-", "").isalnum() and label[0] != "-" for label in labels) else ""


def lock(client_id: UUID | str) -> models.Client:
    """Return the row, locked until the transaction ends; for this app's own functions.

    Raises:
        ClientNotFoundError: No such id.
    """
    row = models.Client.objects.select_for_update().filter(pk=client_id).first()
    if row is None:
        raise ClientNotFoundError(id=str(client_id))
    return row


def read(row: models.Client) -> Client:
    """Return the row as a value."""
    return Client(
        id=row.id, environment=Environment(row.environment), institution_id=row.institution_id,
        epak_number=row.epak_number_id, name=row.name, status=ClientStatus(row.status),
        return_origins=tuple(row.return_origins),
    )  # fmt: skip


def record(
    event: str,
    row: models.Client,
    *,
    act: audit.Act,
    subject: str = "",
    data: "dict[str, audit.JSON] | None" = None,
) -> None:
    """Record an event of this client under its case, institution and environment."""
    audit.record(
        event=event, act=act, case=row.epak_number.case, institution=str(row.institution_id),
        client=str(row.id), subject=subject, environment=row.environment, data=data or {},
    )  # fmt: skip


def _move(
    client_id: UUID,
    before: set[ClientStatus],
    after: ClientStatus,
    *,
    reason: str,
    act: audit.Act,
) -> Client:
    with transaction.atomic():
        row = lock(client_id)
        if ClientStatus(row.status) not in before:
            raise ClientStatusRefusedError(status=row.status)
        row.status = after.value
        row.save(update_fields=["status"])
        event = "client.resumed" if after is ClientStatus.ACTIVE else f"client.{after.value}"
        record(event, row, act=act, data={"reason": reason})
    return read(row)
