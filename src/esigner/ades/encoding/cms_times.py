"""Claimed times in CMS, in every foreign form: the value is correct, or reported as invalid.

Standard: RFC 5652, 11.3 (the permitted forms); X.680, 46 and 47 (all forms in ASN.1).
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
    """A claimed time as written in the signature."""

    moment: datetime | None
    """UTC; None where it is not a valid time."""
    is_regular: bool
    """Whether its form conforms to RFC 5652, 11.3."""
    written: str
    """Kind and text, for a sentence."""


def read(node: Node) -> Claimed:
    """Return the value of a Time; never raises, since a claim proves nothing."""
    kind = _TAGS.get(node.tag)
    text = node.content[: 2 * _TOLD_AT_MOST].decode("ascii", "replace")
    written = f"{kind or f'tag {node.tag:#x}'} {ascii(text)[1:-1]}"[:_TOLD_AT_MOST].rstrip()
    moment = in_any_form(node.tag, node.content)
    return Claimed(
        moment=moment, is_regular=moment is not None and _is_regular(node.tag, text, moment), written=written
    )


def _is_regular(tag: int, text: str, moment: datetime) -> bool:
    """Return whether it has seconds, no fraction and Z, and is a UTCTime where that can express the year."""
    digits = len("YYMMDDhhmmssZ") if tag == tags.UTC_TIME else len("YYYYMMDDhhmmssZ")
    is_short = 1900 + CENTURY_PIVOT <= moment.year < 2000 + CENTURY_PIVOT
    return _REGULAR.fullmatch(text) is not None and len(text) == digits and is_short == (tag == tags.UTC_TIME)
