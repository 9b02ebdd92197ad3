"""Step 5: changes of a connection that works; in production each is its own small request."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from esigner.onboarding import case_rows, correspondence, engine, models, permissions, prose
from esigner.onboarding.applications.form import Contact
from esigner.onboarding.applications.validation import check_contacts, holds_personal_code
from esigner.onboarding.errors import CertificateNotOfCase, ExplanationMissing, FormIncomplete, NotAllowed, RequestEmpty
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import EPARAKSTITAJS, Side
from esigner.onboarding.requests import connecting, storing
from esigner.onboarding.requests.approval import decide, lock
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestKind, RequestState, RequestView, find, read
from esigner.registry import certificates, clients
from esigner.registry.kinds import CertificateStatus, Environment, RevocationReason


def request_change(
    *,
    case_id: uuid.UUID,
    by: Person,
    environment: Environment,
    networks: Sequence[NetworkEntry] = (),
    key: Key | None = None,
    at: datetime,
) -> RequestView:
    """Ask for a further certificate (both then work) or further networks; ChecksFailed with all results."""
    case = case_rows.find_to_act(case_id, by=by)
    case_rows.client(case, environment)
    if not networks and key is None:
        raise RequestEmpty
    return storing.submit(
        case,
        "request_change",
        by=by,
        environment=environment,
        kind=RequestKind.CHANGE,
        networks=networks,
        key=key,
        return_origins=(),
        at=at,
    )


def approve_change(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Approve a further certificate or network; mailed."""
    found = find(request_id, by=by)
    permissions.check_can_approve_connections(by)
    if found.submitted_by_id == by.id:
        raise NotAllowed
    connecting.check_again(found.case, found, at=at)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        row = lock(request_id, states=(RequestState.SUBMITTED,), kind=RequestKind.CHANGE)
        row.checks = found.checks
        environment = Environment(row.environment)
        client = case_rows.client(case, environment)
        connecting.add_to_client(row, client_id=client.id, actor=by.actor, at=at)
        decide(row, RequestState.APPROVED, by=by, at=at)
        _record(case, "approve_change", by=by, at=at, environment=environment, subject=str(row.pk))
    return read(row)


def revoke_certificate(*, case_id: uuid.UUID, certificate_id: uuid.UUID, by: Person, reason: str, at: datetime) -> None:
    """Revoke at once, by the institution or the agency; the doors refuse it from the next request on.

    Args:
        case_id: Whose.
        certificate_id: One of the case's clients'.
        by: A member of the institution, or an officer who approves connections.
        reason: A `registry.kinds.RevocationReason`.
        at: Now.
    """
    found = case_rows.find(case_id, by=by)
    acts = permissions.can_act_for_case(by, institution_id=found.institution_id)
    if not acts and not permissions.can_approve_connections(by):
        raise NotAllowed
    certificate = certificates.get(certificate_id)
    environment = _environment_of(found, certificate.client_id)
    explanation = RevocationReason(reason).title.lv if reason in set(RevocationReason) else reason
    with transaction.atomic():
        case = case_rows.lock(case_id)
        certificates.revoke(certificate_id=certificate_id, reason=reason, actor=by.actor, at=at)
        _record(
            case, "revoke", by=by, at=at, environment=environment, subject=str(certificate_id),
            values={"serial": certificate.serial, "explanation": explanation},
        )  # fmt: skip


