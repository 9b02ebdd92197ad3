"""A question to the agency, and what is written after it."""

from typing import Any

from django import forms

from esigner.onboarding import consultations, prose
from esigner.web.portal.forms.fields import TextField
from esigner.web.portal.language import both

_REQUIRED = {"required": both("Ierakstiet tekstu.", "Write a text.")}


def _topics() -> list[tuple[str, object]]:
    return [(key, both(text.lv, text.en)) for key, text in consultations.TOPICS.items()]


class QuestionForm(forms.Form):
    """A new consultation request."""

    use_required_attribute = False

    topic = forms.ChoiceField(choices=_topics, label=both("Tēma", "Topic"))
    case_id = forms.ChoiceField(required=False, label=both("Sadarbības gadījums", "Cooperation case"))
    environment = forms.ChoiceField(
        choices=[
            ("", both("Nav svarīga", "Does not matter")),
            ("test", both("Testa vide", "Test environment")),
            ("production", both("Produkcijas vide", "Production environment")),
        ],
        required=False,
        label=both("Vide", "Environment"),
    )
    subject = TextField(
        longest=consultations.LONGEST_SUBJECT, label=both("Temats", "Subject"), error_messages=_REQUIRED
    )
    text = TextField(
        longest=prose.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        label=both("Jautājums", "Question"),
        error_messages=_REQUIRED,
    )
    request_ids = TextField(
        longest=consultations.LONGEST_IDS,
        required=False,
        label=both("Korelācijas identifikatori", "Correlation ids"),
        help_text=both(
            "Galvenes Request-Id vērtības no atbildēm, atdalītas ar atstarpi.",
            "Values of the Request-Id header of the answers, separated by spaces.",
        ),
    )

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Offer the person's own cases."""
        super().__init__(*args, **values)
        field = self.fields["case_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", both("Pirms pieteikuma", "Before the application")), *cases]


class EntryForm(forms.Form):
    """One more text in a thread."""

    use_required_attribute = False

    text = TextField(
        longest=prose.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=both("Teksts", "Text"),
        error_messages=_REQUIRED,
    )
