"""Cooperation cases in every state, reached through the front door; events as the doors record them."""

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from esigner import ades, audit
from esigner.notices import sealing
from esigner.notices.models import Mail
from esigner.onboarding import (
    applications,
    cases,
    evidence,
    invitations,
    models,
    official,
    permissions,
    requests,
    terms,
)
from esigner.onboarding.act import PersonalAct, act_of
from esigner.onboarding.applications import Contact, Form, Rendering
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import NetworkEntry
from esigner.registry import anchors, people
from esigner.registry.kinds import AnchorPurpose, Environment, Role
from tests.world import registry as registry_world
from tests.world import signed
from tests.world.signing_pki import signing_pki

AT: Final = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
"""After the machine's clock, which dates the OCSP answers of the signing world."""
NUMBER: Final = "90000069281"
OTHER_NUMBER: Final = "40003011203"
FORM: Final = Form(
    registration_number=NUMBER,
    institution_name="Paraugu iestāde",
    address="Brīvības iela 1, Rīga, LV-1010",
    representative_name="Jānis Paraugs P-256",  # who signs in the signing world
    representative_position="direktore",
    contacts=(Contact(name="Jānis Ķirsis", email="janis@iestade.example", phone="+371 67000000"),),
    system_name="Lietvedības sistēma",
    purpose="Lēmumu un vēstuļu parakstīšana.",
    formats=("edoc", "pdf"),
    monthly_volume="1500",
    terms_read=True,
)
NETWORKS: Final = (NetworkEntry(cidr="8.8.4.0/24", label="Birojs", owner="Paraugu iestāde"),)

_emails = itertools.count(1)
_request_ids = itertools.count(1)


def person(name: str = "Anna Bērziņa", *, role: Role | None = None, institution_id: UUID | None = None) -> Person:
    """Return a person with one role, or none."""
    given_name, _, surname = name.partition(" ")
    email = f"persona{next(_emails)}@piemers.example"
    user = people.create(email=email, given_name=given_name, surname=surname, act=audit.by_system(at=AT))
    if role is not None:
        people.grant(user, role, act=audit.by_system(at=AT), institution_id=institution_id)
    return permissions.person(user)


def act(by: Person, *, at: datetime = AT) -> PersonalAct:
    """Return an act of the person, as the portal makes one of each request."""
    return act_of(by, at=at)


def again(by: Person) -> Person:
    """Return the person with the roles they have now, as at their next request."""
    user = people.get(by.id)
    assert user is not None
    return permissions.person(user)


def becomes(by: Person, role: Role) -> Person:
    """Return the person with a role of the agency that they got meanwhile."""
    user = people.get(by.id)
    assert user is not None
    people.grant(user, role, act=audit.by_system(at=AT))
    return permissions.person(user)


def leaves(by: Person, role: Role, *, institution_id: UUID | None = None) -> Person:
    """Return the person without a role that they had."""
    user = people.get(by.id)
    assert user is not None
    people.withdraw(user, role, act=audit.by_system(at=AT), institution_id=institution_id)
    return permissions.person(user)


def registrar() -> Person:
    """Return an officer who registers."""
    return person("Ieva Reģistratore", role=Role.REGISTRAR)


def second_officer() -> Person:
    """Return another officer."""
    return person("Otto Otrais", role=Role.SECOND_OFFICER)


def trusted() -> None:
    """Have the agency trust the signing world for applications."""
    for purpose in (AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP):
        anchors.add(
            environment=Environment.PRODUCTION, purpose=purpose, certificate=signing_pki().root.certificate,
            label="Parakstīšanas pasaule", act=audit.by_system(at=AT),
        )  # fmt: skip


def draft(by: Person | None = None, *, form: Form = FORM) -> tuple[UUID, Person]:
    """Return a draft whose applicant has opened the Terms."""
    applicant = by or person()
    terms.open_current(act=act(applicant))
    return applications.create(act=act(applicant), form=form).id, applicant


def rendered(by: Person | None = None, *, form: Form = FORM) -> tuple[UUID, Person, Rendering]:
    """Return an application that is ready to be signed."""
    application_id, applicant = draft(by, form=form)
    return application_id, applicant, applications.render(application_id=application_id, act=act(applicant))


