"""Entries replaced and added; all others keep their bytes, headers, order and the comment."""

import mmap
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.ades.containers import editing, reading
from esigner.ades.containers.directory import locate
from esigner.ades.containers.errors import ContainerTooLargeError
from esigner.ades.rules import RefusedError
from tests.world import judges, zip64
from tests.world.signed import packed

MOMENT = datetime(2026, 1, 15, 12, tzinfo=UTC)


def _zip(files: dict[str, bytes], *, streamed: bool = False) -> bytes:
    """Return a zip by another writer; streamed ones carry data descriptors."""
    out = BytesIO()
    if streamed:
        out.seekable = lambda: False  # type: ignore[method-assign]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = b"elsewhere"
    return out.getvalue()


def _spans(container: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(container)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*[info.header_offset for info in infos[1:]], archive.start_dir]
    return {info.filename: container[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


@pytest.mark.parametrize("streamed", [False, True])
def test_replaced_entry_keeps_its_place_and_others_their_bytes(*, streamed: bool) -> None:
    data = _zip({"mimetype": b"x", "ā.txt": b"one" * 50, "META-INF/s.xml": b"old", "z": b"last"}, streamed=streamed)
    changed = editing.with_entries(
        data, {"META-INF/s.xml": b"new" * 1000, "META-INF/t.xml": b"added"}, written_at=MOMENT
    )
    before, after = _spans(data), _spans(changed)
    assert list(after) == ["mimetype", "ā.txt", "META-INF/s.xml", "z", "META-INF/t.xml"]
    assert {name for name in before if before[name] != after[name]} == {"META-INF/s.xml"}
    held = reading.read(changed)
    assert held.files["META-INF/s.xml"] == b"new" * 1000
    assert held.comment == b"elsewhere"


def test_nothing_changed_gives_the_same_bytes() -> None:
    data = _zip({"mimetype": b"x", "a": b"1"})
    assert editing.with_entries(data, {}, written_at=MOMENT) == data


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "ē", "d/e"]), st.binary(max_size=300), max_size=4))
def test_what_is_given_is_what_is_read(entries: dict[str, bytes]) -> None:
    held = {"mimetype": b"x", "a": b"1", "d/e": b"2" * 400}
    assert dict(reading.read(editing.with_entries(_zip(held), entries, written_at=MOMENT)).files) == held | entries


def test_unzip_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(editing.with_entries(_zip({"mimetype": b"x"}), {"ā.xml": b"1"}, written_at=MOMENT))
    judges.accepts("unzip", "-t", path)


@pytest.mark.parametrize("kind", ["python", "info-zip", "offsets", "ends"])
def test_zip64_keeps_the_bytes_of_others_and_every_reader_reads_it(tmp_path: Path, kind: str) -> None:
    files = {"mimetype": b"x", "a.txt": b"one" * 50, "META-INF/s.xml": b"old", "z.txt": b"last"}
    data = {
        "python": lambda: zip64.forced(files),
        "info-zip": lambda: zip64.forced_by_info_zip(tmp_path, files),
        "offsets": lambda: zip64.long_offsets(_zip(files)[: -len(b"elsewhere")]),
        "ends": lambda: zip64.long_ends(packed(files), full=True),
    }[kind]()
    changed = editing.with_entries(data, {"META-INF/s.xml": b"new" * 1000, "META-INF/t.xml": b"2"}, written_at=MOMENT)
    before, after = _spans(data), _spans(changed)
    assert {name for name in before if before[name] != after[name]} == {"META-INF/s.xml"}
    expected = files | {"META-INF/s.xml": b"new" * 1000, "META-INF/t.xml": b"2"}
    assert dict(reading.read(changed).files) == expected
    with ZipFile(BytesIO(changed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == expected
    path = tmp_path / "changed.zip"
    path.write_bytes(changed)
    judges.accepts("unzip", "-tqq", path)


def test_more_entries_than_a_plain_zip_can_count(tmp_path: Path) -> None:
    count = 66_000
    data = packed({"mimetype": b"x"} | {f"f/{number}": b"" for number in range(count)})
    changed = editing.with_entries(data, {"META-INF/t.xml": b"1"}, written_at=MOMENT)
    directory = locate(data)
    assert changed.startswith(data[: directory.at])
    assert locate(changed).count == count + 2
    path = tmp_path / "a.zip"
    path.write_bytes(changed)
    judges.accepts("unzip", "-tqq", path)
    with ZipFile(path) as archive:
        assert len(archive.namelist()) == count + 2
        assert archive.read("META-INF/t.xml") == b"1"


@pytest.mark.attack
def test_zip_with_hidden_bytes_is_not_touched() -> None:
    with pytest.raises(RefusedError):
        editing.with_entries(_zip({"a": b"1"}) + b"more", {"b": b"2"}, written_at=MOMENT)


def test_entry_beyond_what_a_plain_zip_can_hold_is_refused() -> None:
    four_gigabytes = mmap.mmap(-1, 1 << 32)  # address space that nobody fills
    with pytest.raises(ContainerTooLargeError):
        editing.with_entries(_zip({"mimetype": b"x"}), {"a": four_gigabytes}, written_at=MOMENT)  # type: ignore[dict-item]  # as good as bytes here
