"""The tables of onboarding; nobody outside this app imports them."""

from esigner.onboarding.models.applications import Application, Submission, TermsOpening
from esigner.onboarding.models.cases import Case, ConnectionRequest
from esigner.onboarding.models.letters import Message, OrderedDocument
from esigner.onboarding.models.threads import Consultation, ConsultationEntry

__all__ = [
    "Application",
    "Case",
    "ConnectionRequest",
    "Consultation",
    "ConsultationEntry",
    "Message",
    "OrderedDocument",
    "Submission",
    "TermsOpening",
]
