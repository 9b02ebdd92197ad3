"""Step 5: changes of a connection that works; in production each is its own small request."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import (
    case_rows,
    correspondence,
    engine,
    invitations,
    models,
    permissions,
    prose,
    sides,
    two_officers,
)
from esigner.onboarding.applications.form import Contact
from esigner.onboarding.applications.validation import check_contacts, holds_personal_code
from esigner.onboarding.errors import (
    CertificateNotOfCaseError,
    ExplanationMissingError,
    FormIncompleteError,
    NetworkNotHeldError,
    RequestEmptyError,
)
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import EPARAKSTITAJS, Side
from esigner.onboarding.requests import connecting, storing
from esigner.onboarding.requests.approval import agree, decide, lock
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import PENDING, RequestKind, RequestState, RequestView, find, read
from esigner.registry import certificates, clients
from esigner.registry import networks as registered_networks
from esigner.registry.errors import (
    CertificateAlreadyRevokedError,
    ClientStatusRefusedError,
    RevocationReasonUnknownError,
)
from esigner.registry.kinds import CertificateStatus, ClientStatus, Environment, RevocationReason


def request_change(
    *,
    case_id: uuid.UUID,
    by: Person,
    environment: Environment,
    networks: Sequence[NetworkEntry] = (),
    key: Key | None = None,
    removed_networks: Sequence[str] = (),
    return_origins: Sequence[str] | None = None,
    at: datetime,
) -> RequestView:
    """Ask for a change of a connection that works; ChecksFailedError with all results.

    Args:
        case_id: Whose.
        by: A representative or a technical contact.
        environment: Where; there is a client.
        networks: Further ones.
        key: Of a further certificate; both then work.
        removed_networks: CIDRs of the client's that shall end.
        return_origins: All there shall be from then on; None leaves them as they are.
        at: Now.
    """
    case = case_rows.find_to_act(case_id, by=by)
    client = case_rows.client(case, environment)
    held = {network.cidr for network in registered_networks.of(client.id)}
    if not networks and key is None and not removed_networks and return_origins is None:
        raise RequestEmptyError
    if set(removed_networks) - held:
        raise NetworkNotHeldError
    return storing.submit(
        case,
        "request_change",
        by=by,
        environment=environment,
        kind=RequestKind.CHANGE,
        networks=networks,
        key=key,
        removed_networks=tuple(dict.fromkeys(removed_networks)),
        return_origins=return_origins,
        at=at,
    )


def approve_change(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Approve a change: in test once, in production by two officers one after the other; mailed when it is made."""
    found = find(request_id, by=by)
    permissions.check_can_approve_connections(by)
    sides.check_decides(by, institution_id=found.case.institution_id, askers=[found.submitted_by_id])
    connecting.check_again(found.case, found, at=at)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        row = lock(request_id, states=PENDING, kind=RequestKind.CHANGE)
        row.checks = found.checks
        if agree(row, "approve_change", by=by, at=at) is None:
            return read(row)
        environment = Environment(row.environment)
        client = case_rows.client(case, environment)
        connecting.add_to_client(row, client_id=client.id, actor=by.actor, at=at)
        decide(row, RequestState.APPROVED, by=by, at=at)
        _record(case, "approve_change", by=by, at=at, environment=environment, subject=str(row.pk))
    return read(row)


