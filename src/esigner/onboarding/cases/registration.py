"""Step 1.3: the case gets its EPAK number and the institution its letter."""

import uuid
from datetime import datetime

from esigner.onboarding.permissions import Person


def register(*, application_id: uuid.UUID, by: Person, at: datetime) -> uuid.UUID:
    """Register the case of a submitted application; gives its id (the application's own).

    In one transaction: institution, EPAK number, case, sealed numbered letter, mail, audit.
    """
    raise NotImplementedError
