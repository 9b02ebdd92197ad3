"""What onboarding refuses, each with its code and its sentence."""

from esigner.errors import EsignerError, Text


class NotAllowedError(EsignerError):
    """This person may not do this."""

    code = "NOT_ALLOWED"
    text = Text("Jums nav tiesību veikt šo darbību.", "You are not allowed to do this.")
    status = 403


class ApplicationNotFoundError(EsignerError):
    """No such application, or it is not theirs to see: the answer is the same."""

    code = "APPLICATION_NOT_FOUND"
    text = Text("Šāda pieteikuma nav.", "There is no such application.")
    status = 404


class CaseNotFoundError(EsignerError):
    """No such case, or it is not theirs to see: the answer is the same."""

    code = "CASE_NOT_FOUND"
    text = Text("Šāda sadarbības gadījuma nav.", "There is no such cooperation case.")
    status = 404


class RequestNotFoundError(EsignerError):
    """No such connection request, or it is not theirs to see: the answer is the same."""

    code = "REQUEST_NOT_FOUND"
    text = Text("Šāda pieprasījuma nav.", "There is no such request.")
    status = 404


class ConsultationNotFoundError(EsignerError):
    """No such consultation, or it is not theirs to see: the answer is the same."""

    code = "CONSULTATION_NOT_FOUND"
    text = Text("Šāda konsultācijas pieprasījuma nav.", "There is no such consultation request.")
    status = 404


class MoveNotPossibleError(EsignerError):
    """The case is in a state where this move cannot start."""

    code = "MOVE_NOT_POSSIBLE"
    text = Text(
        "Šobrīd šo darbību nevar veikt: stāvoklis ir “{state_lv}”.",
        "This cannot be done now: the state is “{state_en}”.",
    )
    status = 409


class ConditionNotMetError(EsignerError):
    """Something that the process requires before this move does not hold; data: `guard` and its words."""

    code = "CONDITION_NOT_MET"
    text = Text("Šo darbību vēl nevar veikt: {condition_lv}.", "This cannot be done yet: {condition_en}.")
    status = 409


class ProcessUnknownError(EsignerError):
    """A service that the list does not have."""

    code = "PROCESS_UNKNOWN"
    text = Text("Šāda pakalpojuma nav.", "There is no such service.")
    status = 404


class FormIncompleteError(EsignerError):
    """The application form has faulty fields; `data["fields"]` holds one `FieldError` per fault."""

    code = "FORM_INCOMPLETE"
    text = Text("Pieteikumā ir kļūdas; izlabojiet norādītos laukus.", "The form has errors; correct the fields named.")
    status = 422


class TermsNotOpenedError(EsignerError):
    """The current version of the Terms was not opened by this person."""

    code = "TERMS_NOT_OPENED"
    text = Text(
        "Vispirms atveriet un izlasiet spēkā esošo Noteikumu redakciju ({version}. redakcija).",
        "First open and read the current version of the Terms (version {version}).",
    )
    status = 409


class ReasonUnknownError(EsignerError):
    """A reason code that the list does not have, or none at all."""

    code = "REASON_UNKNOWN"
    text = Text("Norādiet vismaz vienu iemeslu no saraksta.", "Give at least one reason from the list.")
    status = 422


class ExplanationMissingError(EsignerError):
    """A decision or a question without a text."""

    code = "EXPLANATION_MISSING"
    text = Text("Ierakstiet paskaidrojumu.", "Write an explanation.")
    status = 422


class SigningNotStartedError(EsignerError):
    """There is no signing session of this application to collect from."""

    code = "SIGNING_NOT_STARTED"
    text = Text("Pieteikuma parakstīšana nav uzsākta.", "Signing of the application was not started.")
    status = 409


class SigningNotFinishedError(EsignerError):
    """The signing session has no signed document (yet)."""

    code = "SIGNING_NOT_FINISHED"
    text = Text(
        "Pieteikums vēl nav parakstīts (sesijas stāvoklis: {status}).",
        "The application is not signed yet (session status: {status}).",
    )
    status = 409
    retryable = True


class ApplicantIsOfficerError(EsignerError):
    """The officer who registers is the person who applied, or an officer would apply."""

    code = "APPLICANT_IS_OFFICER"
    text = Text(
        "Pieteikumu nevar izskatīt persona, kas to iesniegusi.",
        "An application cannot be decided by the person who submitted it.",
    )
    status = 403


