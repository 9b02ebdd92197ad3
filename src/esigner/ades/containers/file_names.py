"""Names of files in containers: which two would be taken for one, and which show other letters than they hold."""

import re
import unicodedata
from typing import Final

DIRECTION: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (UAX #9): with them a name is shown in another order than it holds."""
META_INF: Final = "META-INF"


def spelling(name: str) -> str:
    """Return what all names share that a person or a disk may take for this one.

    Upper and lower case, letters composed or not, and what nobody sees make no difference.
    """
    if name.isascii():
        return name.lower()
    seen = "".join(character for character in name if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())


def is_like_meta_inf(folder: str) -> bool:
    """Whether a first folder would be taken for META-INF and is another."""
    return folder != META_INF and spelling(folder) == META_INF.lower()
