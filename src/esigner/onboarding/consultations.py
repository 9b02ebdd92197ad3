"""Step 8: questions at any time, also before there is a case; answered, closed, the answer time measured."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from esigner import audit
from esigner.errors import Text
from esigner.onboarding import case_rows, correspondence, models, moves, permissions, prose
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import (
    CaseNotFoundError,
    ConsultationNotFoundError,
    ExplanationMissingError,
    NotAllowedError,
    TopicUnknownError,
)
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.registry import institutions, people

TOPICS: Final[dict[str, Text]] = {
    "application": Text("Pieteikšanās", "Application"),
    "integration": Text("Izstrāde un uzstādīšana", "Development and set-up"),
    "testing": Text("Testēšana", "Testing"),
    "production": Text("Ieviešana produkcijā", "Roll-out to production"),
    "maintenance": Text("Lietojuma uzturēšana", "Maintenance"),
    "other": Text("Cits jautājums", "Another question"),
}
LONGEST_SUBJECT: Final = 200
LONGEST_IDS: Final = 2_000
"""Characters of all correlation ids of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text of a thread."""

    side: Side
    author_name: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationView:
    """A thread as shown to those who may see it."""

    id: uuid.UUID
    number: str
    case_id: uuid.UUID | None
    epak_number: str
    topic: str
    topic_title: Text
    subject: str
    environment: str
    request_ids: tuple[str, ...]
    asked_by: str
    institution_name: str
    """Of the case; without one, of the institutions the asker has a part in now; empty where there is none."""
    asked_at: datetime
    entries: tuple[Entry, ...]
    answered_at: datetime | None
    answer_seconds: int | None
    """From the question to the first answer."""
    closed_at: datetime | None
    turn: Side | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Given):
    """A question as it was asked."""

    topic: str
    title: str
    text: str
    where: str
    """Name of an environment, or empty."""
    request_ids: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Given):
    """A thread, locked, and what is added to it; empty where it is closed."""

    thread: models.Consultation
    side: Side
    text: str = ""


def ask(
    *,
    act: PersonalAct,
    topic: str,
    subject: str,
    text: str,
    case_id: uuid.UUID | None = None,
    environment: str = "",
    request_ids: Sequence[str] = (),
) -> ConsultationView:
    """Open a thread; the agency is mailed. What the texts may not hold: `prose.check`."""
    if topic not in TOPICS:
        raise TopicUnknownError
    if not subject.strip() or not text.strip():
        raise ExplanationMissingError
    prose.check(subject, longest=LONGEST_SUBJECT)
    prose.check(text)
    prose.check(" ".join(request_ids), longest=LONGEST_IDS)
    case = case_rows.find(case_id, by=act.by) if case_id is not None else None
    where = environment if environment in {"test", "production"} else ""
    given = Question(topic=topic, title=subject, text=text, where=where, request_ids=request_ids)
    return _read(moves.make(case, "ask", act, given).result)


def write(*, consultation_id: uuid.UUID, act: PersonalAct, text: str) -> ConsultationView:
    """Add a text: an officer's is the answer, the asker's a further question; the other side is mailed."""
    if not text.strip():
        raise ExplanationMissingError
    prose.check(text)
    return _change("answer", consultation_id, act, text=text)


def close(*, consultation_id: uuid.UUID, act: PersonalAct) -> ConsultationView:
    """Close the thread, by either side."""
    return _change("close_consultation", consultation_id, act)


@service("consultations.open")
def open_thread(move: Move) -> Done:
    """Number the question, and keep it."""
    given, by, at = move.given_as(Question), move.by, move.act.at
    row = models.Consultation.objects.create(
        number=_next_number(at),
        case=move.case if move.row else None,
        topic=given.topic,
        subject=" ".join(given.title.split()),
        environment=given.where,
        request_ids=[one.strip() for one in given.request_ids if one.strip()],
        asked_by_id=by.id,
        asked_by_name=by.name,
        asked_at=at,
    )
    _append(row, move, side=Side.INSTITUTION, text=given.text)
    return _done(row, move, to=Side.AGENCY, text=given.text)


@service("consultations.add")
def add(move: Move) -> Done:
    """Keep what was written; the agency's first text is the answer."""
    given = move.given_as(Written)
    row = given.thread
    _append(row, move, side=given.side, text=given.text)
    if given.side is Side.AGENCY and row.answered_at is None:
        row.answered_at = move.act.at
        row.save(update_fields=["answered_at"])
    other = Side.INSTITUTION if given.side is Side.AGENCY else Side.AGENCY
    return _done(row, move, to=other, text=given.text)


@service("consultations.end")
def end(move: Move) -> Done:
    """Close the thread."""
    row = move.given_as(Written).thread
    row.closed_at = move.act.at
    row.save(update_fields=["closed_at"])
    return _done(row, move)


def get(*, consultation_id: uuid.UUID, by: Person) -> ConsultationView:
    """Return one thread, or raise ConsultationNotFoundError."""
    return _read(_find(consultation_id, by=by))


def mine(*, by: Person) -> list[ConsultationView]:
    """Return the threads of the person and their institutions, newest first."""
    own = Q(asked_by_id=by.id, case__isnull=True) | Q(case__institution_id__in=list(by.institutions))
    return [_read(row) for row in _rows().filter(own).order_by("-asked_at")]


