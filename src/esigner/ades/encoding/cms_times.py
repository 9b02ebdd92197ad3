"""Claimed times in CMS, in every form in which strangers write them: the value is right, or said to be none.

Standard: RFC 5652, 11.3 (the forms that may be there); X.680, 46 and 47 (all forms that ASN.1 has).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner.asn1 import tags
from esigner.asn1.nodes import Node
from esigner.asn1.times import CENTURY_PIVOT, in_any_form

_TAGS: Final = {tags.UTC_TIME: "UTCTime", tags.GENERALIZED_TIME: "GeneralizedTime"}
_REGULAR: Final = re.compile(r"(?:[0-9]{10}|[0-9]{12})[0-5][0-9]Z")
_TOLD_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claimed time as it stands in the signature."""

    moment: datetime | None
    """UTC; None where it says no moment."""
    is_regular: bool
    """Whether it is written as RFC 5652, 11.3 has it."""
    written: str
    """Kind and text, for a sentence."""


def read(node: Node) -> Claimed:
    """Return what a Time says; never raises, for what is claimed proves nothing."""
    kind = _TAGS.get(node.tag)
    text = node.content[: 2 * _TOLD_AT_MOST].decode("ascii", "replace")
    written = f"{kind or f'tag {node.tag:#x}'} {ascii(text)[1:-1]}"[:_TOLD_AT_MOST].rstrip()
    moment = in_any_form(node.tag, node.content)
    return Claimed(
        moment=moment, is_regular=moment is not None and _is_regular(node.tag, text, moment), written=written
    )


def _is_regular(tag: int, text: str, moment: datetime) -> bool:
    """Return whether it has seconds, no fraction and Z, and is a UTCTime where that can say the year."""
    digits = len("YYMMDDhhmmssZ") if tag == tags.UTC_TIME else len("YYYYMMDDhhmmssZ")
    is_short = 1900 + CENTURY_PIVOT <= moment.year < 2000 + CENTURY_PIVOT
    return _REGULAR.fullmatch(text) is not None and len(text) == digits and is_short == (tag == tags.UTC_TIME)
