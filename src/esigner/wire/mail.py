"""Sending mail: into a folder of .eml files, or by SMTP."""

import hashlib
import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from esigner.wire.errors import AddressInvalidError, ServiceFailedError, ServiceRefusedError, UnreachableError

_SERVICE: Final = "SMTP"
_PERMANENT: Final = 500
_SCHEMES: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_REQUIRED: Final = ("From", "To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server."""

    host: str
    port: int = 25
    username: str = ""
    password: str = ""
    starttls: bool = True
    tls: bool = False
    """TLS from the first byte; then `starttls` has no meaning."""
    timeout_seconds: float = 20.0


def server(url: str) -> Smtp:
    """Return the server of `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`.

    Raises:
        AddressInvalidError: Another scheme, or no host.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise AddressInvalidError(service=_SERVICE)
    return Smtp(
        host=parts.hostname,
        port=parts.port or _SCHEMES[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def send(message: EmailMessage, *, outbox: Path | None = None, smtp: Smtp | None = None) -> str:
    """Send the message and return its Message-ID; exactly one of `outbox` and `smtp` is given.

    The message carries From, To, Subject, Date and Message-ID already (a clock and randomness of the caller). Sent
    into the outbox twice, it is there once.

    Raises:
        UnreachableError, ServiceFailedError: Try again later.
        ServiceRefusedError: The server will not take this message.
    """
    missing = [name for name in _REQUIRED if not message[name]]
    if missing:
        msg = f"the message has no {', '.join(missing)}"
        raise ValueError(msg)
    if outbox is not None and smtp is None:
        _store(message, outbox)
    elif smtp is not None and outbox is None:
        _transmit(message, smtp)
    else:
        msg = "exactly one of outbox and smtp is expected"
        raise ValueError(msg)
    return str(message["Message-ID"])


def _store(message: EmailMessage, outbox: Path) -> None:
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    identifier = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
    sent_at = message["Date"].datetime.strftime("%Y%m%dT%H%M%S")
    target = outbox / f"{sent_at}-{identifier}.eml"
    partial = target.with_suffix(".part")
    # Addresses, names, and links that open an account: for their owner alone.
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(message.as_bytes(policy=SMTP_POLICY))
    # A program that watches the folder never sees half a message.
    partial.replace(target)


def _transmit(message: EmailMessage, smtp: Smtp) -> None:
    try:
        with _connected(smtp) as connection:
            connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _raise(max(codes, default=_PERMANENT), error)
    except smtplib.SMTPResponseException as error:
        _raise(error.smtp_code, error)
    except (OSError, smtplib.SMTPException) as error:
        raise UnreachableError(service=_SERVICE) from error


def _connected(smtp: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if smtp.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout_seconds, context=context)
    else:
        connection = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout_seconds)
    try:
        if smtp.starttls and not smtp.tls:
            connection.starttls(context=context)
        if smtp.username:
            connection.login(smtp.username, smtp.password)
    except Exception:
        connection.close()
        raise
    return connection


def _raise(code: int, error: Exception) -> None:
    if code <= 0:  # The answer was not SMTP.
        raise UnreachableError(service=_SERVICE) from error
    kind = ServiceRefusedError if code >= _PERMANENT else ServiceFailedError
    raise kind(service=_SERVICE, http_status=code) from error