def suspend(*, case_id: uuid.UUID, environment: Environment, by: Person, reason: str, at: datetime) -> None:
    """Suspend the environment's client (agency); mailed with the reason."""
    _check_explained(reason)
    found = _found_for_agency(case_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        client = case_rows.client(case, environment)
        clients.suspend(client_id=client.id, reason=reason.strip(), actor=by.actor, at=at)
        values = {"explanation": reason.strip()}
        _record(case, "suspend", by=by, at=at, environment=environment, subject=str(client.id), values=values)


def resume(*, case_id: uuid.UUID, environment: Environment, by: Person, at: datetime) -> None:
    """Lift the suspension (agency); mailed."""
    found = _found_for_agency(case_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        client = case_rows.client(case, environment)
        clients.resume(client_id=client.id, actor=by.actor, at=at)
        _record(case, "resume", by=by, at=at, environment=environment, subject=str(client.id))


def close(*, case_id: uuid.UUID, by: Person, reason: str, at: datetime) -> None:
    """Close the case (agency): its clients are closed, its certificates revoked; mailed with the reason."""
    _check_explained(reason)
    found = _found_for_agency(case_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        engine.check_move(case, "close")
        for client_id in filter(None, (case.test_client_id, case.production_client_id)):
            _end_client(client_id, by=by, reason=reason.strip(), at=at)
        _record(case, "close", by=by, at=at, values={"explanation": reason.strip()})


def contacts(*, case_id: uuid.UUID, by: Person) -> tuple[Contact, ...]:
    """Give the technical contacts in force."""
    return tuple(Contact(**contact) for contact in case_rows.find(case_id, by=by).contacts)


def change_contacts(*, case_id: uuid.UUID, by: Person, contacts: Sequence[Contact], at: datetime) -> None:
    """Replace the technical contacts of the case; FormIncomplete where one is wrong."""
    found = case_rows.find(case_id, by=by)
    permissions.check_can_represent_case(by, institution_id=found.institution_id)
    if faults := check_contacts(tuple(contacts)):
        raise FormIncomplete(fields=faults)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        case.contacts = [{"name": c.name, "email": c.email, "phone": c.phone} for c in contacts]
        case.save(update_fields=["contacts"])
        names = ", ".join(contact.name for contact in contacts)
        _record(case, "change_contacts", by=by, at=at, values={"contacts": names})


def _found_for_agency(case_id: uuid.UUID, *, by: Person) -> models.Case:
    found = case_rows.find(case_id, by=by)
    permissions.check_can_approve_connections(by)
    return found


def _check_explained(reason: str) -> None:
    """Refuse an empty reason, and one with a personal code: it goes into the audit, which keeps none."""
    prose.check(reason, longest=prose.LONGEST_EXPLANATION)
    if not reason.strip() or holds_personal_code(reason):
        raise ExplanationMissing


def _environment_of(case: models.Case, client_id: uuid.UUID | None) -> Environment:
    """Give the environment of a client of the case; CertificateNotOfCase for any other client."""
    if client_id is not None and client_id == case.test_client_id:
        return Environment.TEST
    if client_id is not None and client_id == case.production_client_id:
        return Environment.PRODUCTION
    raise CertificateNotOfCase


def _end_client(client_id: uuid.UUID, *, by: Person, reason: str, at: datetime) -> None:
    ended = RevocationReason.CESSATION_OF_OPERATION.value
    for certificate in certificates.of_client(client_id):
        if certificate.status is CertificateStatus.ACTIVE:
            certificates.revoke(certificate_id=certificate.id, reason=ended, actor=by.actor, at=at)
    clients.close(client_id=client_id, reason=reason, actor=by.actor, at=at)


def _record(
    case: models.Case,
    move: str,
    *,
    by: Person,
    at: datetime,
    environment: Environment | None = None,
    subject: str = "",
    values: dict[str, str] | None = None,
) -> None:
    """Record the change and mail the other side."""
    engine.advance(
        case, move, actor=by.actor, at=at, institution=str(case.institution_id), subject=subject,
        environment=environment.value if environment else "",
    )  # fmt: skip
    notice = EPARAKSTITAJS.transition(move).notice
    if notice is None:
        return
    to = Side.INSTITUTION if by.is_officer else Side.AGENCY
    correspondence.send(
        notice,
        case_id=case.pk,
        to=to,
        recipients=correspondence.of_institution(case) if by.is_officer else correspondence.agency(),
        values=case_rows.values(case) | {"environment": environment.value if environment else ""} | (values or {}),
        at=at,
    )
