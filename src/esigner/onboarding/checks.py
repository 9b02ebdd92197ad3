"""Named checks: every one is made, every result is shown, a failed one blocks."""

from esigner.pki.checks import Check, Outcome

__all__ = ["Check", "Outcome"]
