"""What the moves of applications are made with."""

from collections.abc import Sequence
from dataclasses import dataclass

from esigner.onboarding import models
from esigner.onboarding.applications.judging import Judgement
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Given):
    """The form as it is kept from now on."""

    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Given):
    """The E-signer session in which it is signed."""

    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Given):
    """A signed file, judged without a lock."""

    judged: models.Application
    """The application as it was when the file was judged."""
    judgement: Judgement
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Given):
    """Why it is returned or rejected: codes of the list, and the explanation."""

    reasons: Sequence[str]
