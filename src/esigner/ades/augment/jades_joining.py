"""One more signature beside those of a JSON document, ours or another's, over the same payload or the same files.

1. `data_files` gives what the new signature must be over; `packaging` how it refers to it.
2. `creation.prepare` with these, then the value, timestamp and revocation as for a new document.
3. `add` gives the document with one signature more. What the others signed, and their timestamps, stay to the letter.

A flattened document becomes a general one: the two are different spellings of the same signatures (RFC 7515, 7.2), and
no signature or timestamp is over the JSON around it. A compact one has no place for a second signature.
"""

import json
from collections.abc import Sequence
from typing import Final

from esigner.ades.augment.errors import SignatureNotJoinableError
from esigner.ades.errors import FilesChangedError
from esigner.ades.files import DataFile
from esigner.ades.format import Packaging, Serialization
from esigner.ades.jades import signature as jades
from esigner.ades.jades.header import encoded
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.reading.base64_text import Base64Error, from_base64url
from esigner.ades.reading.json_text import JsonError, Node
from esigner.ades.validation.jades import jws
from esigner.ades.validation.jades.header import Header
from esigner.ades.validation.jades.jws import Jws
from esigner.ades.validation.jades.payload import BY_URI_AND_HASH
from esigner.ades.validation.jades.signature import Parts, parts
from esigner.ades.values import check_value

PAYLOAD: Final = "payload"
"""Name of the file that a payload inside stands for; the document has none for it."""
_UNKNOWN: Final = "application/octet-stream"
_OF_THE_SIGNATURE: Final = ("protected", "header", "signature")


def packaging(document: bytes) -> Packaging:
    """Give how a further signature refers to what it signs.

    Raises:
        RefusedError: The document cannot be read.
        SignatureNotJoinableError: It takes no further signature.
    """
    return Packaging.ENVELOPING if _joinable(document, ())[0].payload else Packaging.DETACHED


def data_files(document: bytes, *, detached: Sequence[DataFile] = ()) -> tuple[DataFile, ...]:
    """Give what the new signature must be over: the payload inside, or all the files outside.

    Raises:
        RefusedError: The document cannot be read.
        SignatureNotJoinableError: It takes no further signature, or a file is missing.
    """
    found, signatures = _joinable(document, detached)
    if found.payload:
        return (DataFile(PAYLOAD, _media_type(signatures[0].header), from_base64url(found.payload)),)
    if any(one.payload.findings for one in signatures):
        raise SignatureNotJoinableError(reason="the files are not those that were signed")
    return tuple(detached)


def add(
    document: bytes,
    prepared: Prepared,
    value: bytes,
    *,
    timestamp: bytes | None = None,
    revocation: Revocation | None = None,
    detached: Sequence[DataFile] = (),
) -> bytes:
    """Give the document, general, with the signature; the level follows from what is given.

    Args:
        document: The same as at `data_files`; signatures that others added meanwhile do not matter.
        prepared: Over `data_files`, in the packaging of `packaging`.
        value: Made by the signer's key over `prepared.to_be_signed`.
        timestamp: DER TimeStampToken over `creation.timestamp_input`.
        revocation: Fetched after the timestamp.
        detached: As for `data_files`.

    Raises:
        FilesChangedError: The payload or the files are not those that were prepared.
        SignatureValueMismatchError: The value was made by another key.
    """
    files = data_files(document, detached=detached)
    found, _ = _joinable(document, detached)
    jades.check_unchanged(prepared, files)
    if prepared.to_be_signed.decode().partition(".")[2] != found.payload:
        raise FilesChangedError(name=PAYLOAD)
    checked = check_value(prepared, value)
    made = jades.signature_object(prepared, checked, timestamp=timestamp, revocation=revocation)
    return _with(found, encoded(made).decode()).encode()


def _joinable(document: bytes, detached: Sequence[DataFile]) -> tuple[Jws, list[Parts]]:
    found = jws.read(document)
    if found.serialization is Serialization.COMPACT:
        raise SignatureNotJoinableError(reason="compact")
    files = {file.name: file.content for file in detached}
    try:
        signatures = [parts(found, entry, files) for entry in found.entries]
    except (JsonError, Base64Error) as error:
        raise SignatureNotJoinableError(reason=str(error)) from error
    # RFC 7797, 3: `b64` has one value for all signatures; and all of them have one payload.
    if not all(one.header.encodes_payload for one in signatures):
        raise SignatureNotJoinableError(reason="b64 is false")
    if not found.payload and not all(_is_by_digest(one.header) for one in signatures):
        raise SignatureNotJoinableError(reason="the detached payload is not empty")
    return found, signatures


def _is_by_digest(one: Header) -> bool:
    """Whether the payload is empty because `sigD` names the files by their digests."""
    described = one.members.get("sigD")
    mechanism = described.members.get("mId") if described is not None else None
    return mechanism is not None and mechanism.value == BY_URI_AND_HASH


def _media_type(one: Header) -> str:
    """Give `cty`, where `application/` may be left out (RFC 7515, 4.1.10)."""
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
    """Give members of an object, their values as they are written."""
    nodes = ((name, root.members[name]) for name in names)
    return [f"{json.dumps(name, ensure_ascii=False)}:{text[node.start : node.end]}" for name, node in nodes]
