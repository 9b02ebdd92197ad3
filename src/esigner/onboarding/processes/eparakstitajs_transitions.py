"""Every move of the process of applying for the E-signer: there are no others.

`moves.make` makes each: for a person of the side and the role, from a source, where every guard holds, with the
service; then the state changes, the event is recorded and the notice is sent.
"""

from typing import Final

from esigner.errors import Text
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.onboarding.processes.table import Audience, Side, Transition
from esigner.registry.kinds import Role


def _move(  # noqa: PLR0913 — a row has this many columns
    name: str,
    step: str,
    who: tuple[Side | Role, ...],
    sources: tuple[State, ...],
    target: State | None,
    service: str,
    label: Text,
    *,
    event: str,
    notice: str | None = None,
    to: Audience = Audience.NAMED,
    when: tuple[str, ...] = (),
    offered: bool = False,
) -> Transition:
    """Write one row of the table on a few lines."""
    return Transition(
        name=name,
        step=step,
        sides=frozenset(one for one in who if isinstance(one, Side)),
        roles=frozenset(one for one in who if isinstance(one, Role)),
        sources=frozenset(sources),
        target=target,
        guards=when,
        service=service,
        audit_event=event,
        notice=notice,
        audience=to,
        label=label,
        offered=offered,
    )


_THEY: Final = (Side.INSTITUTION,)
_REPRESENTATIVES: Final = (Side.INSTITUTION, Role.REPRESENTATIVE)
_MEMBERS: Final = (*_REPRESENTATIVES, Role.TECHNICAL_CONTACT)
_REGISTRARS: Final = (Side.AGENCY, Role.REGISTRAR, Role.SECOND_OFFICER)
_APPROVERS: Final = (*_REGISTRARS, Role.PKI_OPERATOR)
_ANYBODY: Final = tuple(Side)
_SYSTEM: Final = ()
_TO: Final = Audience
_S: Final = State

_CHECKED: Final = ("networks_checked", "key_checked", "origins_checked")
_DECIDED: Final = ("request_undecided", "one_side_only")

