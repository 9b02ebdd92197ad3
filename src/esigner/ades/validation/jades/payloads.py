"""What a JAdES signature covers: the payload inside, files named by `sigD`, or one unnamed file.

Standard: RFC 7515, 5.2 and appendix F; RFC 7797, 3; TS 119 182-1, 5.2.8.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from esigner.ades.encoding.base64_text import from_base64url
from esigner.ades.encoding.crypto import digest
from esigner.ades.encoding.json_text import JsonError, Node
from esigner.ades.rules import Finding, signature_rules
from esigner.ades.validation.jades.headers import Header
from esigner.algorithms import digests
from esigner.bounds import spend

_MECHANISM: Final = "http://uri.etsi.org/19182/"
_BY_URI: Final = f"{_MECHANISM}ObjectIdByURI"
BY_URI_AND_HASH: Final = f"{_MECHANISM}ObjectIdByURIHash"
_OBJECTS_AT_MOST: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The signed data, as far as available."""

    signed: bytes | None
    """The signing input after the dot; None where it cannot be assembled."""
    stamped: bytes | None
    """The beginning of an archive timestamp's input (TS 119 182-1, 5.3.6.3); None likewise."""
    scope: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def find(inside: str, header: Header, files: Mapping[str, bytes]) -> Payload:
    """Return the payload; `files` are those supplied, by name.

    Raises:
        JsonError, Base64Error: The payload or `sigD` is malformed.
    """
    described = header.members.get("sigD")
    if inside and described is not None:
        message = "payload beside sigD"
        raise JsonError(message)
    if inside:
        return _inside(inside, header, files)
    if described is not None:
        return _described(described.members, header, files)
    if len(files) != 1:
        return _missing(f"{len(files)} files" if files else "")
    ((name, content),) = files.items()
    data = _octets(content, header)
    return Payload(signed=data, stamped=data, scope=(name,))


def _inside(inside: str, header: Header, files: Mapping[str, bytes]) -> Payload:
    spend(1 + len(inside) // 1024)
    data = inside.encode()
    content = from_base64url(inside) if header.encodes_payload else data
    others = [name for name, given in files.items() if given != content]
    if others and len(files) == 1:
        message = "payload inside differs from the file given"
        raise JsonError(message)
    return Payload(signed=data, stamped=data)


def _octets(content: bytes, header: Header) -> bytes:
    spend(1 + len(content) // 512)
    return urlsafe_b64encode(content).rstrip(b"=") if header.encodes_payload else content


def _missing(detail: str) -> Payload:
    finding = Finding(rule=signature_rules.SIGNED_DATA_MISSING, detail=detail)
    return Payload(signed=None, stamped=None, findings=(finding,))


def _described(members: Mapping[str, Node], header: Header, files: Mapping[str, bytes]) -> Payload:
    mechanism = members["mId"].text if "mId" in members else ""
    if mechanism not in (_BY_URI, BY_URI_AND_HASH):
        finding = Finding(rule=signature_rules.DATA_MECHANISM_UNSUPPORTED, detail=mechanism[:80])
        return Payload(signed=None, stamped=None, findings=(finding,))
    uris = _texts(members, "pars")
    if not 0 < len(uris) <= _OBJECTS_AT_MOST or len(set(uris)) != len(uris):
        message = "pars"
        raise JsonError(message)
    found = [_file(uri, files, alone=len(uris) == 1) for uri in uris]
    octets = [None if content is None else _octets(content, header) for content in found]
    missing = [uri for uri, content in zip(uris, octets, strict=True) if content is None]
    findings = [Finding(rule=signature_rules.SIGNED_DATA_MISSING, detail=unquote(uri)[:200]) for uri in missing]
    whole = None if missing else b"".join(one for one in octets if one is not None)
    signed = whole
    if mechanism == BY_URI_AND_HASH:
        findings += _digest_findings(members, dict(zip(uris, octets, strict=True)))
        signed = b""
    scope = tuple(unquote(uri) for uri in uris)
    return Payload(signed=signed, stamped=whole, scope=scope, findings=tuple(findings))


def _digest_findings(members: Mapping[str, Node], octets: Mapping[str, bytes | None]) -> list[Finding]:
    name = members["hashM"].text if "hashM" in members else ""
    values = [from_base64url(text) for text in _texts(members, "hashV")]
    if len(values) != len(octets):
        message = "hashV"
        raise JsonError(message)
    if name not in digests.BY_JOSE:
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=name[:40])]
    return [
        Finding(rule=signature_rules.DIGEST_WRONG, detail=unquote(uri)[:200])
        for (uri, data), value in zip(octets.items(), values, strict=True)
        if data is not None and digest(digests.BY_JOSE[name].name, data) != value
    ]


def _texts(members: Mapping[str, Node], name: str) -> list[str]:
    return [item.text for item in members[name].items] if name in members else []


def _file(uri: str, files: Mapping[str, bytes], *, alone: bool) -> bytes | None:
    """Find a file by its name, by its last segment, or as the only one; the signed digest shows whether it is right."""
    name = unquote(uri)
    for spelling in (name, uri, name.removeprefix("./"), name.removeprefix("/"), name.rpartition("/")[2]):
        if spelling in files:
            return files[spelling]
    return next(iter(files.values())) if alone and len(files) == 1 else None
