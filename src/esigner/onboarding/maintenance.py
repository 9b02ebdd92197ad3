"""Step 5: changes of a working connection; in production each is a small request of its own, or needs two officers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from esigner.onboarding import case_rows, invitations, moves, permissions, sides, two_officers
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import CertificateNotOfCaseError, NetworkNotHeldError, RequestEmptyError
from esigner.onboarding.form import Contact
from esigner.onboarding.models import Case
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import storing
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestKind, RequestView
from esigner.registry import certificates, clients, networks
from esigner.registry.errors import RevocationReasonUnknownError
from esigner.registry.kinds import Environment, RevocationReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Given):
    """The contacts from now on."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked(Given):
    """Why a certificate is revoked, as the registry spells it."""

    reason: RevocationReason


def request_change(
    *,
    case_id: uuid.UUID,
    act: PersonalAct,
    environment: Environment,
    networks: Sequence[NetworkEntry] = (),
    key: Key | None = None,
    removed_networks: Sequence[str] = (),
    return_origins: Sequence[str] | None = None,
) -> RequestView:
    """Ask for a change of a working connection; ChecksFailedError with all results.

    Args:
        case_id: Whose.
        act: A representative's or a technical contact's.
        environment: Where; there is a client.
        networks: Further ones.
        key: Of a further certificate; both then work.
        removed_networks: CIDRs of the client's to be ended.
        return_origins: The whole list from then on; None leaves them as they are.
    """
    case = case_rows.find_to_act(case_id, by=act.by)
    client = case_rows.client(case, environment)
    held = _cidrs(client.id)
    if not networks and key is None and not removed_networks and return_origins is None:
        raise RequestEmptyError
    if set(removed_networks) - held:
        raise NetworkNotHeldError
    return storing.submit(
        case,
        "request_change",
        act,
        environment=environment,
        kind=RequestKind.CHANGE,
        networks=networks,
        key=key,
        removed_networks=tuple(dict.fromkeys(removed_networks)),
        return_origins=return_origins,
    )


def revoke_certificate(*, case_id: uuid.UUID, certificate_id: uuid.UUID, act: PersonalAct, reason: str) -> bool:
    """Revoke a certificate; the doors refuse it from the next request on.

    The institution revokes its own at once: a key may be in strange hands. Officers revoke in production by two: one of
    them stops calls at once with `suspend`, which can be undone.

    Args:
        case_id: Whose.
        certificate_id: One of the case's clients'.
        act: Of a member of the institution, or of an officer who approves connections.
        reason: A `registry.kinds.RevocationReason`; in production the first officer's counts.

    Returns:
        False where another officer is awaited.
    """
    case = case_rows.find(case_id, by=act.by)
    environment = _environment_of(case, certificates.get(certificate_id).client_id)
    if reason not in set(RevocationReason):
        raise RevocationReasonUnknownError(reason=reason)
    given = Revoked(subject=certificate_id, environment=environment, reason=RevocationReason(reason))
    return not moves.make(case, "revoke", act, given).is_awaited


def suspend(*, case_id: uuid.UUID, environment: Environment, act: PersonalAct, reason: str) -> None:
    """Suspend the environment's client (agency) at once; mailed with the reason. Lifting it in production needs two."""
    case = case_rows.find(case_id, by=act.by)
    moves.make(case, "suspend", act, Given(environment=environment, explanation=reason))


def resume(*, case_id: uuid.UUID, environment: Environment, act: PersonalAct) -> bool:
    """Lift the suspension (agency; in production two officers); mailed. False where another officer is awaited."""
    case = case_rows.find(case_id, by=act.by)
    return not moves.make(case, "resume", act, Given(environment=environment)).is_awaited


def close(*, case_id: uuid.UUID, act: PersonalAct, reason: str) -> bool:
    """Close the case (agency): its clients are closed, its certificates revoked; mailed with the reason.

    With a client in production it needs two officers, and the first one's reason counts; False where another officer
    is awaited.
    """
    case = case_rows.find(case_id, by=act.by)
    return not moves.make(case, "close", act, Given(explanation=reason)).is_awaited


def withdraw(*, case_id: uuid.UUID, act: PersonalAct, reason: str) -> None:
    """Withdraw the case (its institution's representative) before it is in production; the agency is notified.

    Raises:
        MoveNotPossibleError: There is a client in production, or the agency has the turn.
    """
    moves.make(case_rows.find(case_id, by=act.by), "withdraw_case", act, Given(explanation=reason))


