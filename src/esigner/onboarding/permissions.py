"""Who may do what. `can_x` returns a bool, `check_can_x` raises; nobody sees another institution's case."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from esigner.audit import Actor
from esigner.errors import Language
from esigner.onboarding import errors
from esigner.onboarding.processes import Side
from esigner.registry import people
from esigner.registry.kinds import Role

INSTITUTION_ROLES = frozenset({Role.REPRESENTATIVE, Role.TECHNICAL_CONTACT})
AGENCY_ROLES = frozenset({Role.REGISTRAR, Role.SECOND_OFFICER, Role.PKI_OPERATOR, Role.AUDITOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A signed-in person with the roles they have now; every service function takes one as `by`."""

    id: uuid.UUID
    name: str
    email: str
    language: Language
    agency: frozenset[Role]
    institutions: Mapping[uuid.UUID, frozenset[Role]]

    @property
    def actor(self) -> Actor:
        """Return the person as the audit log names them."""
        return Actor(kind="person", id=str(self.id), name=self.name)

    @property
    def side(self) -> Side:
        """The party for which the person acts: people of the agency act for no institution."""
        return Side.AGENCY if self.is_officer else Side.INSTITUTION

    @property
    def is_officer(self) -> bool:
        """Return whether the person works for the agency (an auditor included)."""
        return bool(self.agency)


def person(user: people.User) -> Person:
    """Return the signed-in user with the roles read now: call once per request."""
    roles = people.roles(user)
    return Person(
        id=user.id,
        name=f"{user.given_name} {user.surname}".strip(),
        email=user.email,
        language="en" if user.language == "en" else "lv",
        agency=roles.agency,
        institutions=roles.institutions,
    )


def _has(by: Person, institution_id: uuid.UUID | None, roles: frozenset[Role] = INSTITUTION_ROLES) -> bool:
    # People of the agency act for no institution, whatever an older row may say.
    return (
        not by.is_officer
        and institution_id is not None
        and bool(by.institutions.get(institution_id, frozenset()) & roles)
    )


def can_see_application(by: Person, *, applicant_id: uuid.UUID, institution_id: uuid.UUID | None) -> bool:
    """Return whether the person may read this application: the agency, its applicant, and its institution's people.

    Once it is registered the applicant is one of these, until somebody ends that.
    """
    if by.is_officer:
        return True
    return by.id == applicant_id if institution_id is None else _has(by, institution_id)


def check_can_see_application(by: Person, *, applicant_id: uuid.UUID, institution_id: uuid.UUID | None) -> None:
    """Raise ApplicationNotFoundError (never "forbidden": that would tell that it exists)."""
    if not can_see_application(by, applicant_id=applicant_id, institution_id=institution_id):
        raise errors.ApplicationNotFoundError


def can_edit_application(by: Person, *, applicant_id: uuid.UUID) -> bool:
    """Return whether the person may fill in, sign and submit this application: its applicant only."""
    return by.id == applicant_id


def check_can_edit_application(by: Person, *, applicant_id: uuid.UUID) -> None:
    """Raise NotAllowedError for anyone but the applicant."""
    if not can_edit_application(by, applicant_id=applicant_id):
        raise errors.NotAllowedError


def can_decide_applications(by: Person) -> bool:
    """Return whether the person may register, return and reject applications: the registrar, the second officer."""
    return bool(by.agency & {Role.REGISTRAR, Role.SECOND_OFFICER})


def check_can_decide_applications(by: Person) -> None:
    """Raise NotAllowedError without the role."""
    if not can_decide_applications(by):
        raise errors.NotAllowedError


def check_can_decide_application(by: Person, *, applicant_id: uuid.UUID) -> None:
    """Raise NotAllowedError without the role, ApplicantIsOfficerError for one's own application."""
    check_can_decide_applications(by)
    if by.id == applicant_id:
        raise errors.ApplicantIsOfficerError


def can_see_case(by: Person, *, institution_id: uuid.UUID) -> bool:
    """Return whether the person may read this case: its institution's people, the agency."""
    return by.is_officer or _has(by, institution_id)


def check_can_see_case(by: Person, *, institution_id: uuid.UUID) -> None:
    """Raise CaseNotFoundError (never "forbidden": that would tell that it exists)."""
    if not can_see_case(by, institution_id=institution_id):
        raise errors.CaseNotFoundError


def can_act_for_case(by: Person, *, institution_id: uuid.UUID) -> bool:
    """Return whether the person may send requests for the institution: representative, technical contact."""
    return _has(by, institution_id)


def check_can_act_for_case(by: Person, *, institution_id: uuid.UUID) -> None:
    """Raise CaseNotFoundError to strangers, NotAllowedError to those who may only read."""
    check_can_see_case(by, institution_id=institution_id)
    if not can_act_for_case(by, institution_id=institution_id):
        raise errors.NotAllowedError


def can_represent_case(by: Person, *, institution_id: uuid.UUID) -> bool:
    """Return whether the person speaks for the institution (3.2, contacts): its representative."""
    return _has(by, institution_id, frozenset({Role.REPRESENTATIVE}))


def check_can_represent_case(by: Person, *, institution_id: uuid.UUID) -> None:
    """Raise CaseNotFoundError to strangers, NotAllowedError to the rest."""
    check_can_see_case(by, institution_id=institution_id)
    if not can_represent_case(by, institution_id=institution_id):
        raise errors.NotAllowedError


def can_approve_connections(by: Person) -> bool:
    """Return whether the person may approve requests that make clients and certificates."""
    return bool(by.agency & {Role.REGISTRAR, Role.SECOND_OFFICER, Role.PKI_OPERATOR})


def check_can_approve_connections(by: Person) -> None:
    """Raise NotAllowedError without the role."""
    if not can_approve_connections(by):
        raise errors.NotAllowedError


def decides_for_agency(by: Person) -> bool:
    """Return whether the person is one of the officers whose agreement counts: everyone but the auditor."""
    return can_approve_connections(by)


def check_decides_for_agency(by: Person) -> None:
    """Raise NotAllowedError for anyone else."""
    check_can_approve_connections(by)


def can_look_after_people(by: Person) -> bool:
    """Return whether the person ends roles and closes accounts for the agency: the registrar, the second officer."""
    return can_decide_applications(by)


def check_can_look_after_people(by: Person) -> None:
    """Raise NotAllowedError without the role."""
    check_can_decide_applications(by)


def can_answer_consultations(by: Person) -> bool:
    """Return whether the person may answer for the agency: everyone of it but the auditor."""
    return bool(by.agency - {Role.AUDITOR})


def check_can_answer_consultations(by: Person) -> None:
    """Raise NotAllowedError without the role."""
    if not can_answer_consultations(by):
        raise errors.NotAllowedError
