"""In whose name an application speaks: evidence, consent of those who represent the institution, two officers."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from esigner.ades.rules import Indication
from esigner.ades.validation.report import Report, SignatureReport
from esigner.onboarding import applications, cases, members, models
from esigner.onboarding.applications import signers, standing
from esigner.onboarding.applications.standing import Consent
from esigner.onboarding.checks import names_of_failed
from esigner.onboarding.errors import (
    ApplicationNotFoundError,
    BothSidesError,
    ConsentNotAwaitedError,
    JoiningDeclinedError,
    SecondOfficerNeededError,
)
from esigner.onboarding.permissions import Person
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db


def stranger() -> Person:
    return world.person("Svešs Cilvēks")


def evidence(application_id: UUID) -> standing.Standing:
    return standing.of(models.Application.objects.get(pk=application_id))


def register(application_id: UUID, by: Person) -> object:
    return cases.register(application_id=application_id, act=world.act(by))


def test_first_application_whose_signer_is_the_representative_named_takes_one_officer() -> None:
    application_id, _ = world.submitted()

    found = evidence(application_id)

    assert (found.officers, found.consent, names_of_failed(found.checks)) == (1, Consent.NOT_NEEDED, [])
    assert [one.name for one in found.signers] == [FORM.representative_name]


@pytest.mark.attack
def test_stranger_joins_with_consent_of_a_representative() -> None:
    case = world.registered()
    application_id, applicant = world.submitted(stranger())
    assert evidence(application_id).consent is Consent.AWAITED

    applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=True)

    assert evidence(application_id).officers == 1
    assert register(application_id, world.registrar())
    assert Role.REPRESENTATIVE in world.again(applicant).institutions[case.row.institution_id]


@pytest.mark.attack
def test_stranger_joins_without_consent_by_two_officers_alone() -> None:
    case = world.registered()
    application_id, applicant = world.submitted(stranger())
    first = world.registrar()

    assert register(application_id, first) is None
    with pytest.raises(SecondOfficerNeededError):
        register(application_id, first)
    assert world.again(applicant).institutions == {}
    assert register(application_id, world.second_officer())

    assert case.row.institution_id in world.again(applicant).institutions


@pytest.mark.attack
def test_declined_is_not_registered_by_anybody() -> None:
    case = world.registered()
    application_id, applicant = world.submitted(stranger())
    applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=False)

    for officer in (world.registrar(), world.second_officer()):
        with pytest.raises(JoiningDeclinedError) as refusal:
            register(application_id, officer)
    assert case.applicant.name in refusal.value.detail().lv
    assert world.again(applicant).institutions == {}


def test_word_of_a_representative_who_left_counts_no_more() -> None:
    case = world.registered()
    application_id, _ = world.submitted(stranger())
    applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=False)
    members.end_role(
        case_id=case.id, person_id=case.applicant.id, role=Role.REPRESENTATIVE, act=world.act(world.registrar())
    )

    found = evidence(application_id)

    assert (found.consent, found.officers) == (Consent.AWAITED, 2)
    assert found.earlier_representatives == (case.applicant.name,)


def test_consent_is_asked_once_and_of_representatives_alone() -> None:
    case = world.registered()
    technician = world.invited(case)
    application_id, applicant = world.submitted(stranger())

    for nobody in (technician, applicant, world.registrar(), world.other_institution().applicant):
        with pytest.raises(ApplicationNotFoundError):
            applications.consent(application_id=application_id, act=world.act(nobody), accepts=True)
    applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=True)
    with pytest.raises(ConsentNotAwaitedError):
        applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=False)


def test_representative_sees_what_they_are_asked_about_while_they_are_asked() -> None:
    case = world.registered()
    application_id, _ = world.submitted(stranger())

    view = applications.get(application_id=application_id, by=case.applicant, at=AT)
    assert view.can_consent
    applications.reject(
        application_id=application_id, act=world.act(world.registrar()), reasons=["OTHER"], explanation="Nav."
    )

    with pytest.raises(ApplicationNotFoundError):
        applications.get(application_id=application_id, by=case.applicant, at=AT)


@pytest.mark.attack
def test_stranger_does_not_see_who_represents_the_institution() -> None:
    world.registered()
    application_id, applicant = world.submitted(stranger())

    assert applications.get(application_id=application_id, by=applicant, at=AT).standing is None


def test_representatives_next_application_takes_no_consent() -> None:
    case = world.registered()

    application_id, _ = world.submitted(case.applicant, form=replace(FORM, system_name="Otra sistēma"))

    assert (evidence(application_id).consent, evidence(application_id).officers) == (Consent.NOT_NEEDED, 1)


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"representative_name": "Pavisam Cits"}, "SIGNER_IS_REPRESENTATIVE"),
        ({"institution_name": "Pavisam cita iestāde"}, "INSTITUTION_NAME"),
    ],
)
def test_what_differs_takes_two_officers(changed: dict[str, str], check: str) -> None:
    case = world.registered()

    application_id, _ = world.submitted(case.applicant, form=replace(FORM, **changed))  # type: ignore[arg-type]  # names

    found = evidence(application_id)
    assert (names_of_failed(found.checks), found.officers) == ([check], 2)


def test_a_first_agreement_ends_with_a_return() -> None:
    application_id, applicant = world.submitted(form=replace(FORM, representative_name="Pavisam Cits"))
    first = world.registrar()
    assert register(application_id, first) is None
    applications.return_for_correction(
        application_id=application_id, act=world.act(world.second_officer()), reasons=["OTHER"], explanation="Kas?"
    )
    applications.edit(
        application_id=application_id, act=world.act(applicant), form=replace(FORM, representative_name="Vēl Cits")
    )
    rendering = applications.render(application_id=application_id, act=world.act(applicant))
    content = world.signed_container(rendering)
    applications.submit_signed(application_id=application_id, act=world.act(applicant), name="a.asice", content=content)

    assert register(application_id, world.second_officer()) is None, "what was agreed on before is another application"


@pytest.mark.attack
def test_officer_who_decided_for_an_institution_does_not_join_it_later() -> None:
    case = world.registered()
    former = world.leaves(case.officer, Role.REGISTRAR)
    application_id, _ = world.submitted(former)

    with pytest.raises(BothSidesError):
        applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=True)
    register(application_id, world.registrar())
    with pytest.raises(BothSidesError):
        register(application_id, world.second_officer())


def _report(*attributes: tuple[x509.ObjectIdentifier, str]) -> Report:
    from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, new_key

    key = new_key("P-256")
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, NOT_BEFORE, NOT_AFTER)
    certificate = builder.sign(key, hashes.SHA256())
    signature = SignatureReport(
        id="S1", indication=Indication.TOTAL_PASSED, rule=None, detail="", format="XAdES-B-LT",
        certificate=certificate, signed_at=None, timestamped_at=None, scope=(),
    )  # fmt: skip
    return Report(
        name="a", indication=Indication.TOTAL_PASSED, rule=None, signatures=(signature,), policy="lv",
        validated_at=AT, trust_digest="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("PNOLV-010190-12345", "010190-*****"),
        ("PNOLV-32012345678", "320123-*****"),
        ("PNOEE-38001085718", "380010-*****"),
        ("PASLV-LV1234567", "LV12*****"),
        ("", ""),
    ],
)
def test_personal_code_is_masked_and_the_name_is_read_where_the_cn_is_private(identifier: str, shown: str) -> None:
    named = ((NameOID.COMMON_NAME, "Private"), (NameOID.GIVEN_NAME, "Anna"), (NameOID.SURNAME, "Bērziņa"))
    rest = ((NameOID.SERIAL_NUMBER, identifier),) if identifier else ()

    (signer,) = signers.of_report(_report(*named, *rest))

    assert (signer.name, signer.personal_code) == ("Anna Bērziņa", shown)


def test_personal_code_in_a_common_name_is_masked_too() -> None:
    (signer,) = signers.of_report(_report((NameOID.COMMON_NAME, "BĒRZIŅA,ANNA,010190-12345")))

    assert signer.name == "BĒRZIŅA,ANNA,010190-*****"


@pytest.mark.parametrize("other", ["ANNA BĒRZIŅA", "Bērziņa, Anna", "Be\u0304rzin\u0327a Anna"])
def test_name_is_the_same_in_any_order_and_capitals(other: str) -> None:
    assert signers.is_same_name("Anna Bērziņa", other)


@pytest.mark.parametrize("other", ["Anna Berzina", "Anna", "", "Anna Marija Bērziņa"])
def test_another_name_is_another(other: str) -> None:
    assert not signers.is_same_name("Anna Bērziņa", other)