def can_close(*, case_id: uuid.UUID, act: PersonalAct) -> bool:
    """Return whether the person may close the case now (agency), or withdraw it (its representative)."""
    case = case_rows.find(case_id, by=act.by)
    if permissions.can_approve_connections(act.by):
        stands = sides.stands_for(act.by, institution_id=case.institution_id, askers=())
        return moves.may_make(case, "close", act) and not stands
    return moves.may_make(case, "withdraw_case", act)


def contacts(*, case_id: uuid.UUID, by: Person) -> tuple[Contact, ...]:
    """Return the technical contacts in force."""
    return tuple(Contact(**contact) for contact in case_rows.find(case_id, by=by).contacts)


def change_contacts(*, case_id: uuid.UUID, act: PersonalAct, contacts: Sequence[Contact]) -> None:
    """Replace the technical contacts of the case, and invite those who are new; FormIncompleteError where one is wrong.

    Being named gives no role: the person named decides.
    """
    case = case_rows.find(case_id, by=act.by)
    moves.make(case, "change_contacts", act, Renamed(contacts=tuple(contacts)))


@service("maintenance.replace_contacts")
def replace_contacts(move: Move) -> Done:
    """Keep the contacts, and invite those who have no role."""
    case, named = move.case, move.given_as(Renamed).contacts
    case.contacts = [{"name": c.name, "email": c.email, "phone": c.phone} for c in named]
    case.save(update_fields=["contacts"])
    invitations.invite_contacts(case, move.personal)
    return Done(values={"contacts": ", ".join(contact.name for contact in named)})


@service("maintenance.revoke")
def revoke(move: Move) -> Done:
    """Revoke the certificate, for the reason that was agreed on."""
    certificate = certificates.get(subject_of(move))
    agreed = str(move.agreed.content.get("reason", "")) if move.agreed else ""
    reason = RevocationReason(agreed or move.given_as(Revoked).reason)
    certificates.revoke(certificate_id=certificate.id, reason=reason.value, act=move.act)
    two_officers.end(subject=certificate.id, at=move.act.at)
    return Done(values={"serial": certificate.serial, "explanation": reason.title.lv})


@service("maintenance.stop")
def stop(move: Move) -> Done:
    """Suspend the client; a first agreement to lift an earlier suspension ends."""
    client = client_of(move)
    clients.suspend(client_id=client.id, reason=move.explanation, act=move.act)
    two_officers.end(subject=client.id, move="resume", at=move.act.at)
    return Done(subject=str(client.id))


@service("maintenance.lift")
def lift(move: Move) -> Done:
    """Let the client call again."""
    client = client_of(move)
    clients.resume(client_id=client.id, act=move.act)
    return Done(subject=str(client.id))


@service("maintenance.end_clients")
def end_clients(move: Move) -> Done:
    """Close the case's clients and revoke their certificates, for the reason that was agreed on."""
    agreed = str(move.agreed.content.get("explanation", "")) if move.agreed else ""
    explanation = agreed or move.explanation
    for client_id in filter(None, (move.case.test_client_id, move.case.production_client_id)):
        _end_client(client_id, move, reason=explanation)
    return Done(values={"explanation": explanation})


def client_of(move: Move) -> clients.Client:
    """Return the case's client in the environment of the move."""
    return case_rows.client(move.case, move.given.environment or Environment.TEST)


def subject_of(move: Move) -> uuid.UUID:
    """Return the subject of the move."""
    return move.given.subject or move.case.pk


def _environment_of(case: Case, client_id: uuid.UUID | None) -> Environment:
    """Return the environment of a client of the case; CertificateNotOfCaseError for any other client."""
    if client_id is not None and client_id == case.test_client_id:
        return Environment.TEST
    if client_id is not None and client_id == case.production_client_id:
        return Environment.PRODUCTION
    raise CertificateNotOfCaseError


def _end_client(client_id: uuid.UUID, move: Move, *, reason: str) -> None:
    ended = RevocationReason.CESSATION_OF_OPERATION.value
    for certificate in certificates.active_of_client(client_id):
        certificates.revoke(certificate_id=certificate.id, reason=ended, act=move.act)
    clients.close(client_id=client_id, reason=reason, act=move.act)


def _cidrs(client_id: uuid.UUID) -> set[str]:
    return {network.cidr for network in networks.of(client_id)}
