"""Why a text that somebody typed is refused."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class TextRefusedError(EsignerError):
    """A typed text cannot be accepted."""

    status: ClassVar[int] = 422


class TextTooLongError(TextRefusedError):
    """Data: `longest`, characters."""

    code = "TEXT_TOO_LONG"
    text = Text(
        "Teksts ir par garu: ne vairāk kā {longest} rakstzīmju. Saīsiniet to.",
        "The text is too long: at most {longest} characters. Shorten it.",
    )


class TextUnreadableError(TextRefusedError):
    """Control characters, tags, or halves of characters, as broken programs send them."""

    code = "TEXT_UNREADABLE"
    text = Text(
        "Tekstā ir neredzamas vadības rakstzīmes vai bojātas rakstzīmes. Izdzēsiet tās vai ierakstiet tekstu no jauna.",
        "The text holds invisible control characters or broken characters. Delete them, or type the text again.",
    )


class TextInvisibleError(TextRefusedError):
    """Zero-width characters, fillers or blanks only: pages and letters would show an empty place."""

    code = "TEXT_INVISIBLE"
    text = Text(
        "Ierakstītajā nav nevienas redzamas rakstzīmes. Izdzēsiet to un ierakstiet tekstu no jauna.",
        "Nothing of what was typed can be seen. Delete it, and type the text again.",
    )
