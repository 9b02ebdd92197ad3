"""What the moves that follow from the evidence are made with."""

from dataclasses import dataclass

from esigner.onboarding.evidence.results import EvidenceView
from esigner.onboarding.moves import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidenced(Given):
    """The evidence, computed from the log while the case is locked."""

    evidence: EvidenceView