def signed_container(rendering: Rendering, **choices: Any) -> bytes:  # noqa: ANN401  what `signed.signed` takes
    """Return both files in a signed ASiC-E."""
    files = (
        ades.DataFile(rendering.pdf_name, "application/pdf", rendering.pdf),
        ades.DataFile(rendering.json_name, "application/json", rendering.json),
    )
    return signed.signed(**{"files": files, **choices})


def submitted(by: Person | None = None, *, form: Form = FORM) -> tuple[UUID, Person]:
    """Return an application that awaits the agency."""
    trusted()
    application_id, applicant, rendering = rendered(by, form=form)
    result = applications.submit_signed(
        application_id=application_id, act=act(applicant), name="pieteikums.asice", content=signed_container(rendering)
    )
    assert result.accepted, result.checks
    return application_id, applicant


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case with the people around it."""

    id: UUID
    applicant: Person
    officer: Person

    @property
    def row(self) -> models.Case:
        """The row as it is now."""
        return models.Case.objects.get(pk=self.id)

    def view(self, by: Person | None = None, *, at: datetime = AT) -> cases.CaseView:
        """Return the page's content."""
        return cases.view(case_id=self.id, by=by or self.applicant, at=at)


def registered(*, form: Form = FORM) -> Case:
    """Return a registered case; the authorities are founded."""
    registry_world.authorities_founded(at=AT)
    application_id, applicant = submitted(form=form)
    officer = registrar()
    case_id = cases.register(application_id=application_id, act=act(officer))
    assert case_id is not None, "one officer is enough for what differs in nothing"
    return Case(id=case_id, applicant=again(applicant), officer=officer)


def other_institution() -> Case:
    """Return a registered case of another institution."""
    return registered(form=replace(FORM, registration_number=OTHER_NUMBER, institution_name="Cita iestāde"))


