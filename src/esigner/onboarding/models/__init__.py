"""The tables of onboarding; imported by this app alone."""

from esigner.onboarding.models.applications import Application, Submission, TermsOpening
from esigner.onboarding.models.cases import Case, ConnectionRequest
from esigner.onboarding.models.evidence import EvidenceCount, EvidenceRun
from esigner.onboarding.models.letters import Message, OrderedDocument
from esigner.onboarding.models.people import Agreement, Invitation
from esigner.onboarding.models.threads import Consultation, ConsultationEntry

__all__ = [
    "Agreement",
    "Application",
    "Case",
    "ConnectionRequest",
    "Consultation",
    "ConsultationEntry",
    "EvidenceCount",
    "EvidenceRun",
    "Invitation",
    "Message",
    "OrderedDocument",
    "Submission",
    "TermsOpening",
]
