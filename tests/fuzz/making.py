"""Inputs: our own documents changed at random where it hurts, and hostile ones of random shape, by number.

The same number and seed give the same input: one that breaks something is made again from these two.
"""

import base64
import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esigner.ades import DataFile, Format
from tests.world import hostile
from tests.world.joined import SHAPES, shaped
from tests.world.odd_pdfs import hybrid, in_two_revisions, linearized, with_object_streams
from tests.world.signed import entries, signed, signed_pdf

VECTORS = Path(__file__).parents[1] / "vectors"
_LARGEST_BYTES = 2 * 1024 * 1024
_TOKENS = (
    b"\x00", b"\xff", b"\x30\x80", b"\x24\x80", b"\x00\x00", b"\x84\xff\xff\xff\xff", b"<", b"/>",
    b"<!DOCTYPE a>", b"&a;", b"#", b"xmlns:a='urn:a'", b"Id='S'", b"0 R", b"<<", b">>", b"[", b"]", b"obj", b"endobj",
    b"stream", b"/Kids",
    b"/Prev 9", b"PK\x03\x04", b"PK\x05\x06", b"{", b"}", b'"', b"null", b"-1", b"99999999999999999999", b"1e999",
    b"\xc0\x80", b"\xef\xbb\xbf",
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """What is judged."""

    kind: str
    data: bytes


def made(number: int, seed: int) -> Input:
    """Return the input of that number."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311  chance that can be repeated is the point
    if chance.random() < 0.15:
        kind = chance.choice(sorted(_SHAPES))
        return Input(kind, _SHAPES[kind](chance))
    name, document = chance.choice(_seeds())
    change = _inside_zip if document[:2] == b"PK" and chance.random() < 0.8 else _changed
    return Input(name, change(document, chance)[:_LARGEST_BYTES])


@cache
def _seeds() -> Sequence[tuple[str, bytes]]:
    own = [(f"shape {name}", shaped(name)) for name in sorted(SHAPES)]
    own += [("asice", signed()), ("pdf", signed_pdf())]
    own += [("pdf object streams", with_object_streams()), ("pdf hybrid", hybrid())]
    own += [("pdf linearized", linearized()), ("pdf two revisions", in_two_revisions())]
    own += [("xml", entries(signed())["META-INF/signatures0.xml"])]
    files = sorted(path for path in VECTORS.rglob("*") if path.is_file() and path.suffix not in {".py", ".md"})
    return own + [(path.name, path.read_bytes()) for path in files if path.stat().st_size < _LARGEST_BYTES]


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        data = chance.choice(_CHANGES)(data, chance)
    return data


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes((data[at] ^ (1 << chance.randrange(8)),)) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + data[at + chance.choice((1, 2, 4, 16, 200)) :]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at, length = _place(data, chance), chance.choice((1, 4, 32, 500, 4000))
    return data[:at] + data[at : at + length] * chance.choice((2, 2, 3, 30)) + data[at + length :]


def _moved(data: bytes, chance: random.Random) -> bytes:
    start, to, length = _place(data, chance), _place(data, chance), chance.choice((4, 32, 500))
    return data[:to] + data[start : start + length] + data[to:]


def _token(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 20)) + data[at + chance.choice((0, 1, 4)) :]


def _number(data: bytes, chance: random.Random) -> bytes:
    """Replace a number that stands there as text."""
    found = list(re.finditer(rb"\d+", data[:200_000]))
    if not found:
        return data
    one = chance.choice(found)
    value = chance.choice((b"0", b"-1", b"1", b"4294967295", b"99999999", str(int(one[0][:9]) + 1).encode()))
    return data[: one.start()] + value + data[one.end() :]


def _element(data: bytes, chance: random.Random) -> bytes:
    """Repeat or drop an element of XML or an object of a PDF."""
    found = list(re.finditer(rb"<([\w:]+)[^>]*>.{0,2000}?</\1>|\d+ 0 obj.{0,2000}?endobj", data[:400_000], re.DOTALL))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + one[0] * chance.choice((0, 2, 2, 50)) + data[one.end() :]


def _inner(data: bytes, chance: random.Random) -> bytes:
    """Change what stands there as Base64."""
    found = list(re.finditer(rb"[A-Za-z0-9+/]{80,}={0,2}", data))
    if not found:
        return data
    one = chance.choice(found)
    inside = base64.b64decode(one[0][: len(one[0]) // 4 * 4] + b"====")
    return data[: one.start()] + base64.b64encode(_changed(inside, chance)) + data[one.end() :]


def _shortened(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)]


_CHANGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _flip, _cut, _doubled, _moved, _token, _token, _number, _number, _element, _element, _inner,
    _shortened,
)  # fmt: skip


def _inside_zip(data: bytes, chance: random.Random) -> bytes:
    """Change an entry, or add and rename some, and pack the container anew so that readers get that far."""
    try:
        files = list(entries(data).items())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return _changed(data, chance)
    at = chance.randrange(len(files)) if files else 0
    for number, (name, content) in enumerate(files):
        if number == at:
            renamed = chance.choice((name, name, name, name, "META-INF/signatures9.xml", "META-INF/ASiCManifest9.xml"))
            files[number] = (renamed, content if chance.random() < 0.05 else _changed(content, chance))
    if chance.random() < 0.2:
        files.append(chance.choice(files))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, (name, content) in enumerate(files):
            info = zipfile.ZipInfo(name if chance.random() < 0.95 else f"{number}/{name}")
            archive.writestr(info, content, chance.choice((0, 0, 8)))
    return buffer.getvalue()


@cache
def _ways(levels: int) -> bytes:
    file = DataFile("a.pdf", "application/pdf", hostile.many_ways(levels=levels))
    return hostile.updated(signed(format=Format.PDF, files=[file]), number=levels + 4)


_SHAPES: dict[str, Callable[[random.Random], bytes]] = {
    "zeros": lambda c: hostile.zeros(entries=c.randint(1, 40), kilobytes=c.choice((1, 64, 512))),
    "one target": lambda c: hostile.one_target(references=c.randint(1, 200), nodes=c.randint(0, 5000)),
    "nested targets": lambda c: hostile.nested_targets(depth=c.randint(1, 140), nodes=c.randint(0, 3000)),
    "transforms": lambda c: hostile.transformed(transforms=c.randint(0, 12), nodes=c.randint(0, 5000)),
    "signatures in one another": lambda c: hostile.nested_signatures(depth=c.randint(1, 140)),
    "namespaces": lambda c: hostile.many_namespaces(namespaces=c.randint(0, 280), nodes=c.randint(0, 5000)),
    "attributes": lambda c: hostile.many_attributes(attributes=c.randint(0, 600)),
    "nodes": lambda c: hostile.many_nodes(nodes=c.randint(0, 20_000)),
    "indefinite": lambda c: hostile.indefinite(elements=c.randint(1, 20_000), depth=c.randint(2, 80)),
    "pieces": lambda c: hostile.pieces(octets=c.randint(1, 20_000), depth=c.randint(1, 80)),
    "shared kids": lambda c: hostile.shared_kids(levels=c.randint(1, 40)),
    "deep kids": lambda c: hostile.deep_kids(levels=c.randint(1, 300)),
    "cross-reference stream": lambda c: hostile.cross_reference_stream(entries=c.randint(1, 100_000)),
    "security store": lambda c: hostile.security_store(streams=c.randint(0, 30), megabytes=c.randint(1, 4)),
    "signature fields": lambda c: hostile.many_signature_fields(fields=c.randint(0, 60), kilobytes=c.randint(1, 200)),
    "ways": lambda c: _ways(c.randint(1, 12)),
    "signatures": lambda c: hostile.many_signatures(signatures=c.randint(1, 2000)),
    "countersignatures": lambda c: hostile.nested_counters(depth=c.randint(1, 18)),
    "json": lambda c: hostile.json_values(values=c.randint(1, 20_000)),
    "payloads": lambda c: hostile.jws_over(signatures=c.randint(1, 50), kilobytes=c.randint(1, 100)),
}
"""Hostile shapes of random size, from harmless to refused."""