def queue(*, by: Person) -> list[ConsultationView]:
    """Return the threads that await the agency's answer, oldest first; NotAllowedError for others."""
    if not by.is_officer:
        raise NotAllowedError
    threads = (_read(row) for row in _rows().filter(closed_at__isnull=True).order_by("asked_at"))
    return [thread for thread in threads if thread.turn is Side.AGENCY]


def of_case(case_id: uuid.UUID) -> tuple[ConsultationView, ...]:
    """Return a case's threads, newest first; the caller has checked who asks."""
    return tuple(_read(row) for row in _rows().filter(case_id=case_id).order_by("-asked_at"))


def _rows() -> "QuerySet[models.Consultation]":
    return models.Consultation.objects.select_related("case").prefetch_related("entries")


def _find(consultation_id: uuid.UUID, *, by: Person) -> models.Consultation:
    row = _rows().filter(pk=consultation_id).first()
    if row is None:
        raise ConsultationNotFoundError
    # Of a case a thread is the institution's: somebody who asked and has left it can no longer read it.
    if by.is_officer or (row.asked_by_id == by.id and row.case_id is None):
        return row
    try:
        case_rows.find(row.case_id or uuid.UUID(int=0), by=by)
    except CaseNotFoundError as error:
        raise ConsultationNotFoundError from error
    return row


def _side(row: models.Consultation, by: Person) -> Side:
    """Return the side for which the person speaks here; an officer who asked speaks as the asker."""
    if row.asked_by_id != by.id and by.is_officer:
        permissions.check_can_answer_consultations(by)
        return Side.AGENCY
    return Side.INSTITUTION


def _change(move: str, consultation_id: uuid.UUID, act: PersonalAct, *, text: str = "") -> ConsultationView:
    found = _find(consultation_id, by=act.by)
    side = _side(found, act.by)
    with transaction.atomic():
        # Lock the case before the thread, as everywhere.
        case = case_rows.lock(found.case_id) if found.case_id else None
        row = models.Consultation.objects.select_for_update(of=("self",)).get(pk=found.pk)
        return _read(moves.make(case, move, act, Written(thread=row, side=side, text=text)).result)


def _append(row: models.Consultation, move: Move, *, side: Side, text: str) -> None:
    models.ConsultationEntry.objects.create(
        consultation=row,
        side=side.value,
        author_id=move.by.id,
        author_name=move.by.name,
        text=text.strip(),
        written_at=move.act.at,
    )


def _next_number(at: datetime) -> str:
    """Return the next number of the year; threads are never deleted, so the lock on the log makes it gap-free."""
    audit.hold()
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    prefix = f"{settings.ESIGNER_AGENCY['case_prefix']}/J/{year}/"
    return f"{prefix}{models.Consultation.objects.filter(number__startswith=prefix).count() + 1}"


def _done(row: models.Consultation, move: Move, *, to: Side | None = None, text: str = "") -> Done:
    topic = TOPICS[row.topic]
    recipients = correspondence.agency() if to is Side.AGENCY else _askers(row)
    return Done(
        subject=str(row.pk),
        environment=row.environment,
        data={"number": row.number, "topic": row.topic},
        values={
            "number": row.number,
            "subject": row.subject,
            "author": move.by.name,
            "text": text.strip(),
            "topic_lv": topic.lv,
            "topic_en": topic.en,
        },
        told=[(to, recipients)] if to else (),
        page=f"/konsultacijas/{row.pk}/",
        result=row,
    )


def _askers(row: models.Consultation) -> list[correspondence.Recipient]:
    asker = people.get(row.asked_by_id)
    if asker is None or not asker.is_active:
        return []
    if row.case is not None and not people.roles(asker).is_member_of(row.case.institution_id):
        return [correspondence.of_user(user) for user, _ in people.members(row.case.institution_id)]
    return [correspondence.of_user(asker)]


def _institutions_of(person_id: uuid.UUID) -> str:
    user = people.get(person_id)
    held = permissions.person(user).institutions if user else {}
    return ", ".join(sorted(institutions.get(one).name for one in held))


def _read(row: models.Consultation) -> ConsultationView:
    entries = sorted(row.entries.all(), key=lambda entry: (entry.written_at, str(entry.pk)))
    turn = None if row.closed_at else Side.INSTITUTION if entries[-1].side == Side.AGENCY else Side.AGENCY
    return ConsultationView(
        id=row.id,
        number=row.number,
        case_id=row.case_id,
        epak_number=row.case.epak_number if row.case else "",
        topic=row.topic,
        topic_title=TOPICS[row.topic],
        subject=row.subject,
        environment=row.environment,
        request_ids=tuple(row.request_ids),
        asked_by=row.asked_by_name,
        institution_name=row.case.institution_name if row.case else _institutions_of(row.asked_by_id),
        asked_at=row.asked_at,
        entries=tuple(
            Entry(side=Side(entry.side), author_name=entry.author_name, text=entry.text, written_at=entry.written_at)
            for entry in entries
        ),
        answered_at=row.answered_at,
        answer_seconds=int((row.answered_at - row.asked_at).total_seconds()) if row.answered_at else None,
        closed_at=row.closed_at,
        turn=turn,
    )
