"""Revoking a certificate: a reason, and a confirmation."""

from django import forms

from esigner.registry.kinds import RevocationReason
from esigner.web.portal.language import both


def _reasons() -> list[tuple[str, object]]:
    return [(reason.value, both(reason.title.lv, reason.title.en)) for reason in RevocationReason]


class RevocationForm(forms.Form):
    """Why, and are you sure."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        choices=_reasons,
        label=both("Iemesls", "Reason"),
        error_messages={"required": both("Izvēlieties iemeslu.", "Choose the reason.")},
    )
    confirmed = forms.BooleanField(
        label=both(
            "Saprotu, ka sertifikāts pārstās darboties uzreiz un to nevar atjaunot",
            "I understand that the certificate stops working at once and cannot be restored",
        ),
        error_messages={"required": both("Apstipriniet, ka saprotat sekas.", "Confirm that you understand this.")},
    )
