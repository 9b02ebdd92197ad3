"""Asking somebody to take a role of an institution: by mail, once, and only they can take it.

The link holds a random token; the table keeps its digest. It ends when it is taken, withdrawn, or over, and it is of
no use once its inviter no longer represents the institution, or when somebody else uses it.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from esigner.errors import Language, Text
from esigner.notices import mail
from esigner.onboarding import case_rows, models, moves, sides
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications.validation import LONGEST_EMAIL
from esigner.onboarding.errors import (
    EmailInvalidError,
    InvitationForAnotherError,
    InvitationNotValidError,
    InvitationsTooManyError,
)
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.onboarding.permissions import Person
from esigner.registry import people
from esigner.registry.kinds import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

VALID: Final = timedelta(days=14)
DAY: Final = timedelta(days=1)
OF_A_PERSON: Final = 20
OF_AN_INSTITUTION: Final = 40
"""Invitations in a day: mail to an address that anybody can type is unsolicited mail."""
TOKEN_BYTES: Final = 32

_SUBJECT: Final = Text("Uzaicinājums E-parakstītāja portālā", "Invitation to the E-signer portal")
_BODY: Final = Text(
    "Labdien!\n\n{inviter} aicina jūs kļūt par iestādes “{institution}” lietotāju E-parakstītāja portālā; loma: "
    "{role_lv}. Ieejiet vai izveidojiet kontu ar šo e-pasta adresi un atveriet saiti (tā derīga 14 dienas un vienu "
    "reizi):\n\n{link}\n\nJa tas nav domāts jums, neko nedariet: bez jūsu piekrišanas loma netiek piešķirta.",
    "Hello,\n\n{inviter} invites you to join “{institution}” at the E-signer portal; the role: {role_en}. Sign in or "
    "create an account with this e-mail address and open the link (valid for 14 days, once):\n\n{link}\n\nIf this is "
    "not meant for you, do nothing: nobody gets a role without accepting it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """One invitation as pages show it."""

    id: uuid.UUID
    institution_name: str
    role: Role
    role_title: Text
    email: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation(Given):
    """Who is invited, and to what."""

    email: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited(Given):
    """An open invitation, locked."""

    invitation: models.Invitation


def invite(*, case_id: uuid.UUID, act: PersonalAct, email: str, role: Role = Role.TECHNICAL_CONTACT) -> InvitationView:
    """Mail an invitation; only a representative may. One that is open for the same role is replaced.

    Raises:
        NotAllowedError: Not a representative.
        EmailInvalidError: Not an address.
        InvitationsTooManyError: The day's limit of this person or this institution is reached.
    """
    case = case_rows.find(case_id, by=act.by)
    moves.check_actor(case, "invite", act)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailInvalidError from error
    if len(address) > LONGEST_EMAIL:
        raise EmailInvalidError
    with transaction.atomic():
        # A person who asks for the last one twice at once waits here.
        case = case_rows.lock(case_id)
        _check_not_too_many(case, act.by, at=act.at)
        return _view(_invite(case, act, email=address, role=role))


def invite_contacts(case: models.Case, act: PersonalAct) -> None:
    """Invite the contacts of a case who have no role yet, as far as the day allows, inside a transaction."""
    inviter, at = act.by, act.at
    members = {user.email for user, _ in people.members(case.institution_id)} | {inviter.email.lower()}
    asked = set(_open(case.institution_id, at=at).values_list("email", flat=True))
    for address in dict.fromkeys(contact["email"].strip().lower() for contact in case.contacts):
        user = people.find(email=address)
        if address in members | asked or (user is not None and people.roles(user).is_officer):
            continue
        if _sent(inviter, at=at) >= OF_A_PERSON:
            return
        _invite(case, act, email=address, role=Role.TECHNICAL_CONTACT)


def find(*, token: str, at: datetime) -> InvitationView:
    """Return the invitation that the link holds, or raise InvitationNotValidError."""
    with transaction.atomic():
        return _view(_valid(token, at=at))


def accept(*, token: str, act: PersonalAct) -> InvitationView:
    """Take the role; this uses up the invitation.

    Raises:
        InvitationNotValidError: Used, withdrawn, over, or its inviter no longer represents the institution.
        InvitationForAnotherError: The person signed in has another address.
        BothSidesError: Somebody of the agency, or who once decided for the institution.
    """
    with transaction.atomic():
        row = _valid(token, at=act.at)
        if act.by.email.lower() != row.email:
            raise InvitationForAnotherError
        sides.check_takes_role(act.by, institution_id=row.institution_id)
        moves.make(case_rows.lock(row.case_id), "accept_invitation", act, Invited(subject=row.pk, invitation=row))
        return _view(row)


def withdraw(*, invitation_id: uuid.UUID, case_id: uuid.UUID, act: PersonalAct) -> None:
    """Withdraw an open invitation: its institution's representative, or an officer who looks after people."""
    case = case_rows.find(case_id, by=act.by)
    moves.check_actor(case, "withdraw_invitation", act)
    with transaction.atomic():
        row = models.Invitation.objects.select_for_update().filter(pk=invitation_id, institution_id=case.institution_id)
        found = row.filter(ended_at__isnull=True).first()
        if found is None:
            raise InvitationNotValidError
        moves.make(case, "withdraw_invitation", act, Invited(subject=found.pk, invitation=found))


