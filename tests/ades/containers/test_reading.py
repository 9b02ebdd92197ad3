"""Every way in which two readers could see two containers is refused by its rule."""

import io
import struct
import zipfile
import zlib

import pytest

from esigner.ades.containers.reading import Limits, read
from esigner.ades.rules import RefusedError
from tests.world.signed import packed

FILES = {"mimetype": b"application/vnd.etsi.asic-e+zip", "a.txt": b"one", "b.txt": b"two" * 100}


def _rule(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as refusal:
        read(data, limits=limits)
    return refusal.value.finding.rule.code


def _at(data: bytes, mark: bytes, nth: int = 0) -> int:
    position = -1
    for _ in range(nth + 1):
        position = data.index(mark, position + 1)
    return position


def _patched(data: bytes, position: int, new: bytes) -> bytes:
    return data[:position] + new + data[position + len(new) :]


def test_read_gives_the_files_in_their_order() -> None:
    held = read(packed(FILES, deflated=frozenset({"b.txt"})))
    assert dict(held.files) == FILES
    assert [entry.name for entry in held.entries] == list(FILES)
    assert held.mimetype == "application/vnd.etsi.asic-e+zip"
    assert dict(held.data_files) == {"a.txt": b"one", "b.txt": b"two" * 100}


def test_read_accepts_sizes_told_after_the_content() -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    buffer = Unseekable()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"one" * 50)
    assert read(buffer.getvalue()).files["a.txt"] == b"one" * 50


def test_read_accepts_long_sizes() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
        file.write(b"one")
    assert read(buffer.getvalue()).files["a.txt"] == b"one"


def test_read_gives_no_folders() -> None:
    assert dict(read(packed({"folder/": b"", "folder/a.txt": b"one"})).files) == {"folder/a.txt": b"one"}


@pytest.mark.attack
def test_read_refuses_two_files_of_one_name() -> None:
    doubled = packed({"a.txt": b"one", "c.txt": b"two"}).replace(b"c.txt", b"a.txt")
    assert _rule(doubled) == "ZIP_DUPLICATE_ENTRY"


@pytest.mark.attack
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u0101.txt", "a\u0304.txt"),
        ("a.txt", "A.TXT"),
        ("\u0101.txt", "A\u0304.txt"),
        ("a.txt", "a.txt\u200b"),
        ("a.txt", "a\u00ad.txt"),
        ("folder", "Folder/"),
        ("mimetype", "MimeType"),
    ],
)
def test_read_refuses_two_spellings_of_one_name(one: str, other: str) -> None:
    assert _rule(packed({one: b"one", other: b"" if other.endswith("/") else b"two"})) == "ZIP_DUPLICATE_ENTRY"


@pytest.mark.attack
def test_read_refuses_a_folder_with_content() -> None:
    assert _rule(packed({"folder/": b"one"})) == "ZIP_HIDDEN_DATA"
    assert _rule(packed({"folder/": b"one"}, deflated=frozenset({"folder/"}))) == "ZIP_HIDDEN_DATA"


def test_read_accepts_a_folder_that_is_deflated() -> None:
    assert dict(read(packed({"folder/": b"", "a.txt": b"one"}, deflated=frozenset({"folder/"}))).files) == {
        "a.txt": b"one"
    }


def _with(*, extra: bytes = b"", attributes: int = 0, name: str = "a.txt") -> bytes:
    """Return a zip of one file with these extra fields, in both headers, and external attributes."""
    info = zipfile.ZipInfo(name)
    info.extra, info.external_attr = extra, attributes
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, b"one")
    return buffer.getvalue()


