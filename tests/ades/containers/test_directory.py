"""The end records of zip64: read where they are right, refused in every way in which two readers could differ."""

import struct
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.ades.containers.directory import locate, moved
from esigner.ades.containers.reading import read
from esigner.ades.containers.records import Row, dos_time, end_records
from esigner.ades.rules import RefusedError
from tests.world.signed import packed
from tests.world.zip64 import long_ends, streamed_by_info_zip

TIME, DATE = dos_time(datetime(2026, 1, 15, 12, tzinfo=UTC))
FILES = {"a.txt": b"one", "b.txt": b"two"}
FULL = b"\xff\xff\xff\xff"


def _rule(data: bytes) -> str:
    with pytest.raises(RefusedError) as refusal:
        read(data)
    return refusal.value.finding.rule.code


def _patched(data: bytes, mark: bytes, at: int, new: bytes) -> bytes:
    position = data.rindex(mark) + at
    return data[:position] + new + data[position + len(new) :]


def _row(name: bytes = b"a", *, offset: int = 0, size: int = 3) -> Row:
    return Row(name=name, size_bytes=size, checksum=0, offset=offset, time=TIME, date=DATE)


@pytest.mark.parametrize("full", [False, True])
def test_zip64_end_is_read_whether_the_plain_one_repeats_it_or_not(*, full: bool) -> None:
    assert dict(read(long_ends(packed(FILES), full=full)).files) == FILES


def test_end_of_info_zip_from_a_pipe_is_read(tmp_path: Path) -> None:
    assert dict(read(streamed_by_info_zip(tmp_path, b"one" * 100)).files) == {"-": b"one" * 100}


def test_locate_tells_the_comment() -> None:
    buffer = BytesIO(packed(FILES))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"elsewhere"
    assert locate(buffer.getvalue()).comment == b"elsewhere"


@pytest.mark.attack
@pytest.mark.parametrize(
    ("mark", "at", "new", "rule"),
    [
        (b"PK\x05\x06", 16, b"\x01\0\0\0", "ZIP_HEADER_MISMATCH"),
        (b"PK\x05\x06", 12, b"\x01\0\0\0", "ZIP_HEADER_MISMATCH"),
        (b"PK\x05\x06", 8, b"\x01\0\x01\0", "ZIP_HEADER_MISMATCH"),
        (b"PK\x06\x06", 48, b"\x01", "ZIP_HEADER_MISMATCH"),
        (b"PK\x06\x06", 4, b"\x2d", "ZIP_HIDDEN_DATA"),
        (b"PK\x06\x06", 16, b"\x01", "ZIP_MALFORMED"),
        (b"PK\x06\x06", 24, b"\x01", "ZIP_MALFORMED"),
        (b"PK\x06\x07", 4, b"\x01", "ZIP_MALFORMED"),
        (b"PK\x06\x07", 8, b"\0", "ZIP_MALFORMED"),
        (b"PK\x06\x07", 16, b"\x02", "ZIP_MALFORMED"),
    ],
)
def test_end_records_that_contradict_each_other_are_refused(mark: bytes, at: int, new: bytes, rule: str) -> None:
    assert _rule(_patched(long_ends(packed(FILES), full=False), mark, at, new)) == rule


@pytest.mark.attack
def test_bytes_between_directory_and_zip64_end_are_refused() -> None:
    data = long_ends(packed(FILES), full=True)
    at = data.rindex(b"PK\x06\x06")
    shifted = data[:at] + b"hidden" + data[at:]
    assert _rule(_patched(shifted, b"PK\x06\x07", 8, struct.pack("<Q", at + 6))) == "ZIP_HIDDEN_DATA"


@pytest.mark.attack
def test_bytes_between_zip64_end_and_locator_are_refused() -> None:
    data = long_ends(packed(FILES), full=True)
    at = data.rindex(b"PK\x06\x07")
    assert _rule(data[:at] + b"hidden" + data[at:]) == "ZIP_HIDDEN_DATA"


def test_full_values_without_a_zip64_end_are_refused() -> None:
    assert _rule(_patched(packed(FILES), b"PK\x05\x06", 16, FULL)) == "ZIP_MALFORMED"


@pytest.mark.attack
@pytest.mark.parametrize("extra", [b"", b"\x01\0\x04\0abcd", (b"\x01\0\x08\0" + bytes(8)) * 2, b"\x01\0\x08\0abc"])
def test_zip64_field_that_is_missing_short_or_doubled_is_refused(extra: bytes) -> None:
    local = _row().local_header() + b"one"
    record = bytearray(_row().central_header())
    record[30:32], record[42:46] = struct.pack("<H", len(extra)), FULL
    directory = bytes(record) + extra
    assert _rule(local + directory + end_records(count=1, directory_bytes=len(directory), directory_at=len(local))) == (
        "ZIP_MALFORMED"
    )


@given(old=st.integers(0, 1 << 40), new=st.integers(0, 1 << 40), size=st.sampled_from([3, 1 << 33]))
def test_moved_record_tells_the_new_place_and_nothing_else(old: int, new: int, size: int) -> None:
    record = moved(_row(offset=old, size=size).central_header(), offset=new)
    ends = end_records(count=1, directory_bytes=len(record), directory_at=0)
    with zipfile.ZipFile(BytesIO(record + ends)) as archive:
        (info,) = archive.infolist()
    assert (info.header_offset, info.file_size, info.compress_size) == (new, size, size)


def test_moved_record_keeps_other_extra_fields_and_the_comment() -> None:
    record = bytearray(_row().central_header())
    record[30:34] = struct.pack("<2H", 6, 4)
    changed = moved(bytes(record) + b"UT\x02\0ab" + b"note", offset=5 << 30)
    assert changed.endswith(b"UT\x02\0ab" + b"note")
    assert moved(moved(changed, offset=6 << 30), offset=5 << 30) == changed


def test_entry_beyond_four_gigabytes_is_found_by_zipfile(tmp_path: Path) -> None:
    path, offset = tmp_path / "large.zip", 5 << 30
    near = Row(name=b"a", size_bytes=3, checksum=0x7A6C86F1, offset=0, time=TIME, date=DATE)
    record = moved(near.central_header(), offset=offset)
    content = near.local_header() + b"one"
    with path.open("wb") as out:
        out.seek(offset)  # a hole: the disk holds only what follows
        out.write(content + record)
        out.write(end_records(count=1, directory_bytes=len(record), directory_at=offset + len(content)))
    with zipfile.ZipFile(path) as archive:
        assert archive.read("a") == b"one"
