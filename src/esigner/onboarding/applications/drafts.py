"""Drafts: made and changed by the applicant alone."""

import uuid
from datetime import datetime

from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.view import ApplicationView
from esigner.onboarding.permissions import Person


def blank(*, by: Person) -> Form:
    """Give a form filled in with what we know: the person, and the institution where they have one."""
    raise NotImplementedError


def create(*, by: Person, form: Form, at: datetime) -> ApplicationView:
    """Start an application; a draft may be incomplete."""
    raise NotImplementedError


def edit(*, application_id: uuid.UUID, by: Person, form: Form, at: datetime) -> ApplicationView:
    """Change a draft, or one that was returned; what was rendered before is dropped."""
    raise NotImplementedError
