"""File names in containers: which ones are confusable, and which display other letters than they hold."""

import re
import unicodedata
from typing import Final

DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (UAX #9): they display a name in another order than it is written."""
META_INF: Final = "META-INF"


def spelling(name: str) -> str:
    """Return the form shared by all names that a person or a disk may take for this one.

    Upper and lower case, composed letters, and invisible characters make no difference.
    """
    if name.isascii():
        return name.lower()
    seen = "".join(character for character in name if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())


def is_like_meta_inf(folder: str) -> bool:
    """Return whether a first folder could be mistaken for META-INF."""
    return folder != META_INF and spelling(folder) == META_INF.lower()
