"""Checking, writing down and announcing a request: the same for test, production and changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from esigner import audit
from esigner.onboarding import case_rows, checks, correspondence, daily, engine, models, prose
from esigner.onboarding.errors import ChecksFailedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import EPARAKSTITAJS, Side
from esigner.onboarding.requests import origins
from esigner.onboarding.requests.checking import RequestChecks, run
from esigner.onboarding.requests.entries import Key, NetworkEntry, normalised
from esigner.onboarding.requests.view import RequestKind, RequestState, RequestView, read
from esigner.registry import certificates, clients
from esigner.registry.kinds import Environment

LONGEST_ORIGINS: Final = 3_000
"""Characters of all return origins of a request."""


def submit(
    case: models.Case,
    move: str,
    *,
    by: Person,
    environment: Environment,
    kind: RequestKind,
    networks: Sequence[NetworkEntry],
    key: Key | None,
    return_origins: Sequence[str] | None,
    removed_networks: Sequence[str] = (),
    at: datetime,
) -> RequestView:
    """Check everything, then write the request, move the case and tell the agency in one transaction."""
    engine.check_move(case, move)
    daily.check(by, at=at)
    prose.check("\n".join(return_origins or ()), longest=LONGEST_ORIGINS)
    wanted = origins.wanted(case, environment=environment, kind=kind, typed=return_origins)
    results = run(
        case,
        environment=environment,
        entries=networks,
        key=key,
        return_origins=wanted,
        at=at,
        needs_networks=kind is RequestKind.CONNECTION,
    )
    if not results.passed:
        _refuse(case, move, results, by=by, environment=environment, at=at)
    key = normalised(key) if key is not None else None
    with transaction.atomic():
        locked = case_rows.lock(case.pk)
        engine.check_move(locked, move)
        row = _row(locked, by=by, environment=environment, kind=kind, networks=networks, key=key, at=at)
        row.return_origins = [clients.check_origin(origin) for origin in wanted]
        row.replaces_origins = kind is RequestKind.CHANGE and return_origins is not None
        row.removed_networks = list(removed_networks)
        row.checks = checks.as_json(results.every)
        row.save(force_insert=True)
        if isinstance(key, bytes):
            certificates.hold_key(
                csr=key, institution_id=case.institution_id, environment=environment, request=str(row.pk), at=at
            )
        _announce(locked, move, row, by=by, at=at)
    return read(row)


def _refuse(
    case: models.Case, move: str, results: RequestChecks, *, by: Person, environment: Environment, at: datetime
) -> None:
    """Record the refusal with the names of the failed checks, and raise; the request itself is not kept."""
    every = results.every
    names = checks.names_of_failed(every)
    audit.record(
        event=EPARAKSTITAJS.transition(move).audit_event,
        act=audit.Act(actor=by.actor, at=at),
        case=str(case.pk),
        institution=str(case.institution_id),
        environment=environment.value,
        outcome="refused",
        code=names[0],
        data={"failed": names},
    )
    raise ChecksFailedError(failed=", ".join(names), checks=every)


def _row(
    case: models.Case,
    *,
    by: Person,
    environment: Environment,
    kind: RequestKind,
    networks: Sequence[NetworkEntry],
    key: Key | None,
    at: datetime,
) -> models.ConnectionRequest:
    row = models.ConnectionRequest(
        case=case,
        environment=environment.value,
        kind=kind.value,
        state=RequestState.SUBMITTED.value,
        networks=[entry.as_dict() for entry in networks],
        submitted_by_id=by.id,
        submitted_by_name=by.name,
        submitted_at=at,
    )
    if isinstance(key, bytes):
        row.csr_pem = key.decode("ascii")
    elif key is not None:
        row.certificate_pem = key.certificate_pem.decode("ascii")
        row.chain_pem = key.chain_pem.decode("ascii")
        row.nonce = key.nonce
        row.nonce_signature = key.nonce_signature
    return row


def _announce(case: models.Case, move: str, row: models.ConnectionRequest, *, by: Person, at: datetime) -> None:
    transition = EPARAKSTITAJS.transition(move)
    engine.advance(
        case,
        move,
        actor=by.actor,
        at=at,
        institution=str(case.institution_id),
        subject=str(row.pk),
        environment=row.environment,
    )
    if transition.notice:
        correspondence.send(
            transition.notice,
            case_id=case.pk,
            to=Side.AGENCY,
            recipients=correspondence.agency(),
            values=case_rows.values(case) | {"environment": row.environment},
            at=at,
        )
