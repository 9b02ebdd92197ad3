"""Test evidence (steps 3.1 to 3.3): computed from what the doors recorded, never from a claim."""

from esigner.onboarding.evidence.declaration import count_rest, declare_tested, settle
from esigner.onboarding.evidence.results import EvidenceView, ScenarioResult, read
from esigner.onboarding.evidence.runs import Run, ScenarioState
from esigner.onboarding.evidence.scenarios import SCENARIOS, Scenario

__all__ = [
    "SCENARIOS",
    "EvidenceView",
    "Run",
    "Scenario",
    "ScenarioResult",
    "ScenarioState",
    "count_rest",
    "declare_tested",
    "read",
    "settle",
]
