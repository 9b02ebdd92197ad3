import pytest

from esigner import audit
from esigner.registry import people
from esigner.registry.errors import EmailTakenError, RoleRefusedError, SidesMixedError
from esigner.registry.kinds import AGENCY_ROLES, INSTITUTION_ROLES, Role
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def test_create_makes_a_person_without_roles() -> None:
    user = people.create(email="Anna@Iestade.example", given_name="Anna", surname="Bērziņa", act=world.ACT)
    assert (user.email, user.get_full_name(), user.language) == ("anna@iestade.example", "Anna Bērziņa", "lv")
    assert not user.has_usable_password()
    assert people.roles(user) == people.Roles()
    assert people.find(email="ANNA@iestade.example") == user


def test_create_refuses_a_second_person_with_the_address() -> None:
    world.person("anna@iestade.example")
    with pytest.raises(EmailTakenError):
        world.person("ANNA@iestade.example")


@pytest.mark.parametrize("role", sorted(INSTITUTION_ROLES))
def test_grant_gives_an_institution_s_role_there_alone(role: Role) -> None:
    user, here, there = world.person(), world.institution(), world.institution(world.REGISTRATION_NUMBERS[1])
    people.grant(user, role, institution_id=here.id, act=world.ACT)
    roles = people.roles(user)
    assert roles.has(role, institution_id=here.id)
    assert not roles.has(role, institution_id=there.id)
    assert not roles.is_member_of(there.id)
    assert not roles.is_officer
    assert people.members(here.id) == [(user, frozenset({role}))]


@pytest.mark.parametrize("role", sorted(AGENCY_ROLES))
def test_grant_gives_an_agency_s_role(role: Role) -> None:
    user = world.person()
    people.grant(user, role, act=world.ACT)
    assert people.roles(user).has(role)
    assert people.roles(user).is_officer


def test_grant_twice_is_one_membership_and_one_event() -> None:
    user = world.person()
    for _ in range(2):
        people.grant(user, Role.AUDITOR, act=world.ACT)
    events = audit.events(subject=str(user.id), event_prefix="person.role_granted")
    assert [one.data["role"] for one in events] == ["auditor"]


def test_grant_refuses_a_role_on_the_wrong_side() -> None:
    user, here = world.person(), world.institution()
    with pytest.raises(RoleRefusedError):
        people.grant(user, Role.REGISTRAR, institution_id=here.id, act=world.ACT)
    with pytest.raises(RoleRefusedError):
        people.grant(user, Role.REPRESENTATIVE, act=world.ACT)


def test_withdraw_ends_the_role_and_a_closed_account_has_none() -> None:
    user = world.person()
    people.grant(user, Role.AUDITOR, act=world.ACT)
    people.grant(user, Role.REGISTRAR, act=world.ACT)
    people.withdraw(user, Role.AUDITOR, act=world.ACT)
    assert people.roles(user).agency == {Role.REGISTRAR}
    user.is_active = False
    assert people.roles(user) == people.Roles()


@pytest.mark.attack
def test_grant_mixes_no_sides() -> None:
    officer, member, place = world.person("a@x.example"), world.person("b@x.example"), world.institution()
    people.grant(officer, Role.REGISTRAR, act=world.ACT)
    people.grant(member, Role.REPRESENTATIVE, institution_id=place.id, act=world.ACT)

    with pytest.raises(SidesMixedError):
        people.grant(officer, Role.TECHNICAL_CONTACT, institution_id=place.id, act=world.ACT)
    with pytest.raises(SidesMixedError):
        people.grant(member, Role.AUDITOR, act=world.ACT)


def test_representatives_are_told_from_those_who_were() -> None:
    user, other, place = world.person("a@x.example"), world.person("b@x.example"), world.institution()
    for one in (user, other):
        people.grant(one, Role.REPRESENTATIVE, institution_id=place.id, act=world.ACT)
    people.withdraw(user, Role.REPRESENTATIVE, institution_id=place.id, act=world.ACT)

    assert people.representatives(place.id) == [other]
    assert people.earlier_representatives(place.id) == [user]
    assert people.has_ever_stood_for(user.pk, institution_id=place.id)


def test_close_and_reopen_are_recorded_once_each() -> None:
    user = world.person("a@x.example")
    for _ in range(2):
        people.close(user, act=world.ACT)
    assert not people.User.objects.get(pk=user.pk).is_active
    for _ in range(2):
        people.reopen(user, act=world.ACT)

    events = [event.event for event in audit.events(subject=str(user.pk), event_prefix="person.account")]
    assert events == ["person.account_closed", "person.account_reopened"]


@pytest.mark.parametrize(("text", "found"), [("a@x", 1), ("anna bēr", 2), ("Bērziņa b@", 1), ("nav", 0), ("  ", 0)])
def test_search_finds_by_words_of_name_and_address(text: str, found: int) -> None:
    for email in ("a@x.example", "b@x.example"):
        people.create(email=email, given_name="Anna", surname="Bērziņa", act=world.ACT)

    assert len(people.search(text)) == found
