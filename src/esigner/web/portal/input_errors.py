"""Why a request is refused before any page reads it."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class InputUnreadableError(EsignerError):
    """The address or a field holds more than text: control characters, halves of characters, another encoding."""

    code = "INPUT_UNREADABLE"
    text = Text(
        "Adresē vai kādā laukā ir rakstzīmes, kuras nav teksts. Ierakstiet to no jauna, bez kopēšanas no citas "
        "programmas.",
        "The address or a field holds characters that are no text. Type it again instead of copying it from another "
        "program.",
    )
    status: ClassVar[int] = 400
