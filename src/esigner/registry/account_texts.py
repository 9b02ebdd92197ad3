"""The mails about an account's security: what happened, when, and what to do if it was somebody else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from esigner.errors import Text
from esigner.notices import mail
from esigner.registry import models, moments

_WHAT: Final[Mapping[str, tuple[Text, Text]]] = {
    "person.password_changed": (
        Text("Parole nomainīta", "Your password was changed"),
        Text("jūsu konta parole ir nomainīta", "the password of your account was changed"),
    ),
    "person.password_reset": (
        Text("Izvēlēta jauna parole", "A new password was chosen"),
        Text(
            "ar saiti no e-pasta vēstules jūsu kontam ir izvēlēta jauna parole",
            "a new password was chosen for your account with the link from an e-mail",
        ),
    ),
    "person.second_factor_set": (
        Text("Ieslēgts otrais faktors", "The second factor is on"),
        Text("jūsu kontam ir ieslēgts otrais faktors", "the second factor of your account was switched on"),
    ),
    "person.second_factor_replaced": (
        Text("Otrais faktors aizstāts", "The second factor was replaced"),
        Text(
            "jūsu konta otrais faktors ir aizstāts ar jaunu; iepriekšējie kodi vairs neder",
            "the second factor of your account was replaced; earlier codes no longer work",
        ),
    ),
    "person.second_factor_removed": (
        Text("Otrais faktors noņemts", "The second factor was removed"),
        Text("jūsu kontam ir noņemts otrais faktors", "the second factor of your account was removed"),
    ),
    "person.second_factor_reset": (
        Text("Operators atiestatīja otro faktoru", "An operator reset the second factor"),
        Text(
            "operators jūsu kontam ir izveidojis jaunu otro faktoru; iepriekšējie kodi vairs neder",
            "an operator made a new second factor for your account; earlier codes no longer work",
        ),
    ),
    "person.recovery_codes_made": (
        Text("Izveidoti jauni atkopšanas kodi", "New recovery codes were made"),
        Text(
            "jūsu kontam ir izveidoti jauni atkopšanas kodi; iepriekšējie vairs neder",
            "new recovery codes were made for your account; the earlier ones no longer work",
        ),
    ),
    "person.recovery_code_used": (
        Text("Izmantots atkopšanas kods", "A recovery code was used"),
        Text("jūsu kontā izmantots atkopšanas kods", "a recovery code of your account was used"),
    ),
    "person.signed_in": (
        Text("Ieiešana no jaunas vietas", "Sign-in from a new place"),
        Text(
            "jūsu kontā ieiets no pārlūka un adreses, no kuras līdz šim neesat gājis",
            "somebody signed in to your account from a browser and an address that you have not used before",
        ),
    ),
    "person.sign_in_failed": (
        Text("Neveiksmīgi mēģinājumi ieiet", "Failed attempts to sign in"),
        Text(
            "kāds vairākas reizes mēģināja ieiet jūsu kontā ar nepareizu paroli",
            "somebody tried several times to sign in to your account with a wrong password",
        ),
    ),
    "person.password_confirmation_failed": (
        Text("Neveiksmīgi paroles mēģinājumi", "Failed attempts with your password"),
        Text(
            "kāds, jau būdams jūsu kontā, vairākas reizes ierakstīja nepareizu paroli",
            "somebody who is signed in to your account typed a wrong password several times",
        ),
    ),
    "person.second_factor_failed": (
        Text("Neveiksmīgi otrā faktora mēģinājumi", "Failed attempts with the second factor"),
        Text(
            "kāds, kas zina jūsu paroli, vairākas reizes ierakstīja nepareizu otrā faktora kodu",
            "somebody who knows your password typed a wrong code of the second factor several times",
        ),
    ),
}
_LETTER: Final = Text(
    "Labdien!\n\n{moment} {what}.\n\nJa tas bijāt jūs, nekas nav jādara. Ja ne, tūlīt izvēlieties jaunu paroli "
    "({portal}/konts/password/reset/) un ziņojiet mums: {email}.",
    "Hello,\n\nOn {moment} {what}.\n\nIf it was you, there is nothing to do. If not, choose a new password at once "
    "({portal}/konts/password/reset/) and tell us: {email}.",
)


def tell(user: models.User, event: str, *, at: datetime) -> None:
    """Order the mail about an event to the person, in their language.

    Raises:
        KeyError: There is no mail about this event: a mistake in the caller.
    """
    subject, what = _WHAT[event]
    body = Text(*(_letter(what, language=language, at=at) for language in ("lv", "en")))
    mail.send(to=[user.email], subject=subject, body=body, language=user.language, at=at)


def _letter(what: Text, *, language: str, at: datetime) -> str:
    return _LETTER.in_language(language).format(
        moment=moments.moment(at, language=language),
        what=what.in_language(language),
        portal=settings.ESIGNER_URLS["portal"],
        email=settings.ESIGNER_AGENCY["email"],
    )
