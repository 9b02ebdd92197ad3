"""The single family of errors: a stable code, the data, and a sentence in both languages.

Floor 0: everything may import this; it imports none of our packages.
"""

from esigner.errors.base import EsignerError
from esigner.errors.text import LANGUAGES, Language, Text, plain

__all__ = ["LANGUAGES", "EsignerError", "Language", "Text", "plain"]
