"""Every move of the process: the engine allows these and no others."""

from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes.table import Side, State, Transition

PRECONDITIONS: Final[tuple[tuple[str, Text], ...]] = (
    ("form_complete", Text("visi lauki ir pareizi aizpildīti", "every field is filled in correctly")),
    ("terms_opened", Text("ir atvērta spēkā esošā Noteikumu redakcija", "the current version of the Terms was opened")),
    (
        "signed_application",
        Text(
            "parakstītais saturs ir sistēmas sagatavotais, visi paraksti ir derīgi un ar laika zīmogu",
            "what is signed is what the system rendered, every signature is passed and has a timestamp",
        ),
    ),
    ("assignee_is_not_applicant", Text("lēmējs nav iesniedzējs", "whoever decides is not the applicant")),
    ("reason_given", Text("ir norādīts iemesls un paskaidrojums", "a reason and an explanation are given")),
    ("networks_checked", Text("IP adreses atbilst noteikumiem", "the IP addresses pass the rules")),
    ("key_checked", Text("CSR vai sertifikāts atbilst noteikumiem", "the CSR or the certificate passes the rules")),
    (
        "first_call_seen",
        Text("ir reģistrēts pirmais izsaukums testa vidē", "the first call in the test environment was seen"),
    ),
    (
        "required_run_failed",
        Text("obligāta scenārija pēdējais izpildījums ir kļūdains", "the last run of a required scenario failed"),
    ),
    (
        "no_required_run_failed",
        Text(
            "neviena obligātā scenārija pēdējais izpildījums nav kļūdains",
            "no required scenario failed in its last run",
        ),
    ),
    ("evidence_complete", Text("visi obligātie scenāriji ir izpildīti", "every required scenario is passed")),
    ("another_officer", Text("apstiprina cita amatpersona", "another officer approves")),
    (
        "one_side_only",
        Text("neviens nerīkojas abās pusēs", "nobody acts on both sides"),
    ),
    (
        "standing_proved",
        Text(
            "parakstītājs ir nosauktais pārstāvis un reģistrētas Iestādes pārstāvis ir piekritis, vai apstiprina otra "
            "amatpersona",
            "the signer is the representative named, and a registered Institution's representative has consented, or "
            "a second officer approves",
        ),
    ),
    (
        "institution_joined",
        Text(
            "Iestāde jau ir reģistrēta un iesniedzējs to nepārstāv",
            "the Institution is registered already and the applicant does not represent it",
        ),
    ),
    (
        "two_in_production",
        Text(
            "produkcijā Aģentūras pusē apstiprina divas amatpersonas",
            "in production two officers approve where the Agency acts",
        ),
    ),
    (
        "first_production_signature_seen",
        Text("ir reģistrēts pirmais paraksts produkcijā", "the first signature in production was seen"),
    ),
)

_ONBOARDING: Final = "esigner.onboarding"


def _move(
    name: str,
    step: str,
    side: Side | None,
    sources: tuple[State, ...],
    target: State | None,
    service: str,
    label: Text,
    *,
    event: str,
    notice: str | None = None,
    when: tuple[str, ...] = (),
) -> Transition:
    """Write one row of the table on a few lines."""
    return Transition(
        name=name,
        step=step,
        side=side,
        sources=frozenset(sources),
        target=target,
        service=f"{_ONBOARDING}.{service}",
        preconditions=when,
        audit_event=event,
        notice=notice,
        label=label,
    )


_WE: Final = Side.AGENCY
_THEY: Final = Side.INSTITUTION
_S = State