def revoke_certificate(*, case_id: uuid.UUID, certificate_id: uuid.UUID, by: Person, reason: str, at: datetime) -> bool:
    """Revoke a certificate; the doors refuse it from the next request on.

    The institution revokes its own at once: a key may be in strange hands. Officers revoke in production by two: one of
    them stops calls at once with `suspend`, which can be undone.

    Args:
        case_id: Whose.
        certificate_id: One of the case's clients'.
        by: A member of the institution, or an officer who approves connections.
        reason: A `registry.kinds.RevocationReason`; in production the first officer's counts.
        at: Now.

    Returns:
        False where another officer is awaited.
    """
    found = case_rows.find(case_id, by=by)
    certificate = certificates.get(certificate_id)
    environment = _environment_of(found, certificate.client_id)
    if reason not in set(RevocationReason):
        raise RevocationReasonUnknownError(reason=reason)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        if not permissions.can_act_for_case(by, institution_id=case.institution_id):
            _check_active(certificate)
            content = {"reason": str(reason), "explanation": RevocationReason(reason).title.lv}
            agreed = _agreed(case, "revoke", certificate_id, by=by, at=at, environment=environment, content=content)
            if agreed is None:
                return False
            reason = str(agreed.content["reason"])
        certificates.revoke(certificate_id=certificate_id, reason=reason, act=audit.Act(actor=by.actor, at=at))
        two_officers.end(subject=certificate_id, at=at)
        _record(
            case, "revoke", by=by, at=at, environment=environment, subject=str(certificate_id),
            values={"serial": certificate.serial, "explanation": RevocationReason(reason).title.lv},
        )  # fmt: skip
    return True


def suspend(*, case_id: uuid.UUID, environment: Environment, by: Person, reason: str, at: datetime) -> None:
    """Suspend the environment's client (agency) at once; mailed with the reason. Lifting it in production takes two."""
    _check_explained(reason)
    found = _found_for_agency(case_id, by=by)
    sides.check_decides(by, institution_id=found.institution_id, askers=())
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        client = case_rows.client(case, environment)
        clients.suspend(client_id=client.id, reason=reason.strip(), act=audit.Act(actor=by.actor, at=at))
        two_officers.end(subject=client.id, move="resume", at=at)
        values = {"explanation": reason.strip()}
        _record(case, "suspend", by=by, at=at, environment=environment, subject=str(client.id), values=values)