class SecondOfficerNeededError(EsignerError):
    """The same officer tried to approve production twice."""

    code = "SECOND_OFFICER_NEEDED"
    text = Text(
        "Otrais apstiprinājums jāsniedz citai amatpersonai.",
        "The second approval must be given by another officer.",
    )
    status = 403


class ChecksFailedError(EsignerError):
    """A request that a named check refuses; `data["checks"]` holds all results."""

    code = "CHECKS_FAILED"
    text = Text("Pieprasījums nav pieņemts: {failed}.", "The request is not accepted: {failed}.")
    status = 422


class EvidenceIncompleteError(EsignerError):
    """Not every required scenario is passed on the current client and certificate."""

    code = "EVIDENCE_INCOMPLETE"
    text = Text(
        "Vēl nav izpildīti visi obligātie testa scenāriji: {missing}.",
        "Not every required test scenario is passed: {missing}.",
    )
    status = 409


class EvidenceNotCountedError(EsignerError):
    """So much was recorded that it is not counted yet; the worker is at it."""

    code = "EVIDENCE_NOT_COUNTED"
    text = Text(
        "Testa izsaukumi vēl tiek skaitīti; mēģiniet pēc brīža.", "Test calls are still being counted; try again soon."
    )
    status = 409


class CertificateNotOfCaseError(EsignerError):
    """The certificate or client belongs to another case."""

    code = "CERTIFICATE_NOT_OF_CASE"
    text = Text(
        "Šis sertifikāts vai klients nepieder šim sadarbības gadījumam.",
        "This certificate or client does not belong to this cooperation case.",
    )
    status = 404


class ApplicationChangedError(EsignerError):
    """The application was changed in another window while the signed file was being judged."""

    code = "APPLICATION_CHANGED"
    text = Text(
        "Pieteikums pa šo laiku ir mainīts. Atveriet to vēlreiz.",
        "The application was changed meanwhile. Open it again.",
    )
    status = 409


class DocumentNotFoundError(EsignerError):
    """No such document, or it is not theirs to see: the answer is the same."""

    code = "CASE_DOCUMENT_NOT_FOUND"
    text = Text("Šāda dokumenta nav.", "There is no such document.")
    status = 404


class TopicUnknownError(EsignerError):
    """A consultation topic that the list does not have."""

    code = "TOPIC_UNKNOWN"
    text = Text("Izvēlieties tematu no saraksta.", "Choose a topic from the list.")
    status = 422


class ConsultationClosedError(EsignerError):
    """Nothing can be written on a closed thread."""

    code = "CONSULTATION_CLOSED"
    text = Text("Šis jautājums ir slēgts; uzdodiet jaunu.", "This question is closed; ask a new one.")
    status = 409


class ClientMissingError(EsignerError):
    """The case has no client in this environment yet."""

    code = "CLIENT_MISSING"
    text = Text(
        "Sadarbības gadījumam šajā vidē vēl nav klienta.",
        "The cooperation case has no client in this environment yet.",
    )
    status = 409


class CertificateMissingError(EsignerError):
    """The case's client has no certificate in force in this environment: there is nothing to connect with."""

    code = "CERTIFICATE_MISSING"
    text = Text(
        "Šajā vidē nav spēkā esoša sertifikāta, tāpēc pieslēguma pakotnes nav. Pieprasiet jaunu sertifikātu gadījuma "
        "uzturēšanas lapā.",
        "No certificate is in force in this environment, so there is no connection pack. Ask for a new certificate on "
        "the case's maintenance page.",
    )
    status = 409


class RequestDecidedError(EsignerError):
    """The request was decided already, or awaits another decision."""

    code = "REQUEST_DECIDED"
    text = Text(
        "Par šo pieprasījumu šādu lēmumu vairs nevar pieņemt.",
        "This decision on the request is no longer possible.",
    )
    status = 409


class RequestEmptyError(EsignerError):
    """A change that asks for nothing."""

    code = "REQUEST_EMPTY"
    text = Text("Norādiet, ko mainīt.", "Say what shall change.")
    status = 422


