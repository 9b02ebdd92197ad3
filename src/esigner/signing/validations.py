"""Judging a stranger's signed document with the trust of an environment, in a process of its own."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from esigner import ades, isolation
from esigner.ades.containers.errors import FileNameDuplicateError
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report
from esigner.registry import anchors
from esigner.registry.kinds import AnchorPurpose, Environment


def validate(
    content: bytes,
    *,
    name: str,
    environment: Environment,
    policy: str = "lv",
    at: datetime,
    client_id: str,
    detached: Sequence[ades.DataFile] = (),
) -> Report:
    """Return the verdict, without the files of a container; anything wrong with the document is in the report.

    Raises:
        FileNameDuplicateError: Two of the files given with it have one name.
        ValidationAbortedError, ValidationBusyError, ValidationShareUsedUpError: It could not be judged.
    """
    for name_before, file_name in pairwise(sorted(file.name for file in detached)):
        if name_before == file_name:
            raise FileNameDuplicateError(name=file_name)
    trust = trust_of(environment)
    return isolation.judge(
        content,
        name=name,
        trust=trust,
        at=at,
        policy=policy,
        detached=detached,
        parties=[isolation.Party(name=f"client {client_id}")],
    ).report


def trust_of(environment: Environment) -> Trust:
    """Return the anchors of signatures and timestamps as the validator takes them."""
    certificates = (
        *anchors.of(environment, AnchorPurpose.SIGNATURE),
        *anchors.of(environment, AnchorPurpose.TIMESTAMP),
    )
    return Trust.of(tuple(dict.fromkeys(certificates)))
