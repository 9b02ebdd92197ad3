"""Latvian registration numbers: eleven digits with a check digit."""

from typing import Final

from esigner.pki.checks import Check

SANDBOX_ALIAS: Final = "90000000000"
"""Fails the check digit; an installation for tests may allow it, production never."""


def is_valid(text: str) -> bool:
    """Say whether it is eleven digits with the right check digit."""
    raise NotImplementedError


def check(text: str) -> Check:
    """Give the check `REGISTRATION_NUMBER` with what is wrong and what to do."""
    raise NotImplementedError