# A table is read by rows.
# fmt: off
TRANSITIONS: Final[tuple[Transition, ...]] = (
    _move(
        "open_terms", "1.1", _THEY, (), None, "terms.name",
        Text("Atver Noteikumus", "Opens the Terms"), event="terms.opened",
    ),
    _move(
        "draft", "1.2", _THEY, (), _S.DRAFT, "",
        Text("Sāk Pieteikumu", "Starts the Application"), event="application.drafted",
        when=("daily_limit",),
    ),
    _move(
        "edit", "1.2", _THEY, (_S.DRAFT, _S.RENDERED, _S.RETURNED), _S.DRAFT, "applications.change",
        Text("Maina Pieteikumu", "Changes the Application"), event="application.edited",
        when=("own_application", "daily_limit"),
    ),
    _move(
        "render", "1.2", _THEY, (_S.DRAFT, _S.RENDERED), _S.RENDERED, "applications.keep_rendering",
        Text("Sagatavo parakstīšanai", "Renders it for signing"), event="application.rendered",
        when=("own_application", "daily_limit", "form_complete", "terms_opened"),
    ),
    _move(
        "open_signing", "1.2", _THEY, (_S.RENDERED,), _S.RENDERED, "applications.keep_session",
        Text("Atver parakstīšanas sesiju", "Opens the signing session"), event="application.signing.opened",
        when=("own_application", "daily_limit"),
    ),
    _move(
        "sign", "1.2", _THEY, (_S.RENDERED,), _S.SIGNED, "applications.keep_signed",
        Text("Paraksta Pieteikumu", "Signs the Application"), event="application.signed",
        when=("own_application", "signed_application", "terms_opened"),
    ),
    _move(
        "submit", "1.2", _THEY, (_S.SIGNED,), _S.SUBMITTED, "applications.receive",
        Text("Iesniedz Pieteikumu", "Submits the Application"), event="application.submitted",
        notice="application.submitted", to=_TO.AGENCY, when=("own_application", "signed_application", "terms_opened"),
    ),
    _move(
        "ask_consent", "1.3", _SYSTEM, (_S.SUBMITTED,), None, "applications.ask_representatives",
        Text("Iestādes pārstāvjiem lūgta piekrišana", "The institution's representatives are asked to consent"),
        event="application.consent.asked",
        notice="application.consent.asked", when=("institution_joined",),
    ),
    _move(
        "consent", "1.3", _THEY, (_S.SUBMITTED,), None, "applications.keep_consent",
        Text("Iestādes pārstāvis piekrīt vai nepiekrīt", "A representative of the institution consents or declines"),
        event="application.consent.given",
        when=("asked_to_consent", "institution_joined"),
    ),
    _move(
        "return", "1.2+", _REGISTRARS, (_S.SUBMITTED,), _S.RETURNED, "applications.decide",
        Text("Atdod labošanai", "Returns it for correction"), event="application.returned",
        notice="application.returned", to=_TO.APPLICANT,
        when=("assignee_is_not_applicant", "one_side_only", "reason_listed", "reason_given"),
    ),
    _move(
        "reject", "1.2+", _REGISTRARS, (_S.SUBMITTED,), _S.REJECTED, "applications.decide",
        Text("Noraida", "Rejects it"), event="application.rejected",
        notice="application.rejected", to=_TO.APPLICANT,
        when=("assignee_is_not_applicant", "one_side_only", "reason_listed", "reason_given"),
    ),
    _move(
        "register", "1.3", _REGISTRARS, (_S.SUBMITTED,), _S.REGISTERED, "cases.open",
        Text("Reģistrē sadarbības gadījumu", "Registers the cooperation case"), event="case.registered",
        notice="case.registered", to=_TO.WITH_DOCUMENT,
        when=("assignee_is_not_applicant", "consent_not_declined", "one_side_only", "standing_proved"),
    ),
    _move(
        "request_test", "2.1", _MEMBERS, (_S.REGISTERED,), _S.TEST_REQUESTED, "requests.keep",
        Text("Nosūta IP adreses un CSR", "Sends the IP addresses and the CSR"), event="request.test.submitted",
        notice="request.test.submitted", to=_TO.AGENCY, when=("daily_limit", *_CHECKED),
    ),
    _move(
        "return_test", "2.2", _APPROVERS, (_S.TEST_REQUESTED,), _S.REGISTERED, "requests.give_back",
        Text("Atdod pieprasījumu", "Returns the request"), event="request.returned",
        notice="request.returned", to=_TO.INSTITUTION, when=(*_DECIDED, "reason_given"),
    ),
    _move(
        "approve_test", "2.2", _APPROVERS, (_S.TEST_REQUESTED,), _S.TEST_CONNECTED, "requests.connect",
        Text("Reģistrē klientu testa vidē", "Registers the client in test"), event="request.test.approved",
        notice="request.test.approved", to=_TO.INSTITUTION, when=(*_DECIDED, *_CHECKED, "two_in_production"),
    ),
    _move(
        "first_test_call", "2.3", _SYSTEM, (_S.TEST_CONNECTED,), _S.TESTING, "cases.enter",
        Text("Redzēts pirmais izsaukums", "The first call is seen"), event="case.testing",
        when=("first_call_seen",),
    ),
    _move(
        "find_errors", "3.3", _SYSTEM, (_S.TESTING,), _S.FIXING, "",
        Text("Scenārijs neizdevās", "A scenario failed"), event="case.fixing",
        when=("required_run_failed",),
    ),
    _move(
        "retest", "3.1", _SYSTEM, (_S.FIXING,), _S.TESTING, "",
        Text("Kļūda novērsta", "The error is fixed"), event="case.retesting",
        when=("no_required_run_failed",),
    ),
    _move(
        "declare_tested", "3.2", _REPRESENTATIVES, (_S.TESTING,), _S.TESTED, "evidence.record",
        Text("Paziņo: notestēts", "Declares it tested"), event="case.tested",
        notice="case.tested", to=_TO.WITH_DOCUMENT, when=("evidence_complete",),
    ),
    _move(
        "request_production", "4.1", _MEMBERS, (_S.TESTED,), _S.PRODUCTION_REQUESTED, "requests.keep",
        Text("Nosūta produkcijas pieprasījumu", "Sends the production request"), event="request.production.submitted",
        notice="request.production.submitted", to=_TO.AGENCY, when=("daily_limit", *_CHECKED),
    ),
    _move(
        "return_production", "4.2", _APPROVERS,
        (_S.PRODUCTION_REQUESTED, _S.PRODUCTION_APPROVED),
        _S.TESTED, "requests.give_back",
        Text("Atdod pieprasījumu", "Returns the request"), event="request.returned",
        notice="request.returned", to=_TO.INSTITUTION, when=(*_DECIDED, "reason_given"),
    ),
    _move(
        "approve_production", "4.2", _APPROVERS, (_S.PRODUCTION_REQUESTED,), _S.PRODUCTION_APPROVED, "",
        Text("Apstiprina pirmā amatpersona", "The first officer approves"), event="request.production.approved",
        when=(*_DECIDED, *_CHECKED, "first_officer"),
    ),
    _move(
        "promote", "4.2", _APPROVERS, (_S.PRODUCTION_APPROVED,), _S.PRODUCTION_CONNECTED, "requests.connect",
        Text("Otrā amatpersona reģistrē produkcijā", "The second officer registers in production"),
        event="request.production.promoted",
        notice="request.production.promoted", to=_TO.WITH_DOCUMENT, when=(*_DECIDED, *_CHECKED, "another_officer"),
    ),
    _move(
        "first_production_signature", "4.2", _SYSTEM, (_S.PRODUCTION_CONNECTED,), _S.LIVE, "cases.end",
        Text("Redzēts pirmais paraksts produkcijā", "The first production signature is seen"), event="case.live",
        notice="case.live", to=_TO.BOTH, when=("first_production_signature_seen",),
    ),
    _move(
        "close", "5", _APPROVERS,
        (_S.REGISTERED, _S.TEST_CONNECTED, _S.TESTING, _S.FIXING, _S.TESTED, _S.PRODUCTION_CONNECTED, _S.LIVE),
        _S.CLOSED, "maintenance.end_clients",
        Text("Slēdz sadarbības gadījumu", "Closes the cooperation case"), event="case.closed",
        notice="case.closed", to=_TO.OTHERS,
        when=("reason_given", "reason_recordable", "one_side_only", "two_in_production"),
    ),
    _move(
        "request_change", "5", _MEMBERS, (), None, "requests.keep",
        Text("Pieprasa izmaiņas", "Asks for a change"), event="request.change.submitted",
        notice="request.change.submitted", to=_TO.AGENCY, when=("daily_limit", *_CHECKED),
    ),
    _move(
        "approve_change", "5", _APPROVERS, (), None, "requests.change",
        Text("Apstiprina izmaiņas", "Approves the change"), event="request.change.approved",
        notice="request.change.approved", to=_TO.OTHERS, when=(*_DECIDED, *_CHECKED, "two_in_production"),
    ),
    _move(
        "return_change", "5", _APPROVERS, (), None, "requests.give_back",
        Text("Atdod izmaiņu pieprasījumu", "Returns the change request"), event="request.returned",
        notice="request.returned", to=_TO.INSTITUTION, when=(*_DECIDED, "reason_given"),
    ),
    _move(
        "revoke", "5", (*_MEMBERS, *_APPROVERS), (), None, "maintenance.revoke",
        Text("Anulē sertifikātu", "Revokes a certificate"), event="case.certificate.revoked",
        notice="case.certificate.revoked", to=_TO.OTHERS, when=("certificate_active", "two_in_production"),
    ),
    _move(
        "suspend", "5", _APPROVERS, (), None, "maintenance.stop",
        Text("Aptur klientu", "Suspends the client"), event="case.client.suspended",
        notice="case.client.suspended", to=_TO.OTHERS, when=("reason_given", "reason_recordable", "one_side_only"),
    ),
    _move(
        "resume", "5", _APPROVERS, (), None, "maintenance.lift",
        Text("Atjauno klientu", "Resumes the client"), event="case.client.resumed",
        notice="case.client.resumed", to=_TO.OTHERS, when=("client_suspended", "one_side_only", "two_in_production"),
    ),
    _move(
        "change_contacts", "5", _REPRESENTATIVES, (), None, "maintenance.replace_contacts",
        Text("Maina kontaktpersonas", "Changes the contacts"), event="case.contacts.changed",
        notice="case.contacts.changed", to=_TO.OTHERS, when=("contacts_correct",),
    ),
    _move(
        "invite", "5", _REPRESENTATIVES, (), None, "invitations.mail",
        Text("Uzaicina lietotāju", "Invites somebody"), event="person.invited",
    ),
    _move(
        "accept_invitation", "5", _THEY, (), None, "invitations.take",
        Text("Pieņem uzaicinājumu", "Accepts the invitation"), event="person.invitation.accepted",
        when=("one_side_only",),
    ),
    _move(
        "withdraw_invitation", "5", (*_REPRESENTATIVES, *_REGISTRARS), (), None, "invitations.end",
        Text("Atsauc uzaicinājumu", "Withdraws the invitation"), event="person.invitation.withdrawn",
    ),
    _move(
        "end_role", "5", (*_MEMBERS, *_REGISTRARS), (), None, "members.take_out",
        Text("Izbeidz lomu", "Ends a role"), event="case.role.ended",
        notice="case.role.ended", when=("may_end_role",),
    ),
    _move(
        "withdraw_case", "5", _REPRESENTATIVES,
        (_S.REGISTERED, _S.TEST_CONNECTED, _S.TESTING, _S.FIXING, _S.TESTED),
        _S.CLOSED, "maintenance.end_clients",
        Text("Atsauc sadarbības gadījumu", "Withdraws the cooperation case"), event="case.withdrawn",
        notice="case.withdrawn", to=_TO.OTHERS, when=("reason_given", "reason_recordable"),
    ),
    _move(
        "ask", "8", _ANYBODY, (), None, "consultations.open",
        Text("Uzdod jautājumu", "Asks a question"), event="consultation.asked",
        notice="consultation.asked", when=("daily_limit",),
    ),
    _move(
        "answer", "8", _ANYBODY, (), None, "consultations.add",
        Text("Atbild", "Answers"), event="consultation.written",
        notice="consultation.written", when=("daily_limit", "thread_open"),
    ),
    _move(
        "close_consultation", "8", _ANYBODY, (), None, "consultations.end",
        Text("Slēdz jautājumu", "Closes the question"), event="consultation.closed",
        when=("thread_open",),
    ),
)
# fmt: on
