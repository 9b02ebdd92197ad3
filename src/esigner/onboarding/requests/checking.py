"""All checks of a connection request at once, before it is submitted and again when it is approved."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner.errors import Text
from esigner.onboarding import case_rows, models, prose
from esigner.onboarding.checks import Check, failed, none_failed
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import origins
from esigner.onboarding.requests.entries import Key, NetworkEntry, ThirdPartyCertificate
from esigner.registry import certificates, networks
from esigner.registry.kinds import Environment

MOST_NETWORKS: Final = 50
LONGEST_CIDR: Final = 100
"""Characters, as typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChecks:
    """Every check's result."""

    networks: tuple[Check, ...]
    """For every network typed, in order; the text names it."""
    key: tuple[Check, ...]
    origins: tuple[Check, ...] = ()
    """For every return origin, in order; the text names it."""
    passed: bool
    """No check failed; warnings do not block."""

    @property
    def every(self) -> tuple[Check, ...]:
        """Return all results in the order of the form."""
        return (*self.networks, *self.key, *self.origins)


def challenge(*, case_id: uuid.UUID, by: Person, at: datetime) -> bytes:
    """Return a fresh challenge (UTF-8 text) to sign with a third-party certificate's key, as proof of possession."""
    row = case_rows.find_to_act(case_id, by=by)
    return certificates.challenge(institution_id=row.institution_id, at=at).encode()


def check(
    *,
    case_id: uuid.UUID,
    by: Person,
    environment: Environment,
    networks: Sequence[NetworkEntry],
    key: Key,
    return_origins: Sequence[str] = (),
    at: datetime,
) -> RequestChecks:
    """Make every check and store nothing."""
    row = case_rows.find_to_act(case_id, by=by)
    return run(row, environment=environment, entries=networks, key=key, return_origins=return_origins, at=at)


def run(
    row: models.Case,
    *,
    environment: Environment,
    entries: Sequence[NetworkEntry],
    key: Key | None,
    return_origins: Sequence[str] = (),
    at: datetime,
    request_id: str = "",
    needs_networks: bool = True,
) -> RequestChecks:
    """Make every check of a case's request; asks the third party's OCSP responder, so never under a lock."""
    of_networks = _networks(row.institution_id, entries, needed=needs_networks, at=at)
    of_key = () if key is None else _key(row.institution_id, environment, key, at=at, request_id=request_id)
    of_origins = origins.check(return_origins)
    passed = none_failed((*of_networks, *of_key, *of_origins))
    return RequestChecks(networks=of_networks, key=of_key, origins=of_origins, passed=passed)


def _networks(
    institution_id: uuid.UUID, entries: Sequence[NetworkEntry], *, needed: bool, at: datetime
) -> tuple[Check, ...]:
    if not entries and needed:
        missing = Text("Norādiet vismaz vienu IP adresi vai tīklu.", "Give at least one IP address or network.")
        return (failed("NETWORK_MISSING", missing),)
    if len(entries) > MOST_NETWORKS:
        many = Text(f"Norādiet ne vairāk kā {MOST_NETWORKS} tīklus.", f"Give at most {MOST_NETWORKS} networks.")
        return (failed("NETWORK_COUNT", many),)
    return tuple(one for entry in entries for one in _network(institution_id, entry, at=at))


def _network(institution_id: uuid.UUID, entry: NetworkEntry, *, at: datetime) -> tuple[Check, ...]:
    """Return the checks of one network; one whose texts cannot be accepted is not checked further, nor repeated."""
    lengths = ((entry.cidr, LONGEST_CIDR), (entry.label, prose.LONGEST_LINE), (entry.owner, prose.LONGEST_LINE))
    faults = (prose.fault(text, longest=longest) for text, longest in lengths)
    if fault := next((one for one in faults if one), None):
        return (failed("NETWORK_TEXT", fault.detail()),)
    days = networks.check_days(first_day=entry.valid_from, last_day=entry.valid_to, at=at)
    return tuple(
        Check(name=one.name, outcome=one.outcome, text=_named(entry.cidr, one.text))
        for one in (*networks.check(entry.cidr, institution_id).checks, *days)
    )


def _named(cidr: str, text: Text) -> Text:
    return Text(f"{cidr}: {text.lv}", f"{cidr}: {text.en}")


def _key(
    institution_id: uuid.UUID, environment: Environment, key: Key, *, at: datetime, request_id: str
) -> tuple[Check, ...]:
    if isinstance(key, bytes):
        return certificates.check_csr(
            csr=key, institution_id=institution_id, environment=environment, request=request_id
        ).checks
    if environment is Environment.TEST:
        test = Text("Testa videi nosūtiet CSR.", "For the test environment send a CSR.")
        return (failed("CSR_NEEDED_IN_TEST", test),)
    return _third_party(institution_id, environment, key, at=at)


def _third_party(
    institution_id: uuid.UUID, environment: Environment, key: ThirdPartyCertificate, *, at: datetime
) -> tuple[Check, ...]:
    return certificates.check_third_party(
        institution_id=institution_id,
        environment=environment,
        certificate_pem=key.certificate_pem,
        chain_pem=key.chain_pem,
        nonce_signature=key.nonce_signature,
        at=at,
    ).checks
