"""A sentence in Latvian and English, kept side by side so that neither is forgotten."""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["lv", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("lv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or title in both languages; Latvian first."""

    lv: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the English text for `en`, the Latvian one for anything else."""
        return self.en if language == "en" else self.lv

    def format(self, **values: object) -> "Text":
        """Fill the same `{placeholders}` in both languages."""
        return Text(self.lv.format(**values), self.en.format(**values))
