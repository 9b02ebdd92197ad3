"""Where a client may call from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from esigner import audit
from esigner.pki import network_policy, network_validity
from esigner.pki.checks import Check, Outcome
from esigner.registry import clients, models
from esigner.registry.errors import NetworkRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network, its name and owner, and when it is in force."""

    cidr: str
    label: str = ""
    owner: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    """No longer in force from then on."""

    @property
    def first_day(self) -> date | None:
        """Return the first day in force, UTC; None for since it was allowed."""
        return self.valid_from.astimezone(UTC).date() if self.valid_from else None

    @property
    def last_day(self) -> date | None:
        """Return the last day in force, UTC; None where there is no end."""
        return (self.valid_to - timedelta(microseconds=1)).astimezone(UTC).date() if self.valid_to else None

    def is_in_force(self, *, at: datetime) -> bool:
        """Return whether one may call from it then."""
        return (self.valid_from is None or self.valid_from <= at) and not self.has_ended(at=at)

    def has_ended(self, *, at: datetime) -> bool:
        """Return whether its last day was before."""
        return self.valid_to is not None and self.valid_to <= at


def check_days(*, first_day: date | None, last_day: date | None, at: datetime) -> tuple[Check, ...]:
    """Return what is wrong with the days between which a network is to be allowed."""
    return network_validity.check(first_day=first_day, last_day=last_day, today=at.astimezone(UTC).date())


def check(text: str, institution_id: UUID) -> network_policy.NetworkReport:
    """Judge a network as written by the institution; an overlap with another institution's is a warning."""
    others = _in_force().exclude(client__institution_id=institution_id).values_list("cidr", flat=True)
    return network_policy.check(
        text,
        allowed_ranges=frozenset(settings.ESIGNER_ALLOWED_ADDRESS_RANGES),
        used_by_others=[ip_network(cidr) for cidr in set(others)],
    )


def allow(*, client_id: UUID, networks: Sequence[Network], act: audit.Act) -> list[Network]:
    """Add the networks to the client's and return all of them; one already in force stays as it is.

    Raises:
        NetworkRefusedError: A network fails a check.
    """
    with transaction.atomic():
        client = clients.lock(client_id)
        for network in networks:
            _add(client, network, cidr=_checked(network, client.institution_id, at=act.at), act=act)
    return of(client_id)


def withdraw(*, client_id: UUID, cidrs: Sequence[str], act: audit.Act) -> list[Network]:
    """End the networks; return those that are left."""
    with transaction.atomic():
        client = clients.lock(client_id)
        for cidr in cidrs:
            if _in_force().filter(client=client, cidr=cidr).update(ended_at=act.at):
                clients.record("client.network_withdrawn", client, act=act, data={"cidr": cidr})
    return of(client_id)


def of(client_id: UUID) -> list[Network]:
    """Return the client's networks."""
    rows = _in_force().filter(client_id=client_id).order_by("created_at", "cidr")
    return [
        Network(cidr=row.cidr, label=row.label, owner=row.owner, valid_from=row.valid_from, valid_to=row.valid_to)
        for row in rows
    ]


def includes(address: str, *, networks: Sequence[str]) -> bool:
    """Return whether the address is in one of the networks (CIDR); False where it is not an address."""
    try:
        caller = _plain(ip_address(address))
    except ValueError:
        return False
    return any(caller in ip_network(cidr) for cidr in networks)


def admit_machine(*, client_id: UUID, cidr: str, label: str, act: audit.Act) -> None:
    """Allow a network of our own machines past the rules for institutions; for the portal's client."""
    with transaction.atomic():
        _add(clients.lock(client_id), Network(cidr=cidr, label=label), cidr=cidr, act=act)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that a dual-stack socket shows as ::ffff:a.b.c.d."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _checked(network: Network, institution_id: UUID, *, at: datetime) -> str:
    report = check(network.cidr, institution_id)
    days = check_days(first_day=network.first_day, last_day=network.last_day, at=at)
    if report.network is None or not report.passed or days:
        failed = (one.name for one in (*report.checks, *days) if one.outcome is Outcome.FAILED)
        raise NetworkRefusedError(cidr=network.cidr, check=next(failed, "NETWORK_PARSE"))
    return str(report.network)


def _add(client: models.Client, network: Network, *, cidr: str, act: audit.Act) -> None:
    fields = {"label": network.label, "owner": network.owner, "valid_from": network.valid_from,
              "valid_to": network.valid_to, "created_at": act.at}  # fmt: skip
    _end_what_ran_out(client, cidr=cidr, act=act)
    _, is_new = models.AllowedNetwork.objects.get_or_create(client=client, cidr=cidr, ended_at=None, defaults=fields)
    if is_new:
        data: dict[str, audit.JSON] = {
            "cidr": cidr,
            "label": network.label,
            "owner": network.owner,
            "validFrom": _iso(network.first_day),
            "validTo": _iso(network.last_day),
        }
        clients.record("client.network_allowed", client, act=act, data=data)


def _end_what_ran_out(client: models.Client, *, cidr: str, act: audit.Act) -> None:
    """End networks whose last day is over, to make room for the same ones with other days."""
    if _in_force().filter(client=client, cidr=cidr, valid_to__lte=act.at).update(ended_at=act.at):
        clients.record("client.network_withdrawn", client, act=act, data={"cidr": cidr})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _in_force() -> QuerySet[models.AllowedNetwork]:
    return models.AllowedNetwork.objects.filter(ended_at__isnull=True)