class BothSidesError(EsignerError):
    """An officer who asked for it or ever acted for the institution; or somebody of it who once decided about it."""

    code = "BOTH_SIDES"
    text = Text(
        "Neviens nerīkojas abās pusēs: par šo iestādi jums ir vai ir bijusi loma otrā pusē.",
        "Nobody acts on both sides: for this institution you have, or had, a part on the other one.",
    )
    status = 403


class JoiningDeclinedError(EsignerError):
    """A present representative declined that the applicant joins the institution."""

    code = "JOINING_DECLINED"
    text = Text(
        "Iestādes pārstāvis ({representative}) pieteikumam nav piekritis; to nevar reģistrēt.",
        "A representative of the institution ({representative}) declined the application; it cannot be registered.",
    )
    status = 409


class ConsentNotAwaitedError(EsignerError):
    """Consent to an application that needs none, or was given or declined already."""

    code = "CONSENT_NOT_AWAITED"
    text = Text("Šim pieteikumam piekrišana netiek gaidīta.", "No consent is awaited for this application.")
    status = 409


class InvitationNotValidError(EsignerError):
    """Used, withdrawn, over, of an inviter who no longer represents the institution, or never made: all the same."""

    code = "INVITATION_NOT_VALID"
    text = Text(
        "Uzaicinājums vairs nav derīgs. Lūdziet iestādes pārstāvim jaunu.",
        "The invitation is no longer valid. Ask the institution's representative for a new one.",
    )
    status = 409


class InvitationForAnotherError(EsignerError):
    """Somebody else's invitation."""

    code = "INVITATION_FOR_ANOTHER"
    text = Text(
        "Uzaicinājums ir citai adresei. Ieejiet ar to kontu.",
        "The invitation is for another address. Sign in with that account.",
    )
    status = 403


class InvitationsTooManyError(EsignerError):
    """More invitations in a day than a person or an institution sends; data: `limit`."""

    code = "INVITATIONS_TOO_MANY"
    text = Text(
        "Dienā var nosūtīt ne vairāk kā {limit} uzaicinājumus. Turpiniet rīt.",
        "No more than {limit} invitations can be sent in a day. Go on tomorrow.",
    )
    status = 429


class ActionsTooManyError(EsignerError):
    """More in a day than somebody without a role writes; data: `limit`."""

    code = "ACTIONS_TOO_MANY"
    text = Text(
        "Dienā var veikt ne vairāk kā {limit} darbības. Turpiniet rīt vai sazinieties ar aģentūru.",
        "No more than {limit} actions can be taken in a day. Go on tomorrow, or write to the agency.",
    )
    status = 429


class EmailInvalidError(EsignerError):
    """Not an e-mail address."""

    code = "EMAIL_INVALID"
    text = Text("E-pasta adrese nav derīga.", "The e-mail address is not valid.")
    status = 422


class LastRepresentativeError(EsignerError):
    """The institution would be left without a representative, other than by the agency."""

    code = "LAST_REPRESENTATIVE"
    text = Text(
        "Iestāde paliktu bez pārstāvja. Vispirms uzaiciniet citu pārstāvi vai sazinieties ar aģentūru.",
        "The institution would be left without a representative. Invite another one first, or write to the agency.",
    )
    status = 409


class RoleNotHeldError(EsignerError):
    """The person does not have this role in this institution."""

    code = "ROLE_NOT_HELD"
    text = Text("Šai personai iestādē šādas lomas nav.", "This person does not have this role in the institution.")
    status = 404


class AccountNotFoundError(EsignerError):
    """No such account."""

    code = "ACCOUNT_NOT_FOUND"
    text = Text("Šāda konta nav.", "There is no such account.")
    status = 404


class AccountOfAgencyError(EsignerError):
    """An account of the agency's people, which the operator looks after."""

    code = "ACCOUNT_OF_AGENCY"
    text = Text(
        "Aģentūras darbinieku kontus pārvalda sistēmas uzturētājs.",
        "Accounts of the agency's people are looked after by the operator.",
    )
    status = 403


class NetworkNotHeldError(EsignerError):
    """A network to be ended is not the client's."""

    code = "NETWORK_NOT_HELD"
    text = Text("Šāda tīkla klientam nav.", "The client does not have this network.")
    status = 422
