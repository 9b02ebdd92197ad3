"""The refusal when a budget is used up."""

from typing import ClassVar

from esigner.errors import EsignerError, Text


class WorkLimitExceededError(EsignerError):
    """The input requires more work than one judgement may cost."""

    code: ClassVar[str] = "WORK_LIMIT_EXCEEDED"
    text: ClassVar[Text] = Text(
        "Datne prasa vairāk darba, nekā vienai pārbaudei atļauts.",
        "The file asks for more work than one check may cost.",
    )
    status: ClassVar[int] = 422
