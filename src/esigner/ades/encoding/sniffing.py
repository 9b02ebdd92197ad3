"""The type of a document by its first bytes: the only place where documents to judge or sign are recognised.

The first byte decides. A CMS or an XML may hold or mention a PDF; the header of a PDF is searched for further on only
where nothing else begins, since readers find it within the first 1,024 bytes (Adobe's PDF Reference 1.7, appendix H,
note 13).
"""

import re
from enum import StrEnum
from typing import Final

from esigner.ades.encoding.base64_text import Base64Error, from_base64url

HEAD_BYTES: Final = 1024
"""Where the header of a PDF must begin."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_PDF: Final = b"%PDF-"
_ENCODINGS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks, the longer one first."""
_XML_BEGINS: Final = (b"<\0\0\0", b"\0\0\0<", b"<\0", b"\0<")
"""The first character of XML in UTF-32 and UTF-16 without a mark (XML 1.0, appendix F.1)."""
_CMS: Final = re.compile(
    rb"\x30(?:[\x00-\x80]|\x81.|\x82..|\x83.{3}|\x84.{4}|\x85.{5}|\x86.{6}|\x87.{7}|\x88.{8})"
    rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07",
    re.DOTALL,
)
"""A SEQUENCE, its length in any form, and first in it an object identifier of PKCS #7 (RFC 5652, 3)."""
_PEM: Final = re.compile(rb"-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----")
_COMPACT: Final = re.compile(rb"([A-Za-z0-9_-]{8,})\.[^.]*\.[A-Za-z0-9_-]+[ \t\r\n]*", re.DOTALL)


class Kind(StrEnum):
    """The types of documents."""

    ZIP = "zip"
    PDF = "pdf"
    XML = "xml"
    CMS = "cms"
    """Binary; its content may be of any type."""
    PEM = "pem"
    """A CMS as text."""
    JSON = "json"
    """JSON, or a compact JWS."""


def sniff(document: bytes) -> Kind | None:
    """Return the type of a document; None where nothing that can hold a signature begins like this.

    Args:
        document: All of it; for a PDF its first HEAD_BYTES are enough.
    """
    if document[:4] in _ZIP:
        return Kind.ZIP
    if _CMS.match(document):
        return Kind.CMS
    start = _start(document[:HEAD_BYTES])
    if start[:1] in _BY_FIRST:
        return _BY_FIRST[start[:1]]
    if _PEM.match(start.encode("latin-1", "replace")):
        return Kind.PEM
    if is_compact_jws(document):
        return Kind.JSON
    return Kind.PDF if _PDF in document[:HEAD_BYTES] else None


_BY_FIRST: Final = {"<": Kind.XML, "{": Kind.JSON}


def is_compact_jws(document: bytes) -> bool:
    """Return whether it is a JWS on one line (RFC 7515, 7.1)."""
    if document[:1] not in (b"e", b"I"):  # the first characters of base64url of an opening brace or white space
        return False
    found = _COMPACT.fullmatch(document)
    try:
        return found is not None and from_base64url(found[1].decode()).lstrip()[:1] == b"{"
    except Base64Error:
        return False


def _start(head: bytes) -> str:
    """Return the beginning as text, without byte order mark and white space."""
    if head.startswith(_XML_BEGINS):
        return "<"
    mark, encoding = next((one for one in _ENCODINGS if head.startswith(one[0])), (b"", "latin-1"))
    return head[len(mark) :].decode(encoding, "replace").lstrip()
