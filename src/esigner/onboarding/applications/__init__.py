"""The application (step 1.2): filled in, rendered, signed, submitted; returned, rejected or registered."""

from esigner.onboarding.applications.collecting import collect_for_applicant
from esigner.onboarding.applications.diff import FieldChange
from esigner.onboarding.applications.drafts import blank, create, edit
from esigner.onboarding.applications.joining import consent
from esigner.onboarding.applications.reasons import REASONS, Reason
from esigner.onboarding.applications.rendering import Rendering, render, rendering, rendering_of
from esigner.onboarding.applications.review import reject, return_for_correction
from esigner.onboarding.applications.signing import SigningStart, collect_signed, open_signing
from esigner.onboarding.applications.submission import Submission, submit_signed
from esigner.onboarding.applications.validation import FieldError, validate
from esigner.onboarding.applications.view import ApplicationView, get, signed_file
from esigner.onboarding.form import FIELDS, FORMATS, Contact, Field, Form

__all__ = [
    "FIELDS",
    "FORMATS",
    "REASONS",
    "ApplicationView",
    "Contact",
    "Field",
    "FieldChange",
    "FieldError",
    "Form",
    "Reason",
    "Rendering",
    "SigningStart",
    "Submission",
    "blank",
    "collect_for_applicant",
    "collect_signed",
    "consent",
    "create",
    "edit",
    "get",
    "open_signing",
    "reject",
    "render",
    "rendering",
    "rendering_of",
    "return_for_correction",
    "signed_file",
    "submit_signed",
    "validate",
]
