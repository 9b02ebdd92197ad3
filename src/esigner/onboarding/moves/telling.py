"""The notice of a move: to the people its row names, in the words of the row's process."""

from collections.abc import Iterator

from esigner.onboarding import case_rows, correspondence, models
from esigner.onboarding.form import Form
from esigner.onboarding.moves.move import Done, Move, Told
from esigner.onboarding.processes import Audience, Side


def tell(move: Move, done: Done) -> None:
    """Record the notice and mail it, in the transaction of the move."""
    notice = move.transition.notice
    if notice is None or move.transition.audience is Audience.WITH_DOCUMENT:
        return
    for to, recipients in done.told if move.transition.audience is Audience.NAMED else _audience(move):
        correspondence.send(
            move.process.notices[notice],
            name=notice,
            case_id=move.row.pk if move.row else None,
            to=to,
            recipients=recipients,
            values=values(move, done),
            at=move.act.at,
            page=done.page,
        )


def values(move: Move, done: Done) -> dict[str, str]:
    """Return what a notice of the move may say: about its row, what it is made with, and what was done."""
    return {
        **_of_row(move),
        "environment": _environment(move, done),
        "explanation": move.explanation,
        **done.values,
    }


def _of_row(move: Move) -> dict[str, str]:
    if isinstance(move.row, models.Case):
        return case_rows.values(move.row)
    if move.row is None:
        return {}
    form = Form.from_dict(move.row.form)
    return {"system": form.system_name, "institution": form.institution_name, "applicant": move.row.applicant_name}


def _environment(move: Move, done: Done) -> str:
    return done.environment or (move.given.environment.value if move.given.environment else "")


def _audience(move: Move) -> Iterator[Told]:
    audience = move.transition.audience
    if audience is Audience.APPLICANT:
        yield Side.INSTITUTION, correspondence.of_applicant(move.application)
    if audience in {Audience.INSTITUTION, Audience.BOTH}:
        yield Side.INSTITUTION, correspondence.of_institution(move.case)
    if audience in {Audience.AGENCY, Audience.BOTH} or (audience is Audience.OTHERS and not move.by.is_officer):
        yield Side.AGENCY, correspondence.agency()
    if audience is Audience.OTHERS:
        own = move.by.email.lower()
        others = [one for one in correspondence.of_institution(move.case) if one.email.lower() != own]
        if others:
            yield Side.INSTITUTION, others
