"""Opening a session: everything the client asked for is checked before a row exists."""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction

from esigner import audit
from esigner.ades import DataFile
from esigner.ades.containers.files import check_for_container
from esigner.errors import plain
from esigner.signing import by_digest, documents, forms, limits, new_session, rows, session_view, uploads
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
from esigner.signing.new_session import ExpectedSigner, NewDocument, NewSession
from esigner.signing.session_view import SessionView
from esigner.signing.signers import check_code
from esigner.signing.states import Status

if TYPE_CHECKING:
    from esigner.registry.clients import Client

TOKEN_BYTES: Final = 32
NAME_CHARACTERS: Final = 200
RESERVED_NAMES: Final = frozenset({"mimetype", "meta-inf"})
"""Names that mean something else inside a container."""


def open(new: NewSession, *, client: "Client", act: audit.Act) -> SessionView:  # noqa: A001 - the API's own word
    """Open a session; content sent along is stored at once, documents by digest stay away, others are awaited.

    A session whose documents are given by their digests is READY as it opens.
    """
    _check(new, client=client)
    with transaction.atomic():
        session = Session(
            **new_session.columns(new),
            environment=str(client.environment),
            client_id=client.id,
            client_name=client.name,
            institution_id=client.institution_id,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            status=(Status.READY if new.by_digest else Status.OPEN).value,
            created_at=act.at,
            expires_at=act.at + limits.current().lifetime,
        )
        created = _rows(session, new.documents)
        rows.SESSIONS.insert(session)
        rows.DOCUMENTS.insert(*created)
        rows.put_together(session, documents=created, signatures=())
        rows.record(
            session,
            event="session.opened",
            act=act,
            data={"format": new.format.value, "level": new.level.value, "documents": len(new.documents)},
        )
        for row, document in zip(created, new.documents, strict=True):
            if row.is_by_digest:
                documents.record(session, row, act=act)
            if document.content is not None:
                session = uploads.receive(session.id, row.id, content=(document.content,), act=act)
        return session_view.of(session)


def _check(new: NewSession, *, client: "Client") -> None:
    _check_documents(new)
    forms.check(new)
    forms.check_level(new.level, shape=new.shape, by_digest=new.by_digest)
    _check_signers(new.signers)
    for url in filter(None, (new.return_url, new.notify_url)):
        _check_origin(url, allowed=client.return_origins)


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


def _check_documents(new: NewSession) -> None:
    caps = limits.current()
    if not new.documents:
        raise DocumentsMissingError
    if len(new.documents) > caps.documents:
        raise DocumentsTooManyError(limit=caps.documents)
    for document in new.documents:
        if not _is_name(document.name):
            raise DocumentNameInvalidError(name=plain(document.name, at_most=NAME_CHARACTERS))
        if document.digest is None and _told_bytes(document) > caps.document_bytes:
            raise DocumentTooLargeError(limit_bytes=caps.document_bytes)
    # What the engine would refuse at signing is refused now, while the client can still react.
    check_for_container([DataFile(one.name, one.media_type, b"") for one in new.documents])
    by_digest.check(format=new.format, documents=new.documents)


def _check_signers(expected: Sequence[ExpectedSigner]) -> None:
    """Refuse what the session could not fulfil: it is SIGNED with one signature, even if others were named."""
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
    """Refuse other origins: the person and our notification go only to the client's registered ones."""
    origin = origin_of(url)
    if not origin or origin not in {one.rstrip("/").lower() for one in allowed}:
        raise ReturnUrlNotAllowedError(origin=origin or url[:80])
