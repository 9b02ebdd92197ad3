"""Zips with the long records of zip64, by other writers or put together by hand."""

import shutil
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest


def forced(files: Mapping[str, bytes], *, plain: frozenset[str] = frozenset({"mimetype"})) -> bytes:
    """Return a zip by Python in which every entry but those named has eight-byte sizes in its own header."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=name not in plain) as entry:
                entry.write(content)
    return buffer.getvalue()


def forced_by_info_zip(folder: Path, files: Mapping[str, bytes]) -> bytes:
    """Return a zip by `zip -fz`: eight bytes for sizes, in the directory too, and a zip64 end record."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    _zip("-0", "-X", "-D", "-fz", "made.zip", *files, folder=folder)
    return (folder / "made.zip").read_bytes()


def streamed_by_info_zip(folder: Path, content: bytes) -> bytes:
    """Return a zip that `zip` writes of a pipe, whose length it cannot know before."""
    _zip("-fz", "piped.zip", "-", folder=folder, content=content)
    return (folder / "piped.zip").read_bytes()


def _zip(*arguments: str, folder: Path, content: bytes = b"") -> None:
    program = shutil.which("zip")
    if program is None:
        pytest.skip("program absent: zip")
    subprocess.run([program, "-q", *arguments], cwd=folder, input=content, check=True)


def long_offsets(data: bytes) -> bytes:
    """Return a zip with the place of each entry in eight bytes, as beyond 4 GiB."""
    end = data.rindex(b"PK\x05\x06")
    count, _, directory_at = struct.unpack_from("<H2L", data, end + 10)
    position, records = directory_at, b""
    for _ in range(count):
        name, extra, comment = struct.unpack_from("<3H", data, position + 28)
        size = 46 + name + extra + comment
        record = bytearray(data[position : position + size])
        field = struct.pack("<2HQ", 1, 8, struct.unpack_from("<L", record, 42)[0])
        record[30:32], record[42:46] = struct.pack("<H", extra + len(field)), b"\xff\xff\xff\xff"
        records += bytes(record[: 46 + name]) + field + bytes(record[46 + name :])
        position += size
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(records), directory_at, 0)
    return data[:directory_at] + records + short


def long_ends(data: bytes, *, full: bool) -> bytes:
    """Return a zip with a zip64 end record; the plain one repeats it, or says where to look."""
    end = data.rindex(b"PK\x05\x06")
    count, size, directory_at = struct.unpack_from("<H2L", data, end + 10)
    long = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, directory_at)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    values = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF) if full else (count, count, size, directory_at)
    return data[:end] + long + locator + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *values, 0)
