"""The zip we write: as others read it, and as EN 319 162-1 wants it."""

import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.ades.containers.writing import Entry, container
from esigner.ades.encoding.format_table import ASIC_E
from tests.world import judges

AT = datetime(2026, 1, 15, 12, 30, 58, tzinfo=UTC)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=1, max_size=60)


@given(st.dictionaries(NAMES, st.binary(max_size=2000), max_size=8))
def test_others_read_what_was_written(files: dict[str, bytes]) -> None:
    written = container([Entry(*one) for one in files.items()], written_at=AT)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["mimetype", *files]
        assert {name: archive.read(name) for name in files} == files


def test_mimetype_stands_first_and_stored_at_its_fixed_place() -> None:
    written = container([Entry("a", b"x")], written_at=AT)
    assert written[:4] == b"PK\x03\x04"
    assert written[28:38] == b"\0\0mimetype"
    assert written[38:].startswith(ASIC_E.encode())


def test_every_entry_is_stored_and_dated_in_utc() -> None:
    riga = timezone(timedelta(hours=2))
    written = container([Entry("ā", b"x" * 5000)], written_at=AT.astimezone(riga))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in archive.infolist()} == {(2026, 1, 15, 12, 30, 58)}
        assert [one.flag_bits for one in archive.infolist()] == [0, 0x800]


def test_same_input_gives_the_same_bytes() -> None:
    assert container([Entry("a", b"x")], written_at=AT) == container([Entry("a", b"x")], written_at=AT)


def test_unzip_finds_no_fault_and_the_right_names(tmp_path: Path) -> None:
    (tmp_path / "c.asice").write_bytes(container([Entry("līgums.txt", b"x"), Entry("mape/a", b"")], written_at=AT))
    judges.accepts("unzip", "-t", "c.asice", folder=tmp_path)
    judges.accepts("unzip", "c.asice", folder=tmp_path)
    assert (tmp_path / "līgums.txt").read_bytes() == b"x"


@pytest.mark.parametrize("year", [1970, 1979])
def test_time_before_the_epoch_of_zip_becomes_the_epoch(year: int) -> None:
    written = container([], written_at=datetime(year, 5, 5, tzinfo=UTC))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