# A table is read by rows.
# fmt: off
TRANSITIONS: Final[tuple[Transition, ...]] = (
    _move(
        "open_terms", "1.1", _THEY, (), None, "terms.open_current",
        Text("Atver Noteikumus", "Opens the Terms"), event="terms.opened",
    ),
    _move(
        "draft", "1.2", _THEY, (), _S.DRAFT, "applications.create",
        Text("Sāk Pieteikumu", "Starts the Application"), event="application.drafted",
    ),
    _move(
        "edit", "1.2", _THEY, (_S.DRAFT, _S.RENDERED, _S.RETURNED), _S.DRAFT, "applications.edit",
        Text("Maina Pieteikumu", "Changes the Application"), event="application.edited",
    ),
    _move(
        "render", "1.2", _THEY, (_S.DRAFT, _S.RENDERED), _S.RENDERED, "applications.render",
        Text("Sagatavo parakstīšanai", "Renders it for signing"), event="application.rendered",
        when=("form_complete", "terms_opened"),
    ),
    _move(
        "open_signing", "1.2", _THEY, (_S.RENDERED,), _S.RENDERED, "applications.open_signing",
        Text("Atver parakstīšanas sesiju", "Opens the signing session"), event="application.signing.opened",
    ),
    _move(
        "sign", "1.2", _THEY, (_S.RENDERED,), _S.SIGNED, "applications.submit_signed",
        Text("Paraksta Pieteikumu", "Signs the Application"), event="application.signed",
        when=("signed_application", "terms_opened"),
    ),
    _move(
        "submit", "1.2", _THEY, (_S.SIGNED,), _S.SUBMITTED, "applications.submit_signed",
        Text("Iesniedz Pieteikumu", "Submits the Application"), event="application.submitted",
        notice="application.submitted", when=("signed_application", "terms_opened"),
    ),
    _move(
        "ask_consent", "1.3", None, (_S.SUBMITTED,), None, "applications.submit_signed",
        Text("Iestādes pārstāvjiem lūgta piekrišana", "The institution's representatives are asked to consent"),
        event="application.consent.asked", notice="application.consent.asked", when=("institution_joined",),
    ),
    _move(
        "consent", "1.3", None, (_S.SUBMITTED,), None, "applications.consent",
        Text("Iestādes pārstāvis piekrīt vai nepiekrīt", "A representative of the institution consents or declines"),
        event="application.consent.given", when=("institution_joined",),
    ),
    _move(
        "return", "1.2+", _WE, (_S.SUBMITTED,), _S.RETURNED, "applications.return_for_correction",
        Text("Atdod labošanai", "Returns it for correction"), event="application.returned",
        notice="application.returned", when=("assignee_is_not_applicant", "reason_given"),
    ),
    _move(
        "reject", "1.2+", _WE, (_S.SUBMITTED,), _S.REJECTED, "applications.reject",
        Text("Noraida", "Rejects it"), event="application.rejected", notice="application.rejected",
        when=("assignee_is_not_applicant", "reason_given"),
    ),
    _move(
        "register", "1.3", _WE, (_S.SUBMITTED,), _S.REGISTERED, "cases.register",
        Text("Reģistrē sadarbības gadījumu", "Registers the cooperation case"), event="case.registered",
        notice="case.registered", when=("assignee_is_not_applicant", "one_side_only", "standing_proved"),
    ),
    _move(
        "request_test", "2.1", _THEY, (_S.REGISTERED,), _S.TEST_REQUESTED, "requests.submit_test",
        Text("Nosūta IP adreses un CSR", "Sends the IP addresses and the CSR"), event="request.test.submitted",
        notice="request.test.submitted", when=("networks_checked", "key_checked"),
    ),
    _move(
        "return_test", "2.2", _WE, (_S.TEST_REQUESTED,), _S.REGISTERED, "requests.return_request",
        Text("Atdod pieprasījumu", "Returns the request"), event="request.returned", notice="request.returned",
        when=("reason_given",),
    ),
    _move(
        "approve_test", "2.2", _WE, (_S.TEST_REQUESTED,), _S.TEST_CONNECTED, "requests.approve_test",
        Text("Reģistrē klientu testa vidē", "Registers the client in test"), event="request.test.approved",
        notice="request.test.approved", when=("networks_checked", "key_checked"),
    ),
    _move(
        "first_test_call", "2.3", None, (_S.TEST_CONNECTED,), _S.TESTING, "cases.notice_first_test_call",
        Text("Redzēts pirmais izsaukums", "The first call is seen"), event="case.testing", when=("first_call_seen",),
    ),
    _move(
        "find_errors", "3.3", None, (_S.TESTING,), _S.FIXING, "evidence.settle",
        Text("Scenārijs neizdevās", "A scenario failed"), event="case.fixing", when=("required_run_failed",),
    ),
    _move(
        "retest", "3.1", None, (_S.FIXING,), _S.TESTING, "evidence.settle",
        Text("Kļūda novērsta", "The error is fixed"), event="case.retesting", when=("no_required_run_failed",),
    ),
    _move(
        "declare_tested", "3.2", _THEY, (_S.TESTING,), _S.TESTED, "evidence.declare_tested",
        Text("Paziņo: notestēts", "Declares it tested"), event="case.tested", notice="case.tested",
        when=("evidence_complete",),
    ),
    _move(
        "request_production", "4.1", _THEY, (_S.TESTED,), _S.PRODUCTION_REQUESTED, "requests.submit_production",
        Text("Nosūta produkcijas pieprasījumu", "Sends the production request"),
        event="request.production.submitted", notice="request.production.submitted",
        when=("networks_checked", "key_checked"),
    ),
    _move(
        "return_production", "4.2", _WE,
        (_S.PRODUCTION_REQUESTED, _S.PRODUCTION_APPROVED),
        _S.TESTED, "requests.return_request",
        Text("Atdod pieprasījumu", "Returns the request"), event="request.returned", notice="request.returned",
        when=("reason_given",),
    ),
    _move(
        "approve_production", "4.2", _WE,
        (_S.PRODUCTION_REQUESTED,),
        _S.PRODUCTION_APPROVED, "requests.approve_production",
        Text("Apstiprina pirmā amatpersona", "The first officer approves"), event="request.production.approved",
        when=("networks_checked", "key_checked"),
    ),
    _move(
        "promote", "4.2", _WE, (_S.PRODUCTION_APPROVED,), _S.PRODUCTION_CONNECTED, "requests.promote",
        Text("Otrā amatpersona reģistrē produkcijā", "The second officer registers in production"),
        event="request.production.promoted", notice="request.production.promoted",
        when=("another_officer", "networks_checked", "key_checked"),
    ),
    _move(
        "first_production_signature", "4.2", None,
        (_S.PRODUCTION_CONNECTED,),
        _S.LIVE, "cases.notice_first_production_signature",
        Text("Redzēts pirmais paraksts produkcijā", "The first production signature is seen"), event="case.live",
        notice="case.live", when=("first_production_signature_seen",),
    ),
    _move(
        "close", "5", _WE,
        (_S.REGISTERED, _S.TEST_CONNECTED, _S.TESTING, _S.FIXING, _S.TESTED, _S.PRODUCTION_CONNECTED, _S.LIVE),
        _S.CLOSED, "maintenance.close",
        Text("Slēdz sadarbības gadījumu", "Closes the cooperation case"), event="case.closed", notice="case.closed",
        when=("reason_given", "two_in_production"),
    ),
    _move(
        "request_change", "5", _THEY, (), None, "maintenance.request_change",
        Text("Pieprasa izmaiņas", "Asks for a change"), event="request.change.submitted",
        notice="request.change.submitted", when=("networks_checked", "key_checked"),
    ),
    _move(
        "approve_change", "5", _WE, (), None, "maintenance.approve_change",
        Text("Apstiprina izmaiņas", "Approves the change"), event="request.change.approved",
        notice="request.change.approved", when=("two_in_production", "networks_checked", "key_checked"),
    ),
    _move(
        "return_change", "5", _WE, (), None, "requests.return_request",
        Text("Atdod izmaiņu pieprasījumu", "Returns the change request"), event="request.returned",
        notice="request.returned", when=("reason_given",),
    ),
    _move(
        "revoke", "5", None, (), None, "maintenance.revoke_certificate",
        Text("Anulē sertifikātu", "Revokes a certificate"), event="case.certificate.revoked",
        notice="case.certificate.revoked", when=("reason_given", "two_in_production"),
    ),
    _move(
        "suspend", "5", _WE, (), None, "maintenance.suspend",
        Text("Aptur klientu", "Suspends the client"), event="case.client.suspended", notice="case.client.suspended",
        when=("reason_given",),
    ),
    _move(
        "resume", "5", _WE, (), None, "maintenance.resume",
        Text("Atjauno klientu", "Resumes the client"), event="case.client.resumed", notice="case.client.resumed",
        when=("two_in_production",),
    ),
    _move(
        "change_contacts", "5", _THEY, (), None, "maintenance.change_contacts",
        Text("Maina kontaktpersonas", "Changes the contacts"), event="case.contacts.changed",
        notice="case.contacts.changed",
    ),
    _move(
        "invite", "5", None, (), None, "invitations.invite",
        Text("Uzaicina lietotāju", "Invites somebody"), event="person.invited",
    ),
    _move(
        "accept_invitation", "5", _THEY, (), None, "invitations.accept",
        Text("Pieņem uzaicinājumu", "Accepts the invitation"), event="person.invitation.accepted",
        when=("one_side_only",),
    ),
    _move(
        "withdraw_invitation", "5", None, (), None, "invitations.withdraw",
        Text("Atsauc uzaicinājumu", "Withdraws the invitation"), event="person.invitation.withdrawn",
    ),
    _move(
        "end_role", "5", None, (), None, "members.end_role",
        Text("Izbeidz lomu", "Ends a role"), event="case.role.ended", notice="case.role.ended",
    ),
    _move(
        "withdraw_case", "5", _THEY,
        (_S.REGISTERED, _S.TEST_CONNECTED, _S.TESTING, _S.FIXING, _S.TESTED),
        _S.CLOSED, "maintenance.withdraw",
        Text("Atsauc sadarbības gadījumu", "Withdraws the cooperation case"), event="case.withdrawn",
        notice="case.withdrawn", when=("reason_given",),
    ),
    _move(
        "ask", "8", _THEY, (), None, "consultations.ask",
        Text("Uzdod jautājumu", "Asks a question"), event="consultation.asked", notice="consultation.asked",
    ),
    _move(
        "answer", "8", None, (), None, "consultations.write",
        Text("Atbild", "Answers"), event="consultation.written", notice="consultation.written",
    ),
    _move(
        "close_consultation", "8", None, (), None, "consultations.close",
        Text("Slēdz jautājumu", "Closes the question"), event="consultation.closed",
    ),
)
# fmt: on
