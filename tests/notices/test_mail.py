import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from esigner import wire
from esigner.errors import Text
from esigner.notices import delivery, mail, models
from esigner.notices.errors import RecipientInvalidError
from esigner.notices.mail import Attachment
from esigner.wire.errors import ServiceRefusedError, UnreachableError

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SUBJECT = Text("Par reģistrēšanu", "Registration")


def send(**fields: object) -> UUID:
    values: dict[str, object] = {"to": "anna@iestade.example", "subject": SUBJECT, "body": Text("Labdien!", "Hello!"),
                                 "at": AT, **fields}  # fmt: skip
    return mail.send(**values)  # type: ignore[arg-type]  # each test gives what it needs


def outbox(state: Path) -> list[email.message.EmailMessage]:
    files = sorted((state / "outbox").glob("*.eml"))
    return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files]


def stored(notice_id: UUID) -> models.Mail | None:
    return models.Mail.objects.filter(pk=notice_id).first()


def jobs() -> list[str]:
    return [job.args["notice_id"] for job in ProcrastinateJob.objects.filter(task_name="notices.deliver")]


def test_send_orders_a_delivery_in_the_same_transaction() -> None:
    notice_id = send()
    assert jobs() == [str(notice_id)]
    found = stored(notice_id)
    assert found is not None
    assert found.delivered_at is None


def test_send_falls_with_the_transaction() -> None:
    with transaction.atomic():
        lost = send()
        transaction.set_rollback(True)
    assert jobs() == []
    assert stored(lost) is None


def test_deliver_writes_the_mail_into_the_outbox(state: Path) -> None:
    attachment = Attachment(name="vēstule.pdf", media_type="application/pdf", content=b"%PDF-1.7")
    notice_id = send(attachments=[attachment], headers={"EPAK-Number": "EPAK-2026-00001"})
    delivery.deliver(notice_id, at=AT)
    (message,) = outbox(state)
    assert message["Subject"] == "Par reģistrēšanu"
    assert message["To"] == "anna@iestade.example"
    assert str(message["From"]) == "Parauga aģentūra <epak@agentura.example>"
    assert message["EPAK-Number"] == "EPAK-2026-00001"
    assert message["Date"].datetime == AT
    body = message.get_body()
    assert body is not None
    assert body.get_content().strip() == "Labdien!"
    (part,) = message.iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("vēstule.pdf", b"%PDF-1.7")
    found = stored(notice_id)
    assert found is not None
    assert (found.delivered_at, found.failure_code) == (AT, "")


def test_deliver_twice_sends_once(state: Path) -> None:
    notice_id = send()
    delivery.deliver(notice_id, at=AT)
    (file,) = (state / "outbox").glob("*.eml")
    file.unlink()
    delivery.deliver(notice_id, at=AT)
    assert outbox(state) == []


def test_send_speaks_the_language_asked_for(state: Path) -> None:
    delivery.deliver(send(language="en"), at=AT)
    (message,) = outbox(state)
    assert (message["Subject"], message["Content-Language"]) == ("Registration", "en")
    assert "Sample Agency" in str(message["From"])


def test_send_lets_nobody_write_headers_through_the_subject(state: Path) -> None:
    delivery.deliver(send(subject="Tēma\r\nBcc: x@example.org"), at=AT)
    (message,) = outbox(state)
    assert message["Bcc"] is None
    assert message["Subject"] == "Tēma Bcc: x@example.org"


@pytest.mark.parametrize("to", ["", "nobody", [], "a@b@c", "a@b.example\r\nBcc: c@d.example"])
def test_send_refuses_what_is_no_recipient(to: object) -> None:
    with pytest.raises(RecipientInvalidError):
        send(to=to)


@pytest.mark.parametrize(("error", "is_raised"), [(UnreachableError, True), (ServiceRefusedError, False)])
def test_deliver_raises_only_where_a_second_try_may_help(
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    is_raised: bool,  # noqa: FBT001 - a column of the table
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise error(service="smtp", http_status=550)  # type: ignore[call-arg]  # of our own family

    monkeypatch.setattr(wire.mail, "send", fail)
    notice_id = send()
    if is_raised:
        with pytest.raises(error):
            delivery.deliver(notice_id, at=AT)
    else:
        delivery.deliver(notice_id, at=AT)
    found = stored(notice_id)
    assert found is not None
    assert (found.failure_code, found.delivered_at) == (error.code, None)  # type: ignore[attr-defined]


def test_mail_server_comes_from_the_settings(settings: Settings, state: Path) -> None:
    settings.ESIGNER_SMTP_URL = ""
    assert (delivery.outbox(), delivery.smtp()) == (state / "outbox", None)
    settings.ESIGNER_SMTP_URL = "smtp://lietotajs:p%40role@pasts.example:2525"
    server = delivery.smtp()
    assert server is not None
    assert (server.host, server.port, server.username, server.password) == (
        "pasts.example", 2525, "lietotajs", "p@role",
    )  # fmt: skip
    assert delivery.outbox() is None
