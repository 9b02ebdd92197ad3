"""Why an application may be returned or rejected: codes for counting, sentences for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from esigner.errors import Text
from esigner.onboarding.errors import ReasonUnknownError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an application is returned or rejected."""

    code: str
    text: Text


REASONS: Final[tuple[Reason, ...]] = (
    Reason(
        code="SIGNATORY_NOT_ENTITLED",
        text=Text(
            "Parakstītājs nav tiesīgs pārstāvēt Iestādi vai pilnvarojums nav pierādīts.",
            "The signatory is not entitled to represent the Institution, or the mandate is not proved.",
        ),
    ),
    Reason(
        code="INSTITUTION_DATA_WRONG",
        text=Text("Iestādes dati neatbilst reģistra datiem.", "The Institution's data differs from the register."),
    ),
    Reason(
        code="CONTACTS_INCOMPLETE",
        text=Text(
            "Tehnisko kontaktpersonu dati ir nepilnīgi vai neprecīzi.",
            "The data of the technical contacts is incomplete or inaccurate.",
        ),
    ),
    Reason(
        code="PURPOSE_UNCLEAR",
        text=Text(
            "No pieteikuma nav saprotams izmantošanas mērķis.",
            "The purpose of use cannot be understood from the application.",
        ),
    ),
    Reason(
        code="VOLUME_UNCLEAR",
        text=Text(
            "Paredzamais apjoms nav pamatots vai neatbilst mērķim.",
            "The expected volume is not substantiated or does not fit the purpose.",
        ),
    ),
    Reason(
        code="DUPLICATE",
        text=Text(
            "Par šo sistēmu jau ir reģistrēts sadarbības gadījums.",
            "A cooperation case for this system is already registered.",
        ),
    ),
    Reason(
        code="NOT_ELIGIBLE",
        text=Text(
            "Pieteikuma iesniedzējs nav tiesīgs lietot E-parakstītāju.",
            "The applicant is not entitled to use the E-signer.",
        ),
    ),
    Reason(code="OTHER", text=Text("Cits iemesls (skat. paskaidrojumu).", "Another reason (see the explanation).")),
)


def chosen(codes: Sequence[str]) -> tuple[Reason, ...]:
    """Return the reasons with these codes; ReasonUnknownError where there is none, or one the list does not have."""
    known = {reason.code: reason for reason in REASONS}
    if not codes or set(codes) - set(known):
        raise ReasonUnknownError(codes=list(codes))
    return tuple(known[code] for code in codes)
