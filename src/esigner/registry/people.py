"""People who sign in, and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from esigner import audit
from esigner.registry import models
from esigner.registry.errors import EmailTakenError, RoleRefusedError, SidesMixedError
from esigner.registry.kinds import AGENCY_ROLES, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from esigner.errors import Language

User = models.User


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What a person may do now."""

    agency: frozenset[Role] = frozenset()
    institutions: Mapping[UUID, frozenset[Role]] = field(default_factory=dict)

    def has(self, role: Role, *, institution_id: UUID | None = None) -> bool:
        """Return whether the person has the role, within the institution where it is an institution's role."""
        if institution_id is None:
            return role in self.agency
        return role in self.institutions.get(institution_id, frozenset())

    def is_member_of(self, institution_id: UUID) -> bool:
        """Return whether the person has any role in the institution."""
        return bool(self.institutions.get(institution_id))

    @property
    def is_officer(self) -> bool:
        """Whether the person works for the agency in any role."""
        return bool(self.agency)


def create(
    *,
    email: str,
    given_name: str,
    surname: str,
    act: audit.Act,
    password: str | None = None,
    language: "Language" = "lv",
) -> models.User:
    """Return a new person without any role.

    Raises:
        EmailTakenError: The address has an account.
    """
    with transaction.atomic():
        if find(email=email) is not None:
            raise EmailTakenError
        user = models.User.objects.create_user(
            email, password, given_name=given_name, surname=surname, language=language, created_at=act.at
        )
        audit.record(event="person.created", act=act, subject=str(user.id), data={"name": str(user)})
    return user


def get(user_id: UUID | str) -> models.User | None:
    """Return the person with this id, if there is one."""
    return models.User.objects.filter(pk=user_id).first()


def find(*, email: str) -> models.User | None:
    """Return the person with this address, however it is capitalised, if there is one."""
    return models.User.objects.filter(email=email.strip().lower()).first()


def actor(user: models.User) -> audit.Actor:
    """Return the person as the audit names them."""
    return audit.Actor(kind="person", id=str(user.id), name=user.get_full_name())


def roles(user: models.User) -> Roles:
    """Return what the person may do now; nothing where the account is closed."""
    if not user.is_active:
        return Roles()
    agency: set[Role] = set()
    institutions: dict[UUID, frozenset[Role]] = {}
    for row in models.Membership.objects.filter(user=user, ended_at__isnull=True):
        if row.institution_id is None:
            agency.add(Role(row.role))
        else:
            institutions[row.institution_id] = institutions.get(row.institution_id, frozenset()) | {Role(row.role)}
    return Roles(agency=frozenset(agency), institutions=institutions)


def grant(user: models.User, role: Role, *, act: audit.Act, institution_id: UUID | None = None) -> None:
    """Grant the person the role; a role they already have stays as it is.

    Raises:
        RoleRefusedError: An institution's role without an institution, or an agency's role with one.
        SidesMixedError: The person has a role on the other side: nobody acts on both.
    """
    if (role in AGENCY_ROLES) != (institution_id is None):
        raise RoleRefusedError(role=role.value)
    with transaction.atomic():
        # Two grants at once, one for each side, wait here for each other.
        models.User.objects.select_for_update().get(pk=user.pk)
        if _in_force().filter(user=user, institution__isnull=institution_id is not None).exists():
            raise SidesMixedError
        _, is_new = models.Membership.objects.get_or_create(
            user=user, role=role.value, institution=_place(institution_id), ended_at=None,
            defaults={"granted_at": act.at, "granted_by": act.actor.name},
        )  # fmt: skip
        if is_new:
            _record("person.role_granted", user, role, institution_id, act)


def has_ever_stood_for(user_id: UUID, *, institution_id: UUID) -> bool:
    """Return whether the person has, or once had, a role in the institution."""
    return models.Membership.objects.filter(user_id=user_id, institution_id=institution_id).exists()


def representatives(institution_id: UUID) -> list[models.User]:
    """Return the active people who represent the institution now, by surname."""
    return [user for user, roles in members(institution_id) if Role.REPRESENTATIVE in roles]


