"""From where a client may call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from esigner import audit
from esigner.pki import networks as policy
from esigner.pki.checks import Outcome
from esigner.registry import clients, models
from esigner.registry.errors import NetworkRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network, what it is called, whose it is, and when it is in force."""

    cidr: str
    label: str = ""
    owner: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None


def check(text: str, institution_id: UUID) -> policy.NetworkReport:
    """Judge a network as written by the institution; an overlap with another institution's is a warning."""
    others = _in_force().exclude(client__institution_id=institution_id).values_list("cidr", flat=True)
    return policy.check(
        text,
        allowed_ranges=frozenset(settings.ESIGNER_ALLOWED_ADDRESS_RANGES),
        used_by_others=[ip_network(cidr) for cidr in set(others)],
    )


def allow(*, client_id: UUID, networks: Sequence[Network], actor: audit.Actor, at: datetime) -> list[Network]:
    """Add the networks to the client's; one that it has already stays as it is. Give all of them.

    Raises:
        NetworkRefused: A network fails a check.
    """
    with transaction.atomic():
        client = clients.lock(client_id)
        for network in networks:
            _add(client, network, cidr=_checked(network.cidr, client.institution_id), actor=actor, at=at)
    return of(client_id)


def withdraw(*, client_id: UUID, cidrs: Sequence[str], actor: audit.Actor, at: datetime) -> list[Network]:
    """End the networks; give those that are left."""
    with transaction.atomic():
        client = clients.lock(client_id)
        for cidr in cidrs:
            if _in_force().filter(client=client, cidr=cidr).update(ended_at=at):
                clients.record("client.network_withdrawn", client, actor=actor, at=at, data={"cidr": cidr})
    return of(client_id)


def of(client_id: UUID) -> list[Network]:
    """Give the client's networks."""
    rows = _in_force().filter(client_id=client_id).order_by("created_at", "cidr")
    return [
        Network(cidr=row.cidr, label=row.label, owner=row.owner, valid_from=row.valid_from, valid_to=row.valid_to)
        for row in rows
    ]


def is_allowed(*, client_id: UUID, address: str, at: datetime) -> bool:
    """Say whether the client may call from the address at this time; what is no address may not."""
    try:
        caller = _plain(ip_address(address))
    except ValueError:
        return False
    rows = _in_force().filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=at), Q(valid_to__isnull=True) | Q(valid_to__gt=at),
        client_id=client_id,
    )  # fmt: skip
    return any(caller in ip_network(cidr) for cidr in rows.values_list("cidr", flat=True))


def admit_machine(*, client_id: UUID, cidr: str, label: str, actor: audit.Actor, at: datetime) -> None:
    """Allow a network of our own machines past the rules for institutions; for the portal's client."""
    with transaction.atomic():
        _add(clients.lock(client_id), Network(cidr=cidr, label=label), cidr=cidr, actor=actor, at=at)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Give the IPv4 address that a dual-stack socket shows as ::ffff:a.b.c.d."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _checked(text: str, institution_id: UUID) -> str:
    report = check(text, institution_id)
    if report.network is None or not report.passed:
        failed = next((one.name for one in report.checks if one.outcome is Outcome.FAILED), "NETWORK_PARSE")
        raise NetworkRefused(cidr=text, check=failed)
    return str(report.network)


def _add(client: models.Client, network: Network, *, cidr: str, actor: audit.Actor, at: datetime) -> None:
    fields = {"label": network.label, "owner": network.owner, "valid_from": network.valid_from,
              "valid_to": network.valid_to, "created_at": at}  # fmt: skip
    _, is_new = models.AllowedNetwork.objects.get_or_create(client=client, cidr=cidr, ended_at=None, defaults=fields)
    if is_new:
        data: dict[str, audit.JSON] = {"cidr": cidr, "label": network.label, "owner": network.owner}
        clients.record("client.network_allowed", client, actor=actor, at=at, data=data)


def _in_force() -> QuerySet[models.AllowedNetwork]:
    return models.AllowedNetwork.objects.filter(ended_at__isnull=True)