def resume(*, case_id: uuid.UUID, environment: Environment, by: Person, at: datetime) -> bool:
    """Lift the suspension (agency; in production two officers); mailed. False where another officer is awaited."""
    found = _found_for_agency(case_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        client = case_rows.client(case, environment)
        if client.status is not ClientStatus.SUSPENDED:
            raise ClientStatusRefusedError(status=client.status.value)
        if _agreed(case, "resume", client.id, by=by, at=at, environment=environment) is None:
            return False
        clients.resume(client_id=client.id, act=audit.Act(actor=by.actor, at=at))
        _record(case, "resume", by=by, at=at, environment=environment, subject=str(client.id))
    return True


def close(*, case_id: uuid.UUID, by: Person, reason: str, at: datetime) -> bool:
    """Close the case (agency): its clients are closed, its certificates revoked; mailed with the reason.

    With a client in production it takes two officers, and the first one's reason counts; False where another officer
    is awaited.
    """
    _check_explained(reason)
    found = _found_for_agency(case_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.pk)
        engine.check_move(case, "close")
        environment = Environment.PRODUCTION if case.production_client_id else Environment.TEST
        content = {"explanation": reason.strip()}
        agreed = _agreed(case, "close", case.pk, by=by, at=at, environment=environment, content=content)
        if agreed is None:
            return False
        explanation = str(agreed.content["explanation"])
        _end_clients(case, by=by, reason=explanation, at=at)
        _record(case, "close", by=by, at=at, values={"explanation": explanation})
    return True


def withdraw(*, case_id: uuid.UUID, by: Person, reason: str, at: datetime) -> None:
    """Withdraw the case (its institution's representative) before it is in production; the agency is told.

    Raises:
        MoveNotPossibleError: There is a client in production, or the agency has the turn.
    """
    _check_explained(reason)
    found = case_rows.find(case_id, by=by)
    permissions.check_can_represent_case(by, institution_id=found.institution_id)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        engine.check_move(case, "withdraw_case")
        _end_clients(case, by=by, reason=reason.strip(), at=at)
        _record(case, "withdraw_case", by=by, at=at, values={"explanation": reason.strip()})


def can_close(*, case_id: uuid.UUID, by: Person) -> bool:
    """Say whether the person may close the case now (agency), or withdraw it (its representative)."""
    case = case_rows.find(case_id, by=by)
    if permissions.can_approve_connections(by):
        return engine.may_move(case, "close") and not sides.stands_for(
            by, institution_id=case.institution_id, askers=()
        )
    represents = permissions.can_represent_case(by, institution_id=case.institution_id)
    return represents and engine.may_move(case, "withdraw_case")


def contacts(*, case_id: uuid.UUID, by: Person) -> tuple[Contact, ...]:
    """Return the technical contacts in force."""
    return tuple(Contact(**contact) for contact in case_rows.find(case_id, by=by).contacts)


def change_contacts(*, case_id: uuid.UUID, by: Person, contacts: Sequence[Contact], at: datetime) -> None:
    """Replace the technical contacts of the case, and invite those who are new; FormIncompleteError where one is wrong.

    Being named gives no role: whoever is named decides.
    """
    found = case_rows.find(case_id, by=by)
    permissions.check_can_represent_case(by, institution_id=found.institution_id)
    if faults := check_contacts(tuple(contacts)):
        raise FormIncompleteError(fields=faults)
    with transaction.atomic():
        case = case_rows.lock(case_id)
        case.contacts = [{"name": c.name, "email": c.email, "phone": c.phone} for c in contacts]
        case.save(update_fields=["contacts"])
        invitations.invite_contacts(case, inviter=by, at=at)
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
        raise ExplanationMissingError


def _environment_of(case: models.Case, client_id: uuid.UUID | None) -> Environment:
    """Return the environment of a client of the case; CertificateNotOfCaseError for any other client."""
    if client_id is not None and client_id == case.test_client_id:
        return Environment.TEST
    if client_id is not None and client_id == case.production_client_id:
        return Environment.PRODUCTION
    raise CertificateNotOfCaseError


def _check_active(certificate: certificates.Certificate) -> None:
    """Refuse before a first officer agrees to what cannot be done."""
    if certificate.status is not CertificateStatus.ACTIVE:
        raise CertificateAlreadyRevokedError


def _agreed(
    case: models.Case,
    move: str,
    subject: uuid.UUID,
    *,
    by: Person,
    at: datetime,
    environment: Environment,
    content: Mapping[str, audit.JSON] | None = None,
) -> two_officers.Agreed | None:
    matter = two_officers.Matter(
        move=move,
        subject=subject,
        case_id=case.pk,
        institution_id=case.institution_id,
        environment=environment,
        officers=two_officers.needed(environment),
        content=content or {},
    )
    return two_officers.agree(matter, by=by, at=at)


def _end_clients(case: models.Case, *, by: Person, reason: str, at: datetime) -> None:
    for client_id in filter(None, (case.test_client_id, case.production_client_id)):
        _end_client(client_id, by=by, reason=reason, at=at)


def _end_client(client_id: uuid.UUID, *, by: Person, reason: str, at: datetime) -> None:
    ended = RevocationReason.CESSATION_OF_OPERATION.value
    for certificate in certificates.of_client(client_id):
        if certificate.status is CertificateStatus.ACTIVE:
            certificates.revoke(certificate_id=certificate.id, reason=ended, act=audit.Act(actor=by.actor, at=at))
    clients.close(client_id=client_id, reason=reason, act=audit.Act(actor=by.actor, at=at))


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
    """Record the change and mail everybody whom it concerns."""
    engine.advance(
        case, move, actor=by.actor, at=at, institution=str(case.institution_id), subject=subject,
        environment=environment.value if environment else "",
    )  # fmt: skip
    notice = EPARAKSTITAJS.transition(move).notice
    if notice is None:
        return
    filled = case_rows.values(case) | {"environment": environment.value if environment else ""} | (values or {})
    for to, recipients in _told(case, by=by):
        correspondence.send(notice, case_id=case.pk, to=to, recipients=recipients, values=filled, at=at)


def _told(case: models.Case, *, by: Person) -> Iterator[tuple[Side, list[correspondence.Recipient]]]:
    """Return who is told: the other side, and of the institution everybody but whoever did it."""
    if not by.is_officer:
        yield Side.AGENCY, correspondence.agency()
    others = [one for one in correspondence.of_institution(case) if one.email.lower() != by.email.lower()]
    if others:
        yield Side.INSTITUTION, others
