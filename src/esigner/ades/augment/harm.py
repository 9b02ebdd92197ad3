"""Existing signatures must stay valid after an addition: none may prove less than before."""

from collections.abc import Collection, Iterable, Sequence

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.validation import timestamp
from esigner.ades.validation.candidate import Candidate


def check_none_worse(before: Sequence[Candidate], after: Sequence[Candidate]) -> None:
    """Refuse a result in which a signature proves less than before: some documents are too odd to be extended.

    Args:
        before: The signatures as received.
        after: The same signatures in the same order.

    Raises:
        AugmentationRefusedError: With the rules that are new, or the timestamp that no longer fits.
    """
    for old, new in zip(before, after, strict=True):
        doubts = {f.rule for check in new.checks for f in check.findings}
        doubts -= {f.rule for check in old.checks for f in check.findings}
        if doubts:
            raise AugmentationRefusedError(signature=old.id, reason=", ".join(sorted(rule.code for rule in doubts)))
        if _fitting(old) - _fitting(new):
            raise AugmentationRefusedError(signature=old.id, reason="a timestamp would no longer fit")


def check_unarchived(paths: Iterable[str], *, archived: Collection[str]) -> None:
    """Refuse to change a file of a container that a manifest of its archive covers.

    Raises:
        AugmentationRefusedError: There is such a file.
    """
    for path in paths:
        if path in archived:
            raise AugmentationRefusedError(signature=path, reason="an archive manifest covers it as it is")


def _fitting(candidate: Candidate) -> set[bytes]:
    """Return the signature values of the timestamps that fit: a token itself may have grown."""
    stamps = (stamp for stamp in candidate.stamps if timestamp.is_over_data(stamp))
    return {timestamp.read(stamp.token).signed.signers[0].value for stamp in stamps}
