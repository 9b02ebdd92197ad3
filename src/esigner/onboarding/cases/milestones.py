"""Moves that nobody presses a button for: they follow from what the doors recorded."""

import uuid
from datetime import datetime


def notice_first_test_call(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move to testing once the test client was seen (step 2.3 → 3.1); True when it moved."""
    raise NotImplementedError


def notice_first_production_signature(*, case_id: uuid.UUID, at: datetime) -> bool:
    """End the onboarding once production finalized a signature of the case's client; True when it moved."""
    raise NotImplementedError


def notice_everything(*, at: datetime) -> int:
    """Look at every case that waits for the doors; gives how many moved. Called by the worker every minute."""
    raise NotImplementedError
