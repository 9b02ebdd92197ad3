import socket
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from esigner.wire import errors, mail
from tests.world import loopback


def message(*, identifier: str = "<1@example.lv>") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Aģentūra <epak@agentura.example>"
    made["To"] = "iestade@example.lv"
    made["Subject"] = "Pieteikums reģistrēts: EPAK-2026-00001"
    made["Date"] = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    made["Message-ID"] = identifier
    made.set_content("Labdien!\n\nŠeit ir vēstule ar garumzīmēm un mīkstinājumiem: āčēģīķļņšūž.\n")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="vēstule.pdf")
    return made


def test_send_writes_a_file_that_a_mail_program_reads(tmp_path: Path) -> None:
    assert mail.send(message(), outbox=tmp_path / "outbox") == "<1@example.lv>"
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name.startswith("20261122T123000-")
    assert file.suffix == ".eml"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Subject"] == "Pieteikums reģistrēts: EPAK-2026-00001"
    assert read["From"] == "Aģentūra <epak@agentura.example>"
    body = read.get_body(("plain",))
    assert body is not None
    assert "āčēģīķļņšūž" in body.get_content()
    assert [part.get_filename() for part in read.iter_attachments()] == ["vēstule.pdf"]


def test_send_twice_is_there_once(tmp_path: Path) -> None:
    for _ in range(2):
        mail.send(message(), outbox=tmp_path)
    mail.send(message(identifier="<../../2@example.lv>"), outbox=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("name", ["From", "To", "Subject", "Date", "Message-ID"])
def test_send_wants_the_headers_of_its_caller(name: str, tmp_path: Path) -> None:
    incomplete = message()
    del incomplete[name]
    with pytest.raises(ValueError, match=name):
        mail.send(incomplete, outbox=tmp_path)


def test_send_wants_one_way_out(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        mail.send(message())
    with pytest.raises(ValueError, match="exactly one"):
        mail.send(message(), outbox=tmp_path, smtp=mail.Smtp(host="localhost"))


@dataclass
class MailServer:
    """A mail server that answers by its table and keeps what it got."""

    answers: dict[str, str] = field(default_factory=dict)
    messages: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def talk(self, connection: socket.socket) -> None:
        connection.sendall(self.answers.get("CONNECT", "220 tests").encode() + b"\r\n")
        with connection.makefile("rwb") as stream:
            for line in stream:
                word = line.split()[0].decode().upper() if line.split() else ""
                self.commands.append(line.decode().strip())
                default = {"EHLO": "250-tests\r\n250 AUTH PLAIN", "DATA": "354 go", "QUIT": "221 bye", "AUTH": "235 in"}
                answer = self.answers.get(word, default.get(word, "250 ok"))
                stream.write(answer.encode() + b"\r\n")
                stream.flush()
                if answer.startswith("354"):
                    self.messages.append(b"".join(iter(stream.readline, b".\r\n")))
                    stream.write(self.answers.get("END", "250 taken").encode() + b"\r\n")
                    stream.flush()


@contextmanager
def serving(**answers: str) -> Iterator[tuple[MailServer, mail.Smtp]]:
    server = MailServer(answers)
    with loopback.raw(server.talk) as port:
        yield server, mail.Smtp(host="127.0.0.1", port=port, starttls=False, timeout_seconds=2)


def test_send_by_smtp_hands_the_message_over() -> None:
    with serving() as (server, smtp):
        mail.send(message(), smtp=smtp)
    read = message_from_bytes(server.messages[0], policy=policy.default)
    assert read["Subject"] == "Pieteikums reģistrēts: EPAK-2026-00001"
    assert "mail FROM:<epak@agentura.example>" in " ".join(server.commands)


def test_send_by_smtp_signs_in() -> None:
    with serving() as (server, smtp):
        mail.send(message(), smtp=replace(smtp, username="epak", password="parole"))
    command = next(one for one in server.commands if one.startswith("AUTH PLAIN"))
    assert b64decode(command.split()[-1]) == b"\0epak\0parole"


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({"MAIL": "451 later"}, errors.ServiceFailedError),
        ({"RCPT": "450 later"}, errors.ServiceFailedError),
        ({"RCPT": "550 nobody here"}, errors.ServiceRefusedError),
        ({"END": "552 too big"}, errors.ServiceRefusedError),
        ({"CONNECT": "421 busy"}, errors.ServiceFailedError),
        ({"CONNECT": "nonsense"}, errors.UnreachableError),
    ],
    ids=str,
)
def test_send_by_smtp_says_what_may_pass(answers: dict[str, str], kind: type[errors.WireError]) -> None:
    with serving(**answers) as (_server, smtp), pytest.raises(kind):
        mail.send(message(), smtp=smtp)


def test_send_by_smtp_wants_the_encryption_it_was_told() -> None:
    with serving() as (server, smtp), pytest.raises(errors.WireError):
        mail.send(message(), smtp=replace(smtp, starttls=True))
    assert not server.messages


def test_send_to_nobody_is_unreachable() -> None:
    with pytest.raises(errors.UnreachableError) as caught:
        mail.send(message(), smtp=mail.Smtp(host="127.0.0.1", port=loopback.closed_port(), starttls=False))
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", mail.Smtp(host="mail.example", port=25, starttls=False)),
        (
            "smtp+starttls://epak:p%40r@mail.example",
            mail.Smtp(host="mail.example", port=587, username="epak", password="p@r", starttls=True),
        ),
        ("smtps://mail.example:4650", mail.Smtp(host="mail.example", port=4650, starttls=False, tls=True)),
    ],
)
def test_server_reads_its_address(url: str, server: mail.Smtp) -> None:
    assert mail.server(url) == server


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://"])
def test_server_refuses_other_addresses(url: str) -> None:
    with pytest.raises(errors.AddressInvalidError):
        mail.server(url)
