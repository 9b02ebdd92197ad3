"""The rules for passwords as Django's validator, for every form that takes a new one."""

from django.conf import settings
from django.core.exceptions import ValidationError

from esigner.registry import passwords, people
from esigner.web.portal.language import say


class PasswordRules:
    """Refuses passwords in which `registry.passwords` finds a fault."""

    def validate(self, password: str, user: people.User | None = None) -> None:
        """Raise ValidationError with the one sentence that says what is wrong."""
        fault = passwords.fault(password, own=[*_of_service(), *(people.own_words(user) if user else ())])
        if fault is not None:
            raise ValidationError(say(fault), code="password_refused")

    def get_help_text(self) -> str:
        """Return the rule that one sees before typing."""
        return say(passwords.SHORT)


def _of_service() -> list[str]:
    return [settings.ESIGNER_AGENCY["name_lv"], settings.ESIGNER_AGENCY["name_en"], settings.ESIGNER_HOST]
