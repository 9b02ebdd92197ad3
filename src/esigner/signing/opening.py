"""Opening a session: everything the client asked for is checked before a row exists."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction

from esigner import audit
from esigner.ades import DataFile, Format, Level, Shape
from esigner.ades.containers.files import check_for_container
from esigner.errors import plain
from esigner.signing import by_digest, forms, limits, rows
from esigner.signing import documents as stored
from esigner.signing.errors import (
    DocumentNameInvalidError,
    DocumentsMissingError,
    DocumentsTooManyError,
    DocumentTooLargeError,
    ReturnUrlNotAllowedError,
    SeveralSignersNotYetError,
    SignerOrderNotYetError,
)
from esigner.signing.models import Document, Session
from esigner.signing.signers import check_code
from esigner.signing.snapshots import ExpectedSigner, NewDocument
from esigner.signing.states import Status

if TYPE_CHECKING:
    from esigner.registry.clients import Client

USUAL_SHAPE: Final = Shape()
TOKEN_BYTES: Final = 32
NAME_CHARACTERS: Final = 200
RESERVED_NAMES: Final = frozenset({"mimetype", "meta-inf"})
"""Names that mean something else inside a container."""


def open_session(  # noqa: PLR0913 - the API's call has that many fields
    *,
    client: "Client",
    format: Format,  # noqa: A002 - the API's own word
    level: Level,
    documents: Sequence[NewDocument],
    shape: Shape = USUAL_SHAPE,
    signers: Sequence[ExpectedSigner] = (),
    return_url: str = "",
    notify_url: str = "",
    language: str = "lv",
    actor: audit.Actor,
    at: datetime,
    request_id: str = "",
) -> Session:
    """Return a new session with its documents; content that came along is stored at once.

    A session whose documents are given by their digests is READY as it opens.
    """
    _check_documents(format=format, documents=documents)
    forms.check(format=format, shape=shape, documents=documents, has_return_url=bool(return_url))
    forms.check_level(level, shape=shape, by_digest=any(one.digest for one in documents))
    _check_signers(signers)
    for url in filter(None, (return_url, notify_url)):
        _check_origin(url, allowed=client.return_origins)
    with transaction.atomic():
        session = Session.objects.create(
            environment=str(client.environment),
            client_id=client.id,
            client_name=client.name,
            institution_id=client.institution_id,
            format=format.value,
            shape=forms.stored(shape),
            level=level.value,
            signers=[{"personal_code": one.personal_code, "name": one.name, "order": one.order} for one in signers],
            return_url=return_url,
            notify_url=notify_url,
            language=language,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            status=(Status.READY if any(one.digest for one in documents) else Status.OPEN).value,
            created_at=at,
            expires_at=at + limits.current().lifetime,
        )
        created = Document.objects.bulk_create(_rows(session, documents))
        rows.record(
            session,
            event="session.opened",
            actor=actor,
            at=at,
            request_id=request_id,
            data={"format": format.value, "level": level.value, "documents": len(documents)},
        )
        for row, document in zip(created, documents, strict=True):
            if row.is_by_digest:
                stored.record(session, row, actor=actor, at=at, request_id=request_id)
            if document.content is not None:
                stored.add(
                    session_id=session.id,
                    document_id=row.id,
                    content=(document.content,),
                    actor=actor,
                    at=at,
                    request_id=request_id,
                )
        return rows.read(session_id=session.id)


def _rows(session: Session, documents: Sequence[NewDocument]) -> list[Document]:
    return [
        Document(
            session=session,
            position=position,
            name=document.name,
            media_type=document.media_type,
            declared_bytes=document.size_bytes,
            **by_digest.columns(document),
        )
        for position, document in enumerate(documents)
    ]


def _check_documents(*, format: Format, documents: Sequence[NewDocument]) -> None:  # noqa: A002 - the API's own word
    caps = limits.current()
    if not documents:
        raise DocumentsMissingError
    if len(documents) > caps.documents:
        raise DocumentsTooManyError(limit=caps.documents)
    for document in documents:
        if not _is_name(document.name):
            raise DocumentNameInvalidError(name=plain(document.name, at_most=NAME_CHARACTERS))
        if document.digest is None and _told_bytes(document) > caps.document_bytes:
            raise DocumentTooLargeError(limit_bytes=caps.document_bytes)
    # What the engine would refuse at signing is refused now, while the client is still listening.
    check_for_container([DataFile(one.name, one.media_type, b"") for one in documents])
    by_digest.check(format=format, documents=documents)


def _check_signers(expected: Sequence[ExpectedSigner]) -> None:
    """Refuse what the session could not keep: it is SIGNED with one signature, whoever else was named."""
    if len(expected) > 1:
        raise SeveralSignersNotYetError
    for one in expected:
        if one.order != 1:
            raise SignerOrderNotYetError(order=one.order)
        if one.personal_code:
            check_code(one.personal_code)


def _told_bytes(document: NewDocument) -> int:
    return max(document.size_bytes or 0, len(document.content or b""))


def _is_name(name: str) -> bool:
    return (
        0 < len(name) <= NAME_CHARACTERS
        and name == name.strip()
        and name not in {".", ".."}
        and name.lower() not in RESERVED_NAMES
        and not any(character in "/\\" or not character.isprintable() for character in name)
    )


def origin_of(url: str) -> str:
    """Return scheme://host[:port] of an http(s) URL without user information; empty for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _check_origin(url: str, *, allowed: Sequence[str]) -> None:
    """Refuse a URL elsewhere: the person, and our own notification, go only where the client is known to be."""
    origin = origin_of(url)
    if not origin or origin not in {one.rstrip("/").lower() for one in allowed}:
        raise ReturnUrlNotAllowedError(origin=origin or url[:80])