def _field(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content


def _path(name: bytes, *, header: bytes = b"a.txt", version: int = 1) -> bytes:
    """Return an Info-ZIP Unicode Path field (APPNOTE 4.6.9)."""
    return _field(0x7075, struct.pack("<BL", version, zlib.crc32(header)) + name)


@pytest.mark.attack
@pytest.mark.parametrize(
    "extra",
    [
        *(_path(b"b.txt"), _path(b"b.txt", version=2), _path(b"b.txt", header=b"c.txt"), _path(b"")),
        *(_path(b"a.txt") + _path(b"b.txt"), _field(0x5455, b"\x01" + bytes(4)) + _path(b"A.txt")),
        *(_field(0x7075, b""), _path(b"a.txt\xff"), _path(b"b.txt")[:-1]),
    ],
)
def test_read_refuses_a_unicode_path_of_another_file(extra: bytes) -> None:
    assert _rule(_with(extra=extra)) == "ZIP_HEADER_MISMATCH"


@pytest.mark.attack
@pytest.mark.parametrize("place", ["local", "central"])
def test_read_refuses_a_unicode_path_in_one_header_alone(place: str) -> None:
    data = _with(extra=_path(b"a.txt"))
    held = data.index(_path(b"a.txt")) if place == "local" else data.rindex(_path(b"a.txt"))
    assert _rule(_patched(data, held, _path(b"b.txt"))) == "ZIP_HEADER_MISMATCH"


def test_read_accepts_extra_fields_that_name_the_same_file() -> None:
    comment = _field(0x6375, struct.pack("<BL", 1, zlib.crc32(b"")) + b"comment")
    extra = _field(0x5455, b"\x01" + bytes(4)) + _path(b"a.txt") + comment + _field(0x000D, bytes(12))
    assert dict(read(_with(extra=extra)).files) == {"a.txt": b"one"}


@pytest.mark.attack
def test_read_refuses_links() -> None:
    assert _rule(_with(attributes=0o120777 << 16)) == "ZIP_LINK"
    assert _rule(_with(extra=_field(0x756E, struct.pack("<4xH", 0o120777) + bytes(8) + b"b.txt"))) == "ZIP_LINK"
    assert _rule(_with(extra=_field(0x000D, bytes(12) + b"b.txt"))) == "ZIP_LINK"


@pytest.mark.attack
@pytest.mark.parametrize("attributes", [0o040755 << 16, 0x10])
def test_read_refuses_a_file_that_is_a_folder_by_its_attributes(attributes: int) -> None:
    assert _rule(_with(attributes=attributes)) == "ZIP_HEADER_MISMATCH"


@pytest.mark.parametrize("attributes", [0, 0o100644 << 16, 0o644 << 16, 0x20, 0o010600 << 16])
def test_read_accepts_plain_files_of_any_system(attributes: int) -> None:
    assert dict(read(_with(attributes=attributes)).files) == {"a.txt": b"one"}


@pytest.mark.attack
@pytest.mark.parametrize(
    "name",
    [
        *("../a.txt", "/a.txt", "a/../../b", "a\\b.txt", "C:/a.txt", "a//b", "./a", "a\nb"),
        *(f"a{chr(code)}txt.exe" for code in (0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069)),
        *("meta-inf/a.txt", "Meta-Inf/", "META-\u200bINF/a.txt"),
    ],
)
def test_read_refuses_dangerous_names(name: str) -> None:
    assert _rule(packed({name: b"one"})) == "ZIP_UNSAFE_NAME"


@pytest.mark.attack
def test_read_refuses_overlapping_files() -> None:
    data = packed({"a.txt": b"one", "b.txt": b"two"})
    second = _at(data, b"PK\x01\x02", 1)
    assert _rule(_patched(data, second + 42, struct.pack("<L", 0))) == "ZIP_OVERLAP"


@pytest.mark.attack
def test_read_refuses_a_file_that_reaches_into_the_directory() -> None:
    data = packed({"a.txt": b"one"})
    central = _at(data, b"PK\x01\x02")
    sizes = struct.pack("<2L", 5000, 5000)
    data = _patched(_patched(data, central + 20, sizes), 18, sizes)
    assert _rule(data) == "ZIP_OVERLAP"


@pytest.mark.attack
@pytest.mark.parametrize(("offset", "new"), [(30, b"z"), (14, b"\0\0\0\0"), (8, b"\x08"), (22, b"\x04")])
def test_read_refuses_a_local_header_that_differs(offset: int, new: bytes) -> None:
    assert _rule(_patched(packed({"a.txt": b"one"}), offset, new)) == "ZIP_HEADER_MISMATCH"


@pytest.mark.attack
def test_read_refuses_data_before_the_first_file() -> None:
    data = packed({"a.txt": b"one"})
    moved = bytearray(b"X" * 10 + data)
    central = moved.index(b"PK\x01\x02")
    moved[central + 42 : central + 46] = struct.pack("<L", 10)
    end = moved.index(b"PK\x05\x06")
    moved[end + 16 : end + 20] = struct.pack("<L", central)
    assert _rule(bytes(moved)) == "ZIP_HIDDEN_DATA"


@pytest.mark.attack
def test_read_refuses_data_after_the_end() -> None:
    assert _rule(packed(FILES) + b"more") == "ZIP_HIDDEN_DATA"


@pytest.mark.attack
def test_read_refuses_an_entry_that_the_directory_does_not_list() -> None:
    data = packed({"a.txt": b"one", "b.txt": b"two"})
    first, second, end = _at(data, b"PK\x01\x02"), _at(data, b"PK\x01\x02", 1), _at(data, b"PK\x05\x06")
    record = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, second - first, first, 0)
    assert _rule(data[:second] + record) == "ZIP_HIDDEN_DATA"
    assert end > second


@pytest.mark.attack
def test_read_refuses_encrypted_files() -> None:
    data = packed({"a.txt": b"one"})
    assert _rule(_patched(data, _at(data, b"PK\x01\x02") + 8, b"\x01")) == "ZIP_ENCRYPTED"


def test_read_refuses_other_compressions() -> None:
    data = packed({"a.txt": b"one"})
    assert _rule(_patched(data, _at(data, b"PK\x01\x02") + 10, b"\x0c")) == "ZIP_METHOD"


@pytest.mark.attack
def test_read_refuses_a_wrong_checksum() -> None:
    data = packed({"a.txt": b"one"})
    wrong = struct.pack("<L", zlib.crc32(b"two"))
    assert _rule(_patched(_patched(data, 14, wrong), _at(data, b"PK\x01\x02") + 16, wrong)) == "ZIP_CHECKSUM"


@pytest.mark.attack
def test_read_refuses_a_bomb() -> None:
    bomb = packed({"a.txt": b"\0" * 5_000_000}, deflated=frozenset({"a.txt"}))
    assert _rule(bomb) == "ZIP_BOMB"


def test_read_refuses_more_than_the_limits() -> None:
    assert _rule(packed(FILES), Limits(entries=2)) == "ZIP_TOO_MANY_ENTRIES"
    assert _rule(packed(FILES), Limits(bytes_unpacked=100)) == "ZIP_TOO_LARGE"


@pytest.mark.parametrize("length", [4, 30, 60])
def test_read_refuses_a_torso(length: int) -> None:
    assert _rule(packed(FILES)[:length]) == "ZIP_MALFORMED"


def test_mimetype_is_judged_by_place_and_packing() -> None:
    def codes(data: bytes) -> list[str]:
        return [finding.rule.code for finding in read(data).mimetype_findings]

    assert codes(packed(FILES)) == []
    assert codes(packed(dict(reversed(FILES.items())))) == ["MIMETYPE_MISPLACED"]
    assert codes(packed(FILES, deflated=frozenset({"mimetype"}))) == ["MIMETYPE_COMPRESSED"]
    assert codes(packed({"a.txt": b"one"})) == ["MIMETYPE_MISSING"]
