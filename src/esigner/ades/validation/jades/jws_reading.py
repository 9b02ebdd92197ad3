"""JSON Web Signatures in their three serializations (RFC 7515, 7), parsed and not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from esigner.ades.encoding import json_text
from esigner.ades.encoding.formats import Serialization
from esigner.ades.encoding.json_text import JsonError, Node
from esigner.ades.encoding.sniffing import is_compact_jws
from esigner.ades.rules import RefusedError, container_rules

_SIGNATURES_AT_MOST: Final = 10_000
_NOTHING: Final[Mapping[str, Node]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One signature of a JWS."""

    protected: str
    """The protected header as written: base64url."""
    signature: str
    """The value as written: base64url."""
    node: Node | None = None
    """The object that contains it; None in a compact JWS."""

    @property
    def unprotected(self) -> Mapping[str, Node]:
        """The members of the unprotected header."""
        header = None if self.node is None else self.node.members.get("header")
        return _NOTHING if header is None else header.members


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A JWS document."""

    text: str = field(repr=False)
    serialization: Serialization
    payload: str
    """As written; empty if detached."""
    entries: tuple[Entry, ...]
    root: Node | None = None
    """The document; None if it is compact."""


def read(document: bytes) -> Jws:
    """Return the parts of a JWS.

    Raises:
        RefusedError: It cannot be read, is not a JWS, or has no signature.
    """
    is_compact = is_compact_jws(document)
    try:
        text = json_text.decoded(document)
        return _compact(text) if is_compact else _json(text, json_text.read(text))
    except JsonError as error:
        # An opening brace does not prove JSON: Rich Text also begins with it.
        is_meant = is_compact or b'"signature' in document
        raise RefusedError(
            container_rules.JSON_MALFORMED if is_meant else container_rules.FORMAT_UNKNOWN, str(error)
        ) from error


def inner(node: Node, text: str) -> Jws:
    """Return the parts of a JWS inside another: a JSON object, or a compact one as a string.

    Raises:
        RefusedError: As `read`.
    """
    if isinstance(node.value, str):
        return read(node.value.encode())
    try:
        return _json(text, node)
    except JsonError as error:
        raise RefusedError(container_rules.JSON_MALFORMED, str(error)) from error


def _compact(text: str) -> Jws:
    protected, payload, signature = text.rstrip(" \t\r\n").split(".")
    entry = Entry(protected=protected, signature=signature)
    return Jws(text=text, serialization=Serialization.COMPACT, payload=payload, entries=(entry,))


def _json(text: str, root: Node) -> Jws:
    members = root.members
    is_general = "signatures" in members
    if not is_general and "signature" not in members:
        raise RefusedError(container_rules.FORMAT_UNKNOWN)
    if is_general and not members.keys().isdisjoint({"protected", "header", "signature"}):
        message = "general and flattened at once"
        raise JsonError(message)
    nodes = members["signatures"].items if is_general else [root]
    if not nodes:
        raise RefusedError(container_rules.NO_SIGNATURE)
    if len(nodes) > _SIGNATURES_AT_MOST:
        message = f"{len(nodes)} signatures"
        raise JsonError(message)
    payload = members.get("payload")
    return Jws(
        text=text,
        serialization=Serialization.GENERAL if is_general else Serialization.FLATTENED,
        payload="" if payload is None else payload.text,
        entries=tuple(_entry(node) for node in nodes),
        root=root,
    )


def _entry(node: Node) -> Entry:
    members = node.members
    for name in ("protected", "signature"):
        if name not in members:
            message = f"{name} missing"
            raise JsonError(message)
    if "header" in members:
        members["header"].members  # noqa: B018  raises unless it is an object
    return Entry(protected=members["protected"].text, signature=members["signature"].text, node=node)
