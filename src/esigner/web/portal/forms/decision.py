"""What an officer writes with a decision."""

from django import forms

from esigner.onboarding import applications, prose
from esigner.web.portal.forms.fields import TextField
from esigner.web.portal.language import both


def _reasons() -> list[tuple[str, object]]:
    return [(reason.code, both(reason.text.lv, reason.text.en)) for reason in applications.REASONS]


class DecisionForm(forms.Form):
    """Reason codes and a text."""

    use_required_attribute = False

    reasons = forms.MultipleChoiceField(
        choices=_reasons,
        required=False,
        label=both("Iemesli", "Reasons"),
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = TextField(
        longest=prose.LONGEST_EXPLANATION,
        required=False,
        label=both("Paskaidrojums iestādei", "Explanation for the institution"),
        help_text=both("Kas jālabo un kā.", "What must be corrected, and how."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReasonForm(forms.Form):
    """A single line of reason, for returning a request, suspending and revoking."""

    use_required_attribute = False

    explanation = TextField(
        longest=prose.LONGEST_EXPLANATION,
        label=both("Paskaidrojums iestādei", "Explanation for the institution"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
