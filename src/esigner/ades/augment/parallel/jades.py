"""JSON: one more signature in a JAdES document, over the same payload or the same files.

A flattened document becomes a general one: both are forms of the same signatures (RFC 7515, 7.2), and
no signature or timestamp covers the surrounding JSON. A compact one has no room for a second signature.
"""

import json
from collections.abc import Sequence
from typing import Final

from esigner.ades.augment.errors import SignatureNotJoinableError
from esigner.ades.augment.harm import check_none_worse
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.containers.files import DataFile
from esigner.ades.create.jades import signature
from esigner.ades.create.jades.header import encoded
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.base64_text import Base64Error, from_base64url
from esigner.ades.encoding.formats import Format, Packaging, Serialization, Shape
from esigner.ades.encoding.json_text import JsonError, Node
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.jades import jws_reading
from esigner.ades.validation.jades.headers import Header
from esigner.ades.validation.jades.jws_reading import Jws
from esigner.ades.validation.jades.payloads import BY_URI_AND_HASH
from esigner.ades.validation.jades.signature import Parts, parts, read_jws

PAYLOAD: Final = "payload"
"""File name for an embedded payload; the document has none for it."""
_UNKNOWN: Final = "application/octet-stream"
_OF_THE_SIGNATURE: Final = ("protected", "header", "signature")


class Json:
    """A JWS in JSON; its payload is inside, or `sigD` names separate files by their digests."""

    format = Format.JADES

    def __init__(self, document: bytes, *, detached: Sequence[DataFile]) -> None:
        """Read it.

        Raises:
            RefusedError: It cannot be read.
            SignatureNotJoinableError: It takes no further signature, or a file is missing.
        """
        self._beside = {file.name: file.content for file in detached}
        self._jws = jws_reading.read(document)
        if self._jws.serialization is Serialization.COMPACT:
            raise SignatureNotJoinableError(reason="compact")
        signatures = _signatures(self._jws, self._beside)
        if self._jws.payload:
            content = from_base64url(self._jws.payload)
            detached = (DataFile(PAYLOAD, _media_type(signatures[0].header), content),)
        elif any(one.payload.findings for one in signatures):
            raise SignatureNotJoinableError(reason="the files are not those that were signed")
        self.files = tuple(detached)

    def prepare(self, wanted: Wanted) -> Prepared:
        """Return a signature over the payload, or over the files as the existing signatures name them."""
        packaging = Packaging.ENVELOPING if self._jws.payload else Packaging.DETACHED
        return signature.prepare(wanted._replace(shape=Shape(packaging=packaging)))

    def joined(
        self, prepared: Prepared, value: SignatureValue, *, timestamp: bytes | None, revocation: ValidationData | None
    ) -> bytes:
        """Return the document, general, with the signature.

        Raises:
            FilesChangedError: The payload or the files are not those that were prepared.
            AugmentationRefusedError: An existing signature would no longer be valid.
        """
        signature.check_unchanged(prepared, self.files)
        if prepared.to_be_signed.decode().partition(".")[2] != self._jws.payload:
            raise FilesChangedError(name=PAYLOAD)
        made = signature.signature_object(prepared, value, timestamp=timestamp, revocation=revocation)
        new = _with(self._jws, encoded(made).decode()).encode()
        before, after = (read_jws(one, files=self._beside) for one in (self._jws, jws_reading.read(new)))
        check_none_worse(before, after[: len(before)])
        return new


def _signatures(found: Jws, files: dict[str, bytes]) -> list[Parts]:
    """Parse the signatures; refuse a document that cannot take another one."""
    try:
        signatures = [parts(found, entry, files) for entry in found.entries]
    except (JsonError, Base64Error) as error:
        raise SignatureNotJoinableError(reason=str(error)) from error
    # RFC 7797, 3: `b64` has one value for all signatures; and all of them have one payload.
    if not all(one.header.encodes_payload for one in signatures):
        raise SignatureNotJoinableError(reason="b64 is false")
    if not found.payload and not all(_is_by_digest(one.header) for one in signatures):
        raise SignatureNotJoinableError(reason="the detached payload is not empty")
    return signatures


def _is_by_digest(one: Header) -> bool:
    """Return whether the payload is empty because `sigD` names the files by their digests."""
    described = one.members.get("sigD")
    mechanism = described.members.get("mId") if described is not None else None
    return mechanism is not None and mechanism.value == BY_URI_AND_HASH


def _media_type(one: Header) -> str:
    """Return `cty`, where `application/` may be omitted (RFC 7515, 4.1.10)."""
    node = one.members.get("cty")
    text = node.value if node is not None and isinstance(node.value, str) else ""
    return (text if "/" in text else f"application/{text}") if text else _UNKNOWN


def _with(found: Jws, new: str) -> str:
    root = found.root
    if root is None:
        raise SignatureNotJoinableError(reason="compact")
    if found.serialization is Serialization.GENERAL:
        at = root.members["signatures"].end - 1
        return f"{found.text[:at]},{new}{found.text[at:]}"
    own = _members(root, found.text, [name for name in _OF_THE_SIGNATURE if name in root.members])
    others = _members(root, found.text, [name for name in root.members if name not in _OF_THE_SIGNATURE])
    return f'{{{"".join(f"{one}," for one in others)}"signatures":[{{{",".join(own)}}},{new}]}}'


def _members(root: Node, text: str, names: Sequence[str]) -> list[str]:
    """Return members of an object, their values as written."""
    nodes = ((name, root.members[name]) for name in names)
    return [f"{json.dumps(name, ensure_ascii=False)}:{text[node.start : node.end]}" for name, node in nodes]
