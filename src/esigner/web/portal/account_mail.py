"""The mails of an account: confirm the address, a new password, "you have an account already"."""

from collections.abc import Mapping
from typing import Any, Final

from esigner.errors import Text

_GREETING: Final = Text("Labdien!\n\n", "Hello,\n\n")

_MAILS: Final[Mapping[str, tuple[Text, Text, str]]] = {
    "account/email/email_confirmation": (
        Text("Apstipriniet e-pasta adresi", "Confirm your e-mail address"),
        Text(
            "lai pabeigtu konta izveidi E-parakstītāja portālā, atveriet saiti:\n\n{link}\n\n"
            "Ja kontu neveidojāt, šo vēstuli atstājiet bez ievērības.",
            "to finish creating your account at the E-signer portal, open this link:\n\n{link}\n\n"
            "If you did not create an account, ignore this message.",
        ),
        "activate_url",
    ),
    "account/email/password_reset_key": (
        Text("Jauna parole", "A new password"),
        Text(
            "lai izvēlētos jaunu paroli, atveriet saiti:\n\n{link}\n\nJa to neprasījāt, neko nedariet.",
            "to choose a new password, open this link:\n\n{link}\n\nIf you did not ask for it, do nothing.",
        ),
        "password_reset_url",
    ),
    "account/email/account_already_exists": (
        Text("Jums jau ir konts", "You have an account already"),
        Text(
            "kāds, iespējams, jūs, mēģināja izveidot kontu ar šo adresi, bet konts jau ir. "
            "Ja paroli esat aizmirsis, atveriet saiti:\n\n{link}",
            "somebody, perhaps you, tried to create an account with this address, but there is one already. "
            "If you forgot the password, open this link:\n\n{link}",
        ),
        "password_reset_url",
    ),
}
_ALIKE: Final = {"account/email/email_confirmation_signup": "account/email/email_confirmation"}


def kind(prefix: str) -> str:
    """Return the kind of a mail by allauth's name for it; mails of one kind to one address are counted together."""
    return _ALIKE.get(prefix, prefix)


def compose(prefix: str, context: Mapping[str, Any]) -> tuple[Text, Text]:
    """Return subject and body of a mail by allauth's name for it; KeyError for one we do not send."""
    subject, body, link = _MAILS[kind(prefix)]
    return subject, _joined(body.format(link=context[link]))


def _joined(body: Text) -> Text:
    return Text(_GREETING.lv + body.lv[0].upper() + body.lv[1:], _GREETING.en + body.en[0].upper() + body.en[1:])
