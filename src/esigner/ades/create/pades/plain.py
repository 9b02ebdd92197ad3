"""The incremental update of a plain PDF, written without pyHanko in a twentieth of the time.

A plain file has one revision with one classic cross-reference table, without encryption, form, annotation on its
first page or certification, whose dictionaries contain nothing that two parsers could read differently: no comment, no
escaped name, no nested parenthesis, no duplicate key. Anything else is left to pyHanko (`document`).
Standard: ISO 32000-1, 7.5.4 to 7.5.6 and 12.8; EN 319 142-1, 5 and 6.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from esigner import bounds
from esigner.ades.create.pades import document
from esigner.ades.create.pades.dictionary import NotPlainError, dictionary

_HEADER: Final = re.compile(rb"%PDF-1\.([4-7])[\r\n]")
_END: Final = re.compile(rb"startxref[\r\n]+([0-9]{1,10})[\r\n]+%%EOF[\r\n]{0,2}\Z")
_END_BYTES: Final = 48
_TABLE: Final = re.compile(rb"xref\r?\n0 ([0-9]{1,7})[ \r]?\n(?=0000000000 65535 f)")
_ENTRIES: Final = re.compile(rb"(?:[0-9]{10} [0-9]{5} [fn](?: \r| \n|\r\n))*")
_TRAILER: Final = re.compile(rb"trailer[\r\n ]*(?=<<)")
_TRAILER_END: Final = re.compile(rb">>[\r\n ]+")
_ENTRY: Final = re.compile(rb"([0-9]{10}) 00000 n..", re.DOTALL)
_ENTRY_BYTES: Final = 20
_OBJECT: Final = re.compile(rb"([0-9]{1,7}) 0 obj[\r\n ]*(?=<<)")
_OBJECT_END: Final = re.compile(rb">>[\r\n ]*endobj\b")
_REFERENCE: Final = re.compile(rb"([0-9]{1,7}) 0 R")
_FIRST_KID: Final = re.compile(rb"\[\s*([0-9]{1,7} 0 R)\b")
_KIDS: Final = re.compile(rb"\[((?:\s*[0-9]{1,7} 0 R\b)*)\s*\]")
_PAGES: Final = re.compile(rb"[1-9][0-9]{0,6}")
_TREE_DEPTH_AT_MOST: Final = 16
_ID: Final = re.compile(rb"\[\s*(<[0-9A-Fa-f]{2,128}>)\s*<[0-9A-Fa-f]{2,128}>\s*\]")
_ELSEWHERE: Final = {
    "trailer": frozenset({b"/Prev", b"/Encrypt", b"/XRefStm"}),
    "catalog": frozenset({b"/AcroForm", b"/Perms", b"/Extensions", b"/Version"}),
    "page": frozenset({b"/Annots"}),
}
"""Keys of files left to pyHanko."""

_BYTE_RANGE_BYTES: Final = 60
_EXTENSION: Final = b"/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>"
_SIGNATURE_HEAD: Final = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
_LOOK: Final = b"<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>stream\n\nendstream"
"""PDF/A-1 requires an appearance even for an invisible field."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """The parts of a plain PDF that its update must repeat."""

    table_at: int
    size: int
    minor_version: int
    trailer: Mapping[bytes, bytes]
    catalog: "_Object"
    page: "_Object"


def place_signature(
    content: bytes,
    *,
    digest_algorithm: str,
    signed_at: datetime,
    reserved_bytes: int,
    reason: str | None,
    location: str | None,
) -> document.Placeholder:
    """Return the update that adds an invisible signature field; by pyHanko if the file is not plain.

    Raises:
        AdesError: As `document.place_signature`.
    """
    try:
        plain = _read(content)
    except NotPlainError:
        return document.place_signature(
            content,
            digest_algorithm=digest_algorithm,
            signed_at=signed_at,
            reserved_bytes=reserved_bytes,
            reason=reason,
            location=location,
        )
    return _place(
        content,
        plain,
        digest_algorithm=digest_algorithm,
        reserved_bytes=reserved_bytes,
        entries=b"/M(D:%bZ)%b%b"
        % (
            signed_at.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode(),
            _text(b"/Reason", reason),
            _text(b"/Location", location),
        ),
    )


def _place(
    content: bytes, plain: _Plain, *, digest_algorithm: str, reserved_bytes: int, entries: bytes
) -> document.Placeholder:
    form, field, signature, look = plain.size, plain.size + 1, plain.size + 2, plain.size + 3
    version = b"/Version/1.7" if plain.minor_version < 7 else b""  # noqa: PLR2004  the version of ISO 32000-1
    catalog, page = plain.catalog, plain.page
    bodies = {
        catalog.number: b"%b%b/AcroForm %d 0 R%b>>" % (catalog.text, version, form, _EXTENSION),
        page.number: b"%b/Annots[%d 0 R]>>" % (page.text, field),
        form: b"<</Fields[%d 0 R]/SigFlags 3>>" % field,
        field: b"<</FT/Sig/T(Signature1)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]"
        b"/P %d 0 R/V %d 0 R/AP<</N %d 0 R>>>>" % (page.number, signature, look),
        look: _LOOK,
    }
    start = len(content)
    head = b"" if content[-1:] in b"\r\n" else b"\n"
    offsets: dict[int, int] = {}
    for one, body in sorted(bodies.items()):
        offsets[one] = start + len(head)
        head += b"%d 0 obj\n%b\nendobj\n" % (one, body)
    offsets[signature] = start + len(head)
    head += b"%d 0 obj\n%b%b\n/ByteRange " % (signature, _SIGNATURE_HEAD, entries)
    digits_at = start + len(head) + _BYTE_RANGE_BYTES + len(b"\n/Contents ")
    rest_at = digits_at + 2 * reserved_bytes + 2
    end = b">>\nendobj\n"
    tail = end + _table(plain, offsets, at=rest_at + len(end), identifier=_identifier(plain, content))
    byte_range = b"[0 %d %d %d]" % (digits_at, rest_at, len(tail))
    head += byte_range.ljust(_BYTE_RANGE_BYTES) + b"\n/Contents "
    digest = hashlib.new(digest_algorithm, content)
    digest.update(head + tail)
    return document.Placeholder(before=head + b"<", after=b">" + tail, digest=digest.digest())


def _read(content: bytes) -> _Plain:
    header, end = _HEADER.match(content), _END.search(content, max(0, len(content) - _END_BYTES))
    table = _TABLE.match(content, int(end[1])) if end else None
    if header is None or end is None or table is None:
        raise NotPlainError
    size, objects = int(table[1]), _Objects(content, table.end(), int(table[1]))
    entries = _ENTRIES.match(content, objects.first_entry)
    after_table = _TRAILER.match(content, entries.end()) if entries else None
    if after_table is None or entries is None or entries.end() != objects.first_entry + size * _ENTRY_BYTES:
        raise NotPlainError
    trailer, stop = dictionary(content, after_table.end(), without=_ELSEWHERE["trailer"])
    catalog, page = _catalog_and_page(objects, trailer)
    if (
        not _TRAILER_END.fullmatch(content, stop, end.start())
        or trailer.get(b"/Size") != b"%d" % size
        or catalog.number == page.number
    ):
        raise NotPlainError
    return _Plain(
        table_at=int(end[1]), size=size, minor_version=int(header[1]), trailer=trailer, catalog=catalog, page=page
    )


def _catalog_and_page(objects: "_Objects", trailer: Mapping[bytes, bytes]) -> "tuple[_Object, _Object]":
    catalog = objects.at(trailer.get(b"/Root"), without=_ELSEWHERE["catalog"])
    node = objects.at(catalog.entries.get(b"/Pages"), without=_ELSEWHERE["page"])
    for _ in range(_TREE_DEPTH_AT_MOST):
        if node.entries.get(b"/Type") == b"/Page":
            break
        if node.entries.get(b"/Type") != b"/Pages" or not _PAGES.fullmatch(node.entries.get(b"/Count", b"")):
            raise NotPlainError
        kid = _FIRST_KID.match(node.entries.get(b"/Kids", b""))
        node = objects.at(kid[1] if kid else None, without=_ELSEWHERE["page"])
    if catalog.entries.get(b"/Type") != b"/Catalog" or node.entries.get(b"/Type") != b"/Page":
        raise NotPlainError
    _pages(objects, catalog.entries[b"/Pages"], parent=None, seen=set())
    return catalog, node


def _pages(objects: "_Objects", reference: bytes, *, parent: bytes | None, seen: set[bytes]) -> int:
    """Return the number of pages under a node; a broken tree is not plain."""
    bounds.spend(20)
    entries = objects.at(reference, without=frozenset()).entries
    kids = _KIDS.fullmatch(entries.get(b"/Kids", b""))
    if reference in seen or (parent is not None and entries.get(b"/Parent") != parent):
        raise NotPlainError
    seen.add(reference)
    if entries.get(b"/Type") == b"/Page":
        return 1
    if entries.get(b"/Type") != b"/Pages" or kids is None:
        raise NotPlainError
    if len(seen) > _TREE_DEPTH_AT_MOST and parent is not None:  # a deep tree, or one of many nodes: not plain
        raise NotPlainError
    found = sum(_pages(objects, kid[0], parent=reference, seen=seen) for kid in _REFERENCE.finditer(kids[1]))
    if entries.get(b"/Count") != b"%d" % found:
        raise NotPlainError
    return found


class _Object(NamedTuple):
    number: int
    entries: Mapping[bytes, bytes]
    text: bytes
    """The dictionary without its closing brackets."""


class _Objects(NamedTuple):
    """The objects of a file by its one cross-reference table."""

    content: bytes
    first_entry: int
    size: int

    def at(self, reference: bytes | None, *, without: frozenset[bytes]) -> _Object:
        """Return the object, which must be only a dictionary."""
        match = _REFERENCE.fullmatch(reference or b"")
        number = int(match[1]) if match else self.size
        at = self.first_entry + number * _ENTRY_BYTES
        entry = _ENTRY.fullmatch(self.content[at : at + _ENTRY_BYTES])
        if entry is None or number >= self.size:
            raise NotPlainError
        begins = _OBJECT.match(self.content, int(entry[1]))
        if begins is None or int(begins[1]) != number:
            raise NotPlainError
        entries, stop = dictionary(self.content, begins.end(), without=without)
        if not _OBJECT_END.match(self.content, stop):
            raise NotPlainError
        return _Object(number, entries, self.content[begins.end() : stop])


def _table(plain: _Plain, offsets: Mapping[int, int], *, at: int, identifier: bytes) -> bytes:
    """Return the cross-reference section at `at`, the trailer and the end of the file."""
    sections = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in sorted(offsets.items()))
    info = b"/Info " + plain.trailer[b"/Info"] if b"/Info" in plain.trailer else b""
    head = b"xref\n0 1\n0000000000 65535 f \n%btrailer\n" % sections
    return head + b"<</Size %d/Root %d 0 R%b/ID%b/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        plain.size + 4,
        plain.catalog.number,
        info,
        identifier,
        plain.table_at,
        at,
    )


def _identifier(plain: _Plain, content: bytes) -> bytes:
    """Return /ID: the first part stays, the second is derived, so the same input produces the same bytes."""
    derived = b"<%b>" % hashlib.sha256(content).hexdigest()[:32].encode()
    kept = _ID.fullmatch(plain.trailer.get(b"/ID", b""))
    return b"[%b%b]" % (kept[1] if kept else derived, derived)


def _text(key: bytes, value: str | None) -> bytes:
    """Return a text string as hexadecimal UTF-16, which needs no escapes."""
    return b"%b<feff%b>" % (key, value.encode("utf-16-be").hex().encode()) if value else b""
