"""A sentence in Latvian and English, side by side so that neither is forgotten."""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["lv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("lv", "en")


def plain(word: str, *, at_most: int) -> str:
    """Return foreign text in a form safe for a sentence: a replacement character (U+FFFD) for what cannot be shown.

    Args:
        word: Any text.
        at_most: Characters; an extra ellipsis shows that it was longer.
    """
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in word[:at_most])
    return shown + ("…" if len(word) > at_most else "")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or title in both languages; Latvian first."""

    lv: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English text for `en`, the Latvian one for anything else."""
        return self.en if language == "en" else self.lv

    def format(self, **values: object) -> "Text":
        """Fill the same `{placeholders}` in both languages."""
        return Text(self.lv.format(**values), self.en.format(**values))