@service("invitations.mail")
def send(move: Move) -> Done:
    """Mail the link: its token is in the mail alone."""
    given = move.given_as(NewInvitation)
    case, by, at, role = move.case, move.by, move.act.at, given.role
    open_ones = models.Invitation.objects.filter(institution_id=case.institution_id, role=role.value, email=given.email)
    open_ones.filter(ended_at__isnull=True).update(ended_at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = models.Invitation.objects.create(
        token_sha256=_digest(token),
        case=case,
        institution_id=case.institution_id,
        role=role.value,
        email=given.email,
        invited_by_id=by.id,
        invited_by_name=by.name,
        invited_at=at,
        expires_at=at + VALID,
    )
    values = {"inviter": by.name, "institution": case.institution_name}
    values |= {"role_lv": role.title.lv.lower(), "role_en": role.title.en.lower()}
    body = _BODY.format(link=f"{settings.ESIGNER_URLS['portal']}/uzaicinajums/{token}/", **values)
    mail.send(to=[given.email], subject=_SUBJECT, body=body, language=_language(given.email, by), at=at)
    # The address stays out of the log: a person named by a stranger has not asked to be there for ever.
    return Done(subject=str(row.pk), data={"role": role.value}, result=row)


@service("invitations.take")
def take(move: Move) -> Done:
    """Grant the role to the person invited; the invitation is used up."""
    row, by = move.given_as(Invited).invitation, move.by
    user = people.get(by.id)
    if user is None:
        raise InvitationNotValidError
    row.accepted_by_id, row.ended_at = by.id, move.act.at
    row.save()
    people.grant(user, Role(row.role), institution_id=row.institution_id, act=move.act)
    return Done(data={"role": row.role})


@service("invitations.end")
def end(move: Move) -> Done:
    """End an invitation that is open."""
    row = move.given_as(Invited).invitation
    row.ended_at = move.act.at
    row.save(update_fields=["ended_at"])
    return Done(data={"role": row.role})


def waiting(institution_id: uuid.UUID, *, at: datetime) -> tuple[InvitationView, ...]:
    """Return the institution's open invitations, oldest first."""
    return tuple(_view(row) for row in _open(institution_id, at=at).select_related("institution"))


def end_all_of(address: str, *, institution_id: uuid.UUID, at: datetime) -> None:
    """End what is open for an address or was sent by its owner: a removed person must not bring in anybody else."""
    rows = models.Invitation.objects.filter(institution_id=institution_id, ended_at__isnull=True)
    rows.filter(Q(email=address.lower()) | Q(invited_by__email=address.lower())).update(ended_at=at)


def _invite(case: models.Case, act: PersonalAct, *, email: str, role: Role) -> models.Invitation:
    row: models.Invitation = moves.make(case, "invite", act, NewInvitation(email=email, role=role)).result
    return row


def _language(email: str, inviter: Person) -> Language:
    user = people.find(email=email)
    if user is None:
        return inviter.language
    return "en" if user.language == "en" else "lv"


def _valid(token: str, *, at: datetime) -> models.Invitation:
    row = (
        models.Invitation.objects.select_for_update(of=("self",))
        .select_related("institution", "invited_by")
        .filter(token_sha256=_digest(token), ended_at__isnull=True, expires_at__gt=at)
        .first()
    )
    if row is None:
        raise InvitationNotValidError
    roles = people.roles(row.invited_by)
    if not roles.has(Role.REPRESENTATIVE, institution_id=row.institution_id):
        raise InvitationNotValidError
    return row


def _check_not_too_many(case: models.Case, by: Person, *, at: datetime) -> None:
    if _sent(by, at=at) >= OF_A_PERSON:
        raise InvitationsTooManyError(limit=OF_A_PERSON)
    of_institution = models.Invitation.objects.filter(institution_id=case.institution_id, invited_at__gt=at - DAY)
    if of_institution.count() >= OF_AN_INSTITUTION:
        raise InvitationsTooManyError(limit=OF_AN_INSTITUTION)


def _sent(by: Person, *, at: datetime) -> int:
    """Return how many a person sent today, from all cases."""
    return models.Invitation.objects.filter(invited_by_id=by.id, invited_at__gt=at - DAY).count()


def _open(institution_id: uuid.UUID, *, at: datetime) -> "QuerySet[models.Invitation]":
    return models.Invitation.objects.filter(institution_id=institution_id, ended_at__isnull=True, expires_at__gt=at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _view(row: models.Invitation) -> InvitationView:
    role = Role(row.role)
    return InvitationView(
        id=row.id,
        institution_name=row.institution.name,
        role=role,
        role_title=role.title,
        email=row.email,
        invited_by=row.invited_by_name,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
    )
