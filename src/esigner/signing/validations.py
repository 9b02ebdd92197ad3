"""Judging a signed document with the trust of an environment."""

from datetime import datetime

from esigner import ades
from esigner.ades.trust import Trust
from esigner.ades.validation import Report
from esigner.registry import anchors
from esigner.registry.kinds import AnchorPurpose, Environment


def validate(content: bytes, *, name: str, environment: Environment, policy: str = "lv", at: datetime) -> Report:
    """Give the verdict; anything wrong with the document is in the report."""
    return ades.validate(content, name=name, trust=trust_of(environment), at=at, policy=policy)


def trust_of(environment: Environment) -> Trust:
    """Give the anchors of signatures and timestamps as the validator takes them."""
    certificates = (
        *anchors.of(environment, AnchorPurpose.SIGNATURE),
        *anchors.of(environment, AnchorPurpose.TIMESTAMP),
    )
    return Trust.of(tuple(dict.fromkeys(certificates)))
