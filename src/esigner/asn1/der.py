"""Writing DER: each function returns the bytes of one element."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from esigner.asn1 import tags

NULL: Final = b"\x05\x00"
TRUE: Final = b"\x01\x01\xff"

_LONG_LENGTH: Final = 0x80
_CONTEXT: Final = 0x80


def tlv(tag: int, content: bytes) -> bytes:
    """Return one element: tag, shortest length, content."""
    size = len(content)
    if size < _LONG_LENGTH:
        return _HEADS[tag << 7 | size] + content
    if size <= 0xFF:  # noqa: PLR2004  one octet of length
        return bytes((tag, 0x81, size)) + content
    if size <= 0xFFFF:  # noqa: PLR2004  two octets; the rest is rare
        return bytes((tag, 0x82, size >> 8, size & 0xFF)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(octets))) + octets + content


_HEADS: Final = tuple(bytes((tag, size)) for tag in range(256) for size in range(_LONG_LENGTH))
"""Every tag with every short length: most elements begin with one of these."""


def sequence(*parts: bytes) -> bytes:
    """Return a SEQUENCE of already encoded elements."""
    return tlv(tags.SEQUENCE, b"".join(parts))


def set_of(*parts: bytes) -> bytes:
    """Return a SET OF, sorted as DER requires (X.690, 11.6)."""
    return tlv(tags.SET, b"".join(sorted(parts)))


def context(number: int, content: bytes, *, constructed: bool = True) -> bytes:
    """Return a context-specific element [number] around `content`."""
    return tlv(_CONTEXT | (tags.CONSTRUCTED if constructed else 0) | number, content)


def integer(value: int) -> bytes:
    """Return an INTEGER, two's complement, shortest form."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return tlv(tags.INTEGER, value.to_bytes(size, "big", signed=True))


def enumerated(value: int) -> bytes:
    """Return an ENUMERATED of one octet, 0 to 127."""
    return tlv(tags.ENUMERATED, bytes((value,)))


def bit_string(content: bytes, unused_bits: int = 0) -> bytes:
    """Return a BIT STRING."""
    return tlv(tags.BIT_STRING, bytes((unused_bits,)) + content)


def octet_string(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tlv(tags.OCTET_STRING, content)


def utf8_string(text: str) -> bytes:
    """Return a UTF8String."""
    return tlv(tags.UTF8_STRING, text.encode())


def generalized_time(moment: datetime) -> bytes:
    """Return a GeneralizedTime in UTC, whole seconds."""
    return tlv(tags.GENERALIZED_TIME, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def utc_time(moment: datetime) -> bytes:
    """Return a UTCTime, which CMS requires for years before 2050 (RFC 5652, 11.3)."""
    return tlv(tags.UTC_TIME, moment.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode())


@lru_cache(maxsize=256)
def oid(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER from its dotted form; arcs may have any size (2.25.<UUID> has 128 bits)."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return tlv(tags.OBJECT_IDENTIFIER, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(arc & 0x7F | 0x80)
    return bytes(reversed(octets))
