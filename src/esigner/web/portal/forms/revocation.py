"""Revoking a certificate: a reason, and a word that one means it."""

from django import forms

from esigner.web.portal.language import both


class RevocationForm(forms.Form):
    """Why, and are you sure."""

    use_required_attribute = False

    reason = forms.CharField(
        max_length=500,
        label=both("Iemesls", "Reason"),
        help_text=both("Piemēram, atslēga ir nomainīta vai apdraudēta.", "For example, the key was replaced or is at risk."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": both("Ierakstiet iemeslu.", "Write the reason.")},
    )
    confirmed = forms.BooleanField(
        label=both(
            "Saprotu, ka sertifikāts pārstās darboties uzreiz un to nevar atjaunot",
            "I understand that the certificate stops working at once and cannot be restored",
        ),
        error_messages={"required": both("Apstipriniet, ka saprotat sekas.", "Confirm that you understand this.")},
    )