def earlier_representatives(institution_id: UUID) -> list[models.User]:
    """Return the people who represented the institution once and do not now, by surname."""
    present = {user.pk for user in representatives(institution_id)}
    rows = models.User.objects.filter(
        memberships__institution_id=institution_id, memberships__role=Role.REPRESENTATIVE.value
    )
    return list(rows.exclude(pk__in=present).distinct().order_by("surname", "given_name"))


def with_role(role: Role) -> list[models.User]:
    """Return the people of the agency who have a role now, by address."""
    rows = _in_force().filter(role=role.value, institution__isnull=True, user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("user__email")]


def is_of_agency(user: models.User) -> bool:
    """Return whether the person has a role of the agency, also where the account is closed."""
    return _in_force().filter(user=user, institution__isnull=True).exists()


def close(user: models.User, *, act: audit.Act) -> None:
    """Close the account: it cannot sign in, and its sessions end with the next request."""
    _set_active(user, is_active=False, event="person.account_closed", act=act)


def reopen(user: models.User, *, act: audit.Act) -> None:
    """Open a closed account again, with the roles that were not ended meanwhile."""
    _set_active(user, is_active=True, event="person.account_reopened", act=act)


def search(text: str, *, most: int = 50) -> list[models.User]:
    """Return the people whose address or name holds the text, by surname, at most so many."""
    words = text.split()[:5]
    rows = models.User.objects.all()
    for word in words:
        rows = rows.filter(Q(email__icontains=word) | Q(given_name__icontains=word) | Q(surname__icontains=word))
    return list(rows.order_by("surname", "given_name", "email")[:most]) if words else []


def withdraw(user: models.User, role: Role, *, act: audit.Act, institution_id: UUID | None = None) -> None:
    """End the role; nothing happens where the person does not have it."""
    with transaction.atomic():
        rows = models.Membership.objects.filter(
            user=user, role=role.value, institution=_place(institution_id), ended_at__isnull=True
        )
        if rows.update(ended_at=act.at, ended_by=act.actor.name or act.actor.id):
            _record("person.role_withdrawn", user, role, institution_id, act)


def members(institution_id: UUID) -> list[tuple[models.User, frozenset[Role]]]:
    """Return the active people of the institution with their roles, by surname."""
    found: dict[UUID, tuple[models.User, frozenset[Role]]] = {}
    rows = models.Membership.objects.filter(institution_id=institution_id, ended_at__isnull=True, user__is_active=True)
    for row in rows.select_related("user").order_by("user__surname", "user__given_name"):
        known = found.get(row.user_id, (row.user, frozenset()))[1]
        found[row.user_id] = (row.user, known | {Role(row.role)})
    return list(found.values())


def own_words(user: models.User) -> list[str]:
    """Return the words that anybody would try first as this person's password: names, address, institutions."""
    words = [user.given_name, user.surname, user.email, user.email.partition("@")[0]]
    if user._state.adding:  # noqa: SLF001 — Django's own word for "not saved yet"
        return words
    rows = models.Membership.objects.filter(user=user, ended_at__isnull=True, institution__isnull=False)
    return [*words, *rows.values_list("institution__name", flat=True)]


def _in_force() -> "QuerySet[models.Membership]":
    return models.Membership.objects.filter(ended_at__isnull=True)


def _set_active(user: models.User, *, is_active: bool, event: str, act: audit.Act) -> None:
    with transaction.atomic():
        if models.User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
            audit.record(
                event=event,
                act=act,
                subject=str(user.pk),
                data={"name": user.get_full_name()},
            )


def _place(institution_id: UUID | None) -> models.Institution | None:
    return None if institution_id is None else models.Institution.objects.get(pk=institution_id)


def _record(event: str, user: models.User, role: Role, institution_id: UUID | None, act: audit.Act) -> None:
    audit.record(
        event=event, act=act, institution=str(institution_id or ""), subject=str(user.id),
        data={"role": role.value, "name": user.get_full_name()},
    )  # fmt: skip
