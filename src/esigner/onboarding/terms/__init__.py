"""The Terms (Noteikumi): versions with their digests, and who opened which."""

from esigner.onboarding.terms.openings import Opening, check_opened, open_current, opened
from esigner.onboarding.terms.texts import TermsVersion, current, version, versions

__all__ = ["Opening", "TermsVersion", "check_opened", "current", "open_current", "opened", "version", "versions"]
