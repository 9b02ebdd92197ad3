"""Messages of a case: what was sent to whom; every one is also a mail, in the recipient's language."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from esigner.errors import LANGUAGES, Language, Text
from esigner.notices import mail
from esigner.onboarding import models
from esigner.onboarding.processes import Notice, Side
from esigner.registry import people


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message that was sent."""

    id: uuid.UUID
    notice: str
    """Name of the notice, such as `case.registered`."""
    to: Side
    recipients: tuple[str, ...]
    subject: Text
    body: Text
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Recipient:
    """An address and the language it is written to in."""

    email: str
    language: Language = "lv"


def send(
    notice: Notice,
    *,
    name: str,
    case_id: uuid.UUID | None,
    to: Side,
    recipients: Iterable[Recipient],
    values: Mapping[str, str],
    at: datetime,
    attachments: Sequence[mail.Attachment] = (),
    page: str = "",
) -> None:
    """Record the message and mail it; the caller holds the transaction, the mail leaves with it.

    `name` is the notice's in its process; `page` is the portal's page it is about, where that is not the page of the
    case or the application.
    """
    subject, body = texts(notice, page=page or _page(case_id), values=values)
    everyone = sorted(set(recipients))
    models.Message.objects.create(
        case_id=case_id,
        notice=name,
        to=to.value,
        recipients=[recipient.email for recipient in everyone],
        subject_lv=subject.lv,
        subject_en=subject.en,
        body_lv=body.lv,
        body_en=body.en,
        sent_at=at,
    )
    for language in LANGUAGES:
        addresses = [recipient.email for recipient in everyone if recipient.language == language]
        if addresses:
            mail.send(
                to=addresses,
                subject=subject.in_language(language),
                body=body.in_language(language),
                language=language,
                attachments=attachments,
                at=at,
            )


def texts(notice: Notice, *, page: str, values: Mapping[str, str]) -> tuple[Text, Text]:
    """Return subject and body of a notice; every body ends with the agency's name and the page to open."""
    agency = settings.ESIGNER_AGENCY
    page = settings.ESIGNER_URLS["portal"] + page
    foot = Text(
        f"\n\nPortālā: {page}\n\n{agency['name_lv']}\n{agency['email']}",
        f"\n\nIn the portal: {page}\n\n{agency['name_en']}\n{agency['email']}",
    )
    body = notice.body.format(**values)
    return notice.subject.format(**values), Text(body.lv + foot.lv, body.en + foot.en)


def _page(case_id: uuid.UUID | None) -> str:
    """Return the page of the case, or of the application while there is no case."""
    if case_id is None:
        return "/"
    kind = "lietas" if models.Case.objects.filter(pk=case_id).exists() else "pieteikumi"
    return f"/{kind}/{case_id}/"


def agency() -> list[Recipient]:
    """Return the agency's own address."""
    return [Recipient(email=settings.ESIGNER_AGENCY["email"])]


def of_applicant(row: models.Application) -> list[Recipient]:
    """Return the applicant."""
    user = people.get(row.applicant_id)
    return [of_user(user)] if user and user.is_active else []


def of_institution(case: models.Case) -> list[Recipient]:
    """Return the institution's people, and the contacts named for the case who have no account (yet).

    People with an account are written to by their role alone: not once it has ended, and never those of the agency.
    """
    users = [user for user, _ in people.members(case.institution_id)]
    named = (contact["email"].strip().lower() for contact in case.contacts)
    contacts = [email for email in named if people.find(email=email) is None]
    return [*(of_user(user) for user in users), *(Recipient(email=email) for email in contacts)]


def of_case(case_id: uuid.UUID) -> tuple[MessageView, ...]:
    """Return the messages of a case or an application, newest first."""
    rows = models.Message.objects.filter(case_id=case_id).order_by("-sent_at", "-id")
    return tuple(
        MessageView(
            id=row.id,
            notice=row.notice,
            to=Side(row.to),
            recipients=tuple(row.recipients),
            subject=Text(row.subject_lv, row.subject_en),
            body=Text(row.body_lv, row.body_en),
            sent_at=row.sent_at,
        )
        for row in rows
    )


def of_user(user: people.User) -> Recipient:
    """Return a person's address and language."""
    return Recipient(email=user.email, language="en" if user.language == "en" else "lv")
