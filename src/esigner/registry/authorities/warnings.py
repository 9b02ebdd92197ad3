"""Mail to the operators about what ends or waits: when it appears, 30 and 7 days before the end, and after it."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.errors import EsignerError, Text
from esigner.notices import mail
from esigner.registry import models, people
from esigner.registry.authorities import foreign_seal
from esigner.registry.authorities.outlook import Ending, Remedy, outlook
from esigner.registry.kinds import Role

_STAGES: Final = ((timedelta(0), "ended"), (timedelta(days=7), "7"), (timedelta(days=30), "30"))
_FIRST: Final = "first"
_SUBJECT: Final = Text("Beidzas sertifikāts „{name}”", "The certificate “{name}” ends")
_BODY: Final = Text(
    "Sertifikāts „{name}” {what}.\n\nViss, kas beidzas: esigner pki status\n",
    "The certificate “{name}” is {what}.\n\nEverything that ends: esigner pki status\n",
)


def warn(*, at: datetime) -> int:
    """Order the mails that are due now and return about how many things; nothing is said twice."""
    return sum(_warn(ending, act=audit.by_system(at=at)) for ending in outlook(at=at))


def _warn(ending: Ending, *, act: audit.Act) -> bool:
    stage = _stage(ending, at=act.at)
    attachments = _attachments(ending, act=act)
    with transaction.atomic():
        _, is_new = models.EndNotice.objects.get_or_create(
            material=ending.name, stage=stage, defaults={"sent_at": act.at}
        )
        if not is_new:
            return False
        for to, language in _operators():
            what = ending.text.in_language(language)
            mail.send(
                to=to, subject=_SUBJECT.format(name=ending.name), at=act.at, language=language,
                body=_BODY.format(name=ending.name, what=what), attachments=attachments,
            )  # fmt: skip
        data: dict[str, audit.JSON] = {
            "name": ending.name, "endsAt": ending.ends_at.isoformat(), "remedy": ending.remedy.value, "stage": stage,
        }  # fmt: skip
        audit.record(event="authority.ending", act=act, subject=ending.name, data=data)
    return True


def _stage(ending: Ending, *, at: datetime) -> str:
    """Return which of its mails is due; what renews itself has one only."""
    if not ending.remedy.needs_people:
        return f"{ending.remedy}:{_FIRST}"
    left = ending.ends_at - at
    return f"{ending.remedy}:{next((name for limit, name in _STAGES if left <= limit), _FIRST)}"


def _attachments(ending: Ending, *, act: audit.Act) -> list[mail.Attachment]:
    """Return the request for the seal's next certificate; none where the token is out of reach."""
    if ending.remedy is not Remedy.IMPORT:
        return []
    try:
        made = foreign_seal.request(act=act)
    except EsignerError:
        return []
    return [mail.Attachment(name="agency-seal.csr.pem", media_type="application/pkcs10", content=made.csr_pem)]


def _operators() -> list[tuple[str, str]]:
    """Return the operators' addresses and languages; the agency's own where there is nobody."""
    found = [(one.email, one.language) for one in people.with_role(Role.PKI_OPERATOR)]
    return found or [(settings.ESIGNER_AGENCY["email"], "lv")]
