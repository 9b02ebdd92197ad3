"""The people of an institution: who has which role, how a role or an account ends, at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding import case_rows, correspondence, invitations, models, moves, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import (
    AccountNotFoundError,
    AccountOfAgencyError,
    LastRepresentativeError,
    RoleNotHeldError,
)
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.registry import institutions, people
from esigner.registry.kinds import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One role of one person."""

    person_id: uuid.UUID
    name: str
    email: str
    role: Role
    role_title: Text
    can_end: bool
    """Whether the person asking may end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account as the agency sees it."""

    person_id: uuid.UUID
    name: str
    email: str
    is_open: bool
    roles: tuple[tuple[str, Text], ...]
    """Institution's name (empty: the agency) and role."""
    can_close: bool
    """The agency's own accounts are not closed or opened here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Given):
    """The role that ends; the person is the subject of the move."""

    role: Role


def of_case(*, case_id: uuid.UUID, by: Person) -> tuple[Member, ...]:
    """Return who has a role in the case's institution."""
    case = case_rows.find(case_id, by=by)
    return tuple(
        Member(
            person_id=user.pk,
            name=str(user),
            email=user.email,
            role=role,
            role_title=role.title,
            can_end=may_end(by, user.pk, institution_id=case.institution_id),
        )
        for user, roles in people.members(case.institution_id)
        for role in sorted(roles)
    )


def end_role(*, case_id: uuid.UUID, person_id: uuid.UUID, role: Role, act: PersonalAct) -> None:
    """End a role: by a representative, by its holder, or by the agency; both sides and the person are told.

    Their address is removed from the contacts of all the institution's cases, and invitations to and from it end: no
    mail of the institution goes there any more.

    Raises:
        NotAllowedError: Somebody else.
        RoleNotHeldError: The person does not have it.
        LastRepresentativeError: The institution would be without one, and it is not the agency that ends it.
    """
    case = case_rows.find(case_id, by=act.by)
    moves.make(case, "end_role", act, Ended(subject=person_id, role=role))


@service("members.take_out")
def take_out(move: Move) -> Done:
    """End the role; a person left without any is removed from every list that mails are sent by."""
    case, role = move.case, move.given_as(Ended).role
    institutions.lock(case.institution_id)
    user = people.get(move.given.subject) if move.given.subject else None
    if user is None or not people.roles(user).has(role, institution_id=case.institution_id):
        raise RoleNotHeldError
    if role is Role.REPRESENTATIVE and not move.by.is_officer and len(people.representatives(case.institution_id)) == 1:
        raise LastRepresentativeError
    people.withdraw(user, role, act=move.act, institution_id=case.institution_id)
    if not people.roles(user).is_member_of(case.institution_id):
        _take_out(user, institution_id=case.institution_id, at=move.act.at)
    case.refresh_from_db(fields=["contacts"])
    return Done(
        data={"role": role.value},
        values={"person": str(user), "role_lv": role.title.lv, "role_en": role.title.en},
        told=[(Side.INSTITUTION, [*correspondence.of_institution(case), correspondence.of_user(user)])],
    )


def find_accounts(text: str, *, by: Person) -> tuple[AccountView, ...]:
    """Return the accounts that fit a name or an address; NotAllowedError for those who do not look after people."""
    permissions.check_can_look_after_people(by)
    return tuple(_account(user) for user in people.search(text))


def close_account(*, person_id: uuid.UUID, act: PersonalAct) -> None:
    """Close an account (agency): it is signed out everywhere from the next request on.

    Raises:
        NotAllowedError: Without the role.
        AccountNotFoundError: No such account.
        AccountOfAgencyError: An officer's: no officer shuts out another.
    """
    people.close(_account_to_change(person_id, by=act.by), act=act)


def reopen_account(*, person_id: uuid.UUID, act: PersonalAct) -> None:
    """Open a closed account again (agency); refusals as `close_account`."""
    people.reopen(_account_to_change(person_id, by=act.by), act=act)


def may_end(by: Person, person_id: uuid.UUID, *, institution_id: uuid.UUID) -> bool:
    """Return whether the person may end a role of this one: the agency, a representative, its holder."""
    return (
        permissions.can_look_after_people(by)
        or permissions.can_represent_case(by, institution_id=institution_id)
        or by.id == person_id
    )


def _take_out(user: people.User, *, institution_id: uuid.UUID, at: datetime) -> None:
    """Remove the address from every list that mails are sent by."""
    invitations.end_all_of(user.email, institution_id=institution_id, at=at)
    for case in models.Case.objects.select_for_update().filter(institution_id=institution_id):
        case.contacts = [one for one in case.contacts if one["email"].strip().lower() != user.email]
        case.save(update_fields=["contacts"])


def _account(user: people.User) -> AccountView:
    roles = people.roles(user)
    found = [("", role.title) for role in sorted(roles.agency)]
    for institution_id, own in roles.institutions.items():
        name = institutions.get(institution_id).name
        found += [(name, role.title) for role in sorted(own)]
    return AccountView(
        person_id=user.pk,
        name=str(user),
        email=user.email,
        is_open=user.is_active,
        roles=tuple(found),
        can_close=not people.is_of_agency(user),
    )


def _account_to_change(person_id: uuid.UUID, *, by: Person) -> people.User:
    permissions.check_can_look_after_people(by)
    user = people.get(person_id)
    if user is None:
        raise AccountNotFoundError
    if people.is_of_agency(user):
        raise AccountOfAgencyError
    return user