def csr(key: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """Return a CSR of the institution, for a new key where none is given."""
    return registry_world.csr(key or registry_world.ec_key(), organisation=FORM.institution_name)


def requested(*, key: ec.EllipticCurvePrivateKey | None = None) -> tuple[Case, requests.RequestView]:
    """Return a case whose test connection awaits approval."""
    case = registered()
    request = requests.submit_test(case_id=case.id, act=act(case.applicant), networks=NETWORKS, csr=csr(key))
    return case, request


def connected(*, key: ec.EllipticCurvePrivateKey | None = None) -> Case:
    """Return a case connected to the test environment."""
    case, request = requested(key=key)
    requests.approve_test(request_id=request.id, act=act(case.officer))
    return case


def declared_tested(*, key: ec.EllipticCurvePrivateKey | None = None) -> Case:
    """Return a case that is declared tested."""
    case = connected(key=key)
    everything_passed(case)
    case.view()
    evidence.declare_tested(case_id=case.id, act=act(case.applicant))
    return case


def production_requested(*, key: requests.Key | None = None) -> tuple[Case, requests.RequestView]:
    """Return a case whose production connection awaits the first officer."""
    case = declared_tested()
    request = requests.submit_production(case_id=case.id, act=act(case.applicant), networks=NETWORKS, key=key or csr())
    return case, request


def production_connected() -> Case:
    """Return a case connected to production."""
    case, request = production_requested()
    requests.approve_production(request_id=request.id, act=act(case.officer))
    requests.promote(request_id=request.id, act=act(second_officer()))
    return case


def door(
    case: Case,
    event: str,
    *,
    environment: Environment = Environment.TEST,
    outcome: audit.Outcome = "ok",
    code: str = "",
    subject: str = "",
    request_id: str = "",
    actor: audit.Actor | None = None,
    at: datetime = AT + timedelta(minutes=1),
    **data: str,
) -> str:
    """Record an event as a door does and give its request id."""
    row = case.row
    client_id = row.test_client_id if environment is Environment.TEST else row.production_client_id
    number = request_id or f"req-{next(_request_ids)}"
    certificate = evidence.results.current_certificate(row)
    known = {"certificate": certificate.fingerprint_sha256} if certificate and event.startswith("api.") else {}
    audit.record(
        event=event,
        act=audit.Act(
            actor=actor or audit.Actor(kind="client", id=str(client_id), name="Lietvedības sistēma"),
            at=at,
            request_id=number,
        ),
        case=str(case.id) if event.startswith("api.") else "",
        institution=str(row.institution_id),
        client=str(client_id),
        subject=subject,
        environment=environment.value,
        outcome=outcome,
        code=code,
        data=known | data,
    )
    return number


def session(case: Case, name: str = "s1") -> str:
    """Record an API call that opens a session; gives the session's id."""
    request_id = door(case, "api.called", route="/v1/sessions", method="POST")
    door(case, "signing.session.opened", subject=name, request_id=request_id, format="asice", level="LT")
    return name


def signature(case: Case, name: str, *, code: str = "", **data: str) -> None:
    """Record a finalized signature of a session, or with a code a failed one."""
    event, outcome = ("signing.signature.failed", "failed") if code else ("signing.signature.finalized", "ok")
    facts = {"format": "asice", "level": "LT", "means": "personas"} | data
    door(case, event, subject=name, outcome=outcome, code=code, **facts)  # type: ignore[arg-type]  # one of two words


def fetched(case: Case, name: str, *, level: str = "LT") -> None:
    """Record that the whole result of a session was sent to the client."""
    door(case, "signing.result.sent", subject=name, level=level)


def everything_passed(case: Case) -> None:
    """Record what the doors see when every scenario passes."""
    door(case, "api.called", route="/v1/probe")
    signature(case, session(case, "container"))
    signature(case, session(case, "pdf"), format="pdf")
    for name in ("container", "pdf"):
        fetched(case, name)
    signature(case, session(case, "two-step"), means="two-step", format="edoc")
    signer = audit.Actor(kind="person", id="signer", name="Parakstītājs")
    door(case, "signing.session.cancelled", subject=session(case, "cancelled"), actor=signer)
    door(case, "api.refused", outcome="refused", code="EPAK_NUMBER_MISSING")
    door(case, "api.called", route="/v1/validations", method="POST")


def token_for(email: str) -> str:
    """Return the token of the invitation that was mailed to an address last."""
    mails = Mail.objects.filter(recipients=[email], body__contains="/uzaicinajums/")
    tokens = [found[1] for mail in mails if (found := re.search(r"/uzaicinajums/([^/\s]+)/", str(mail.body)))]
    # Of several mailed in one moment the one that is still open.
    digests = {hashlib.sha256(one.encode()).hexdigest(): one for one in tokens}
    row = models.Invitation.objects.filter(token_sha256__in=digests).order_by("ended_at", "invited_at").first()
    assert row is not None, "nobody was invited at this address"
    open_ones = models.Invitation.objects.filter(token_sha256__in=digests, ended_at__isnull=True)
    return digests[(open_ones.first() or row).token_sha256]


def invited(case: Case, name: str = "Kārlis Šķēle", *, role: Role = Role.TECHNICAL_CONTACT) -> Person:
    """Return somebody who was invited by the case's applicant and took the role."""
    newcomer = person(name)
    invitations.invite(case_id=case.id, act=act(case.applicant), email=newcomer.email, role=role)
    invitations.accept(token=token_for(newcomer.email), act=act(newcomer))
    return again(newcomer)


@contextmanager
def unsealed() -> Iterator[list[bytes]]:
    """Have documents issued without asking trust services; gives the PDFs that would have been sealed."""
    seen: list[bytes] = []

    def keep(pdf: bytes, **_: object) -> bytes:
        seen.append(pdf)
        return pdf

    with patch.object(sealing, "seal", keep):
        yield seen


def issued(case_id: UUID, *, at: datetime = AT) -> Sequence[bytes]:
    """Issue every ordered document of a case, as the worker would, unsealed; gives the PDFs."""
    with unsealed() as seen:
        for row in models.OrderedDocument.objects.filter(case_id=case_id).order_by("ordered_at"):
            official.issue(order_id=row.pk, at=at)
    return seen


@contextmanager
def api_described(content: bytes = b'{"openapi": "3.1.0"}') -> Iterator[None]:
    """Have connection packs built while no API door runs that could be asked for its description."""
    with patch("esigner.onboarding.requests.description.fetch", lambda _environment: content):
        yield
