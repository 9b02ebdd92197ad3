"""The root of every error that a person or a program is meant to see."""

from typing import ClassVar

from esigner.errors.text import Text


class EsignerError(Exception):
    """An expected refusal: doors map it once to a problem document; anything else is a bug.

    A subclass sets `code` (stable, UPPER_SNAKE), `text` (may hold `{placeholders}` that the data fills) and,
    where a second try may succeed, `retryable`.
    """

    code: ClassVar[str] = "ERROR"
    text: ClassVar[Text] = Text("Darbību neizdevās izpildīt.", "The action could not be completed.")
    status: ClassVar[int] = 400
    """HTTP status that the doors answer with."""
    retryable: ClassVar[bool] = False
    retry_after_seconds: ClassVar[int | None] = None
    """When a second try makes sense; doors say so in Retry-After (RFC 9110 10.2.3)."""

    def __init__(self, **data: object) -> None:
        """Keep the data as given; it must hold no secret and no personal code."""
        self.data = data
        super().__init__(f"{self.code} {data}" if data else self.code)

    def detail(self) -> Text:
        """Return the sentence with the data filled in."""
        return self.text.format(**self.data)
