"""Small pictures, written by hand."""

import struct
import zlib


def png(*, transparent: bool = False) -> bytes:
    """Return a PNG of 20 × 20 points of one colour, half transparent where wished."""
    point = b"\x80\x10\x40\x80" if transparent else b"\x80\x10\x40"
    rows = b"".join(b"\0" + point * 20 for _ in range(20))
    head = struct.pack(">IIBBBBB", 20, 20, 8, 6 if transparent else 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
