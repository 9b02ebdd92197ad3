"""Names and media types that a container may hold."""

import io
from collections import deque
from pathlib import Path
from typing import BinaryIO, Self, cast

import pytest

from esigner.ades import AdesError, DataFile
from esigner.ades.containers.files import CHUNK_BYTES, CHUNKS_KEPT, DigestedFile, StoredFile, check_for_container
from esigner.algorithms import digests


def files(*names: str, media_type: str = "text/plain") -> list[DataFile]:
    return [DataFile(name, media_type, b"x") for name in names]


@pytest.mark.parametrize(
    "name", ["līgums āčņ.odt", "mape/pielikums 1.pdf", "a..b", "META", "x" * 1024, "a:b", "ab:c/d"]
)
def test_ordinary_name_is_allowed(name: str) -> None:
    check_for_container(files(name))


@pytest.mark.attack
@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "ā" * 513),
        *("a\nb", "a\0b", "a" + chr(0xD800), "a" + chr(0xFFFE), "a" + chr(0x85), "C:/a"),
        *(f"a{chr(code)}txt.exe" for code in (0x202E, 0x2066)),
        *("mimetype", "MimeType", "META-INF/signatures0.xml", "meta-inf/x", "META-INF"),
    ],
)
def test_name_that_could_do_harm_is_refused(name: str) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files(name))
    assert refused.value.code == "FILE_NAME_NOT_ALLOWED"
    assert refused.value.detail().lv


@pytest.mark.parametrize(
    "pair", [("a.txt", "a.txt"), ("ā.txt", "a\u0304.txt"), ("a.txt", "A.TXT"), ("a.txt", "a.txt\u200b")]
)
def test_one_name_for_two_files_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files(*pair))
    assert refused.value.code == "FILE_NAME_DUPLICATE"


@pytest.mark.parametrize("pair", [("a", "a/b"), ("mape/ā/c", "mape/a\u0304")])
def test_one_name_for_a_file_and_a_folder_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files(*pair))
    assert refused.value.code == "FILE_NAME_DUPLICATE"


def test_no_file_is_refused() -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container([])
    assert refused.value.code == "FILES_MISSING"


@pytest.mark.parametrize("media_type", ["", "text", "text/", "a b/c", "text/plain\n", 'text/<"'])
def test_odd_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files("a.txt", media_type=media_type))
    assert refused.value.code == "MEDIA_TYPE_NOT_ALLOWED"


def test_media_type_with_a_parameter_is_allowed() -> None:
    check_for_container(files("a.txt", media_type="text/plain; charset=utf-8"))


def stored(content: bytes, *, size_bytes: int | None = None) -> StoredFile:
    size = len(content) if size_bytes is None else size_bytes
    return StoredFile("a", "text/plain", opener=lambda: io.BytesIO(content), size_bytes=size)


def test_stored_file_has_the_digest_and_content_of_its_bytes() -> None:
    content = bytes(range(256)) * 10_000
    file, held = stored(content), DataFile("a", "text/plain", content)
    for algorithm in digests.WRITTEN.values():
        assert file.digest(algorithm) == held.digest(algorithm)
    assert (file.content, file.size_bytes) == (held.content, held.size_bytes)
    assert b"".join(file.chunks()) == b"".join(held.chunks()) == content


def test_stored_file_that_can_only_be_read_is_read() -> None:
    class Remote:
        def __init__(self) -> None:
            self.read = io.BytesIO(b"abc").read

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing is open."""

    file = StoredFile("a", "text/plain", opener=lambda: cast("BinaryIO", Remote()), size_bytes=3)
    assert file.content == b"abc"


@pytest.mark.parametrize("size_bytes", [0, 4, 6])
def test_stored_file_of_another_length_is_refused(size_bytes: int) -> None:
    with pytest.raises(AdesError) as refused:
        stored(b"12345", size_bytes=size_bytes).digest(digests.WRITTEN["SHA256"])
    assert refused.value.code == "FILES_CHANGED"


def test_digested_file_knows_its_digest_and_nothing_else() -> None:
    file = DigestedFile("a", "text/plain", size_bytes=5, digests={"SHA256": bytes(32)})
    assert file.digest(digests.WRITTEN["SHA256"]) == bytes(32)
    assert file.size_bytes == 5
    with pytest.raises(AdesError) as refused:
        _ = file.content
    assert refused.value.code == "FILE_CONTENT_ABSENT"
    with pytest.raises(AdesError) as refused:
        file.digest(digests.WRITTEN["SHA384"])
    assert refused.value.code == "FILE_DIGEST_UNFIT"


@pytest.mark.parametrize(
    ("digests", "code"),
    [({"SHA256": bytes(48)}, "FILE_DIGEST_UNFIT"), ({"SHA1": bytes(20)}, "ALGORITHM_NOT_SUPPORTED")],
)
def test_digest_that_cannot_be_one_is_refused(digests: dict[str, bytes], code: str) -> None:
    with pytest.raises(AdesError) as refused:
        DigestedFile("a", "text/plain", size_bytes=5, digests=digests)
    assert refused.value.code == code


def test_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    file = StoredFile.at(tmp_path / "a", name="a.txt", media_type="text/plain")
    (tmp_path / "a").unlink()
    with pytest.raises(AdesError) as refused:
        file.digest(digests.WRITTEN["SHA256"])
    assert refused.value.code == "FILE_UNREADABLE"
    assert "a.txt" in refused.value.detail().en


def test_last_pieces_of_a_stored_file_stay_as_they_were_read(tmp_path: Path) -> None:
    content = b"".join(number.to_bytes(4, "big") for number in range(3 * CHUNK_BYTES))
    (tmp_path / "a").write_bytes(content)
    file = StoredFile.at(tmp_path / "a", name="a", media_type="a/b")
    last: deque[tuple[int, memoryview]] = deque(maxlen=CHUNKS_KEPT)
    start = 0
    for piece in file.chunks():
        last.append((start, piece))
        start += len(piece)
        assert all(kept == content[at : at + len(kept)] for at, kept in last)
    assert start == len(content)
