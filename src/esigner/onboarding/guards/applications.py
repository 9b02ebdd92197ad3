"""What must hold for an application."""

from esigner.onboarding import models, permissions, terms
from esigner.onboarding.applications import joining, standing
from esigner.onboarding.applications.given import Signed
from esigner.onboarding.applications.standing import Consent
from esigner.onboarding.applications.validation import validate
from esigner.onboarding.errors import (
    ApplicantIsOfficerError,
    ApplicationChangedError,
    ApplicationNotFoundError,
    ConsentNotAwaitedError,
    FormIncompleteError,
    JoiningDeclinedError,
)
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Move, guard


@guard("own_application", "pieteikums ir paša iesniedzēja", "it is the applicant's own application")
def own_application(move: Move) -> bool:
    """Let only the applicant fill it in, sign and submit it."""
    permissions.check_can_edit_application(move.by, applicant_id=move.application.applicant_id)
    return True


@guard("form_complete", "visi lauki ir pareizi aizpildīti", "every field is filled in correctly")
def form_complete(move: Move) -> bool:
    """Check every field."""
    if faults := validate(Form.from_dict(move.application.form)):
        raise FormIncompleteError(fields=faults)
    return True


@guard("terms_opened", "ir atvērta spēkā esošā Noteikumu redakcija", "the current version of the Terms was opened")
def terms_opened(move: Move) -> bool:
    """Check the log for the opening; the person's word is not enough."""
    terms.check_opened(person_id=move.by.id)
    return True


@guard(
    "signed_application",
    "parakstītais saturs ir sistēmas sagatavotais, visi paraksti ir derīgi un ar laika zīmogu",
    "what is signed is what the system rendered, every signature is passed and has a timestamp",
)
def signed_application(move: Move) -> bool:
    """Check whether the file was found good, of the rendering that is still there: it was judged without the lock."""
    row, given = move.application, move.given_as(Signed)
    judged: models.Application = given.judged
    if row.form != judged.form or row.rendered_pdf.name != judged.rendered_pdf.name:
        raise ApplicationChangedError
    return given.judgement.passed


@guard("assignee_is_not_applicant", "lēmējs nav iesniedzējs", "whoever decides is not the applicant")
def assignee_is_not_applicant(move: Move) -> bool:
    """Refuse people who would decide on their own application."""
    if move.by.id == move.application.applicant_id:
        raise ApplicantIsOfficerError
    return True


@guard(
    "institution_joined",
    "Iestāde jau ir reģistrēta un iesniedzējs to nepārstāv",
    "the Institution is registered already and the applicant does not represent it",
)
def institution_joined(move: Move) -> bool:
    """Ask for consent, and accept it, only while it is awaited."""
    if standing.of(move.application).consent is not Consent.AWAITED:
        raise ConsentNotAwaitedError
    return True


@guard("asked_to_consent", "piekrišana tiek lūgta šai personai", "this person is asked to consent")
def asked_to_consent(move: Move) -> bool:
    """Hide from everyone else that there is such an application."""
    if not joining.is_asked(move.application, by=move.by):
        raise ApplicationNotFoundError
    return True


@guard("consent_not_declined", "Iestādes pārstāvis nav atteicis", "no representative of the Institution has declined")
def consent_not_declined(move: Move) -> bool:
    """Refuse to add anybody to an institution that has declined."""
    evidence = standing.of(move.application)
    if evidence.consent is Consent.DECLINED:
        raise JoiningDeclinedError(representative=evidence.consent_by)
    return True
