"""The root of every error intended for a person or a program."""

from typing import ClassVar

from esigner.errors.text import Text


class EsignerError(Exception):
    """An expected refusal: doors map it once to a problem document; anything else is a bug.

    A subclass sets `code` (stable, UPPER_SNAKE), `text` (may hold `{placeholders}` that the data fills) and,
    if a retry may succeed, `retryable`.
    """

    code: ClassVar[str] = "ERROR"
    text: ClassVar[Text] = Text("Darbību neizdevās izpildīt.", "The action could not be completed.")
    status: ClassVar[int] = 400
    """HTTP status of the doors' answer."""
    retryable: ClassVar[bool] = False
    retry_after_seconds: ClassVar[int | None] = None
    """When a retry makes sense; doors send it in Retry-After (RFC 9110 10.2.3)."""

    def __init__(self, **data: object) -> None:
        """Keep the data as given; it must contain no secret and no personal code."""
        self.data = data
        super().__init__(f"{self.code} {data}" if data else self.code)

    def detail(self) -> Text:
        """Return the sentence with the data filled in."""
        return self.text.format(**self.data)
