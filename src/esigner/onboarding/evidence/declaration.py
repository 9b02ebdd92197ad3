"""Step 3.2: the institution declares its integration tested; the evidence must allow it."""

import uuid
from datetime import datetime

from esigner.onboarding.evidence.results import EvidenceView
from esigner.onboarding.permissions import Person


def declare_tested(*, case_id: uuid.UUID, by: Person, at: datetime) -> EvidenceView:
    """Close testing with a sealed test record; EvidenceIncomplete names the scenarios that are missing."""
    raise NotImplementedError


def settle(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move between testing (3.1) and fixing errors (3.3) as the last runs say; True when it moved."""
    raise NotImplementedError
