"""A broken rule as an exception, for readers that cannot continue."""

from esigner.ades.rules.rule import Finding, Rule
from esigner.errors import EsignerError, Text


class RefusedError(EsignerError):
    """A broken rule that prevents further reading; the validator turns it into a report."""

    code = "DOCUMENT_REFUSED"
    text = Text("Dokumentu nevar pieņemt: {rule}.", "The document cannot be accepted: {rule}.")
    status = 422

    def __init__(self, rule: Rule, detail: str = "") -> None:
        """Keep the finding."""
        self.finding = Finding(rule=rule, detail=detail)
        super().__init__(rule=rule.code, detail=detail)
