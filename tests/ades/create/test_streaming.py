"""Containers written in one pass, and containers assembled by a client from parts made without the documents."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Self, cast

import pytest

from esigner import ades
from esigner.ades.containers.errors import FileDigestUnfitError, FilesChangedError
from esigner.ades.containers.files import DataFile, DigestedFile, StoredFile
from esigner.ades.create import streaming
from esigner.ades.create.errors import (
    FormatNotStreamedError,
    OneFileError,
    SignatureValueMismatchError,
    TimestampMissingError,
)
from esigner.algorithms import digests
from tests.world import judges
from tests.world.signatures import ASCII_FILES, FILES
from tests.world.signed import judged
from tests.world.signing_pki import SIGNED_AT, signing_pki

STREAMED = (ades.Format.ASICE, ades.Format.EDOC, ades.Format.ASICS)


def digested(files: Sequence[DataFile], algorithm: str = "SHA256") -> list[DigestedFile]:
    row = digests.WRITTEN[algorithm]
    return [
        DigestedFile(one.name, one.media_type, size_bytes=one.size_bytes, digests={algorithm: one.digest(row)})
        for one in files
    ]


def made(
    files: Sequence[DataFile], *, form: ades.Format = ades.Format.ASICE, level: ades.Level = ades.Level.LT
) -> dict[str, bytes]:
    """Return the parts, made from whatever the files are."""
    world, signer = signing_pki(), signing_pki().signer("P-256")
    prepared = ades.prepare(format=form, files=files, signer=signer.certificate, chain=world.chain, signed_at=SIGNED_AT)
    value = ades.sign(prepared, key=signer.key)
    stamp = None if level is ades.Level.B else world.token(ades.timestamp_input(prepared, value))
    proof = world.revocation(signer.certificate) if level is ades.Level.LT else None
    return streaming.parts(prepared, value, files=files, timestamp=stamp, revocation=proof)


def sealed(files: Sequence[DataFile], *, form: ades.Format = ades.Format.ASICE) -> bytes:
    out = io.BytesIO()
    streaming.seal(out, format=form, files=files, written_at=SIGNED_AT, sign=lambda known: made(known, form=form))
    return out.getvalue()


def assembled(files: Sequence[DataFile], parts: Mapping[str, bytes], *, form: ades.Format = ades.Format.ASICE) -> bytes:
    out = io.BytesIO()
    streaming.assemble(out, format=form, files=files, parts=parts, written_at=SIGNED_AT)
    return out.getvalue()


@pytest.mark.parametrize("form", STREAMED)
def test_one_pass_gives_the_bytes_that_finalize_gives(form: ades.Format) -> None:
    files = FILES[:1] if form is ades.Format.ASICS else FILES
    world, signer = signing_pki(), signing_pki().signer("RSA-2048")
    prepared = ades.prepare(format=form, files=files, signer=signer.certificate, chain=world.chain, signed_at=SIGNED_AT)
    value = ades.sign(prepared, key=signer.key)
    out = io.BytesIO()
    streaming.seal(
        out,
        format=form,
        files=files,
        written_at=SIGNED_AT,
        sign=lambda known: streaming.parts(prepared, value, files=known),
    )
    assert out.getvalue() == ades.finalize(prepared, value, files=files)


@pytest.mark.parametrize("form", STREAMED)
def test_sealed_in_one_pass_is_passed(form: ades.Format) -> None:
    report = judged(sealed(FILES[:1], form=form))
    assert report.passed, report.as_detailed_dict()


@pytest.mark.parametrize("form", STREAMED)
def test_client_assembles_what_was_signed_by_digests_alone(form: ades.Format) -> None:
    files = ASCII_FILES[:1]
    report = judged(assembled(files, made(digested(files), form=form), form=form))
    assert report.passed, report.as_detailed_dict()


def test_files_of_a_disk_are_sealed(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 50_000)
    file = StoredFile.at(tmp_path / "a.bin", name="a.bin", media_type="application/octet-stream")
    (tmp_path / "c.asice").write_bytes(sealed([file, *FILES]))
    judges.accepts("unzip", "-t", "c.asice", folder=tmp_path)
    assert judged((tmp_path / "c.asice").read_bytes()).passed


def test_file_is_read_once() -> None:
    opened = []

    def opener() -> BinaryIO:
        opened.append(1)
        return io.BytesIO(b"x" * 100)

    sealed([StoredFile("a", "text/plain", opener=opener, size_bytes=100)])
    assert len(opened) == 1


@pytest.mark.parametrize("length", [99, 101, 0, 5_000_000])
def test_file_that_changed_its_length_is_refused(length: int) -> None:
    file = StoredFile("a", "text/plain", opener=lambda: io.BytesIO(b"x" * length), size_bytes=100)
    with pytest.raises(FilesChangedError):
        sealed([file])


def test_progress_tells_of_every_byte(tmp_path: Path) -> None:
    told: list[int] = []
    files = [DataFile("a", "text/plain", bytes(3_000_000)), DataFile("b", "text/plain", b"x")]
    streaming.seal(
        io.BytesIO(), format=ades.Format.ASICE, files=files, written_at=SIGNED_AT, sign=made, progress=told.append
    )
    assert sum(told) == 3_000_001


def test_digest_of_another_algorithm_is_refused() -> None:
    with pytest.raises(FileDigestUnfitError) as refused:
        made(digested(FILES, "SHA512"))
    assert refused.value.code == "FILE_DIGEST_UNFIT"
    assert refused.value.data == {"name": FILES[0].name, "algorithm": "SHA256", "given": "SHA512"}


@pytest.mark.parametrize("form", [ades.Format.PDF, ades.Format.ASICS_CADES, ades.Format.ASICE_CADES])
def test_format_that_needs_the_documents_is_refused(form: ades.Format) -> None:
    with pytest.raises(FormatNotStreamedError) as refused:
        streaming.seal(io.BytesIO(), format=form, files=FILES[:1], written_at=SIGNED_AT, sign=made)
    assert refused.value.code == "FORMAT_NOT_STREAMED"


def test_simple_container_holds_one_file() -> None:
    with pytest.raises(OneFileError):
        sealed(FILES, form=ades.Format.ASICS)


def test_nothing_is_written_for_names_that_are_refused() -> None:
    out = io.BytesIO()
    with pytest.raises(ades.AdesError):
        streaming.seal(
            out, format=ades.Format.ASICE, files=[DataFile("../a", "a/b", b"")], written_at=SIGNED_AT, sign=made
        )
    assert out.getvalue() == b""


def test_assembling_refuses_another_file_than_was_signed() -> None:
    other = [FILES[0], DataFile(FILES[1].name, FILES[1].media_type, b"other")]
    for files in (other, FILES[:1], FILES[::-1]):
        with pytest.raises(FilesChangedError):
            streaming.assemble(
                io.BytesIO(),
                format=ades.Format.ASICE,
                files=files,
                parts=made(digested(FILES)),
                written_at=SIGNED_AT,
                signed=digested(FILES),
            )


def test_parts_are_refused_like_containers() -> None:
    signer = signing_pki().signer("P-256")
    prepared = ades.prepare(
        format=ades.Format.ASICE, files=FILES, signer=signer.certificate, chain=(), signed_at=SIGNED_AT
    )
    value = ades.sign(prepared, key=signer.key)
    with pytest.raises(SignatureValueMismatchError):
        streaming.parts(prepared, b"x" * 64, files=FILES)
    with pytest.raises(FilesChangedError):
        streaming.parts(prepared, value, files=FILES[:1])
    with pytest.raises(TimestampMissingError):
        streaming.parts(prepared, value, files=FILES, revocation=signing_pki().revocation(signer.certificate))


def test_ten_thousand_files_fit(tmp_path: Path) -> None:
    files = [DataFile(f"f{number}.txt", "text/plain", b"%d" % number) for number in range(10_000)]
    (tmp_path / "c.asice").write_bytes(sealed(files))
    judges.accepts("unzip", "-tq", "c.asice", folder=tmp_path)
    with zipfile.ZipFile(tmp_path / "c.asice") as archive:
        assert archive.read("f9999.txt") == b"9999"
        assert len(archive.namelist()) == 10_003


def test_thousand_signatures_fit() -> None:
    world, signer = signing_pki(), signing_pki().signer("P-256")

    def one(files: Sequence[DataFile], number: int) -> dict[str, bytes]:
        at = SIGNED_AT + timedelta(seconds=number)
        prepared = ades.prepare(
            format=ades.Format.ASICE, files=files, signer=signer.certificate, chain=world.chain, signed_at=at
        )
        made_parts = streaming.parts(prepared, ades.sign(prepared, key=signer.key), files=files)
        return {name.replace("signatures0", f"signatures{number}"): part for name, part in made_parts.items()}

    def many(files: Sequence[DataFile]) -> dict[str, bytes]:
        return {name: part for number in range(1000) for name, part in one(files, number).items()}

    out = io.BytesIO()
    streaming.seal(out, format=ades.Format.ASICE, files=FILES, written_at=SIGNED_AT, sign=many)
    report = judged(out.getvalue())
    assert len(report.signatures) == 1000
    assert {signature.rule.code for signature in report.signatures if signature.rule} == {"TIMESTAMP_MISSING"}


def test_more_entries_than_four_digits_of_a_zip_hold(tmp_path: Path) -> None:
    with (tmp_path / "c.zip").open("w+b") as out:
        container = streaming.ContainerStream(out, written_at=SIGNED_AT)
        for number in range(70_000):
            container.put(f"{number}", b"")
        container.close()
    judges.accepts("unzip", "-tq", "c.zip", folder=tmp_path)
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert len(archive.infolist()) == 70_001


class Zeros:
    """A file of zeros that costs neither memory nor disk."""

    def __init__(self, size_bytes: int) -> None:
        self._remaining = size_bytes

    def readinto(self, into: memoryview) -> int:
        count = min(len(into), self._remaining)
        self._remaining -= count
        return count

    def __enter__(self) -> Self:  # noqa: D105  as a file has it
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


class Sparse(io.FileIO):
    """A file in which long writes (all zeros here) leave holes."""

    def write(self, content: object) -> int:
        given = cast("bytes", content)
        if len(given) < 100_000:
            return super().write(given)
        self.seek(len(given), io.SEEK_CUR)
        return len(given)


def test_entries_and_places_beyond_four_gigabytes(tmp_path: Path) -> None:
    size = 2**32 + 5
    large = StoredFile("large.bin", "a/b", opener=lambda: cast("BinaryIO", Zeros(size)), size_bytes=size)
    with Sparse(tmp_path / "c.zip", "w+b") as out:
        container = streaming.ContainerStream(cast("BinaryIO", out), written_at=SIGNED_AT)
        container.add(large)
        container.add(DataFile("after.txt", "text/plain", b"behind four gigabytes"))
        container.close()
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert archive.getinfo("large.bin").file_size == size
        assert archive.getinfo("after.txt").header_offset > 2**32
        assert archive.read("after.txt") == b"behind four gigabytes"
    judges.accepts("unzip", "-tq", "c.zip", "after.txt", folder=tmp_path)


_MEASURE = """
import resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from esigner.ades.create import streaming
from esigner.ades.containers.files import DataFile, StoredFile
from esigner.ades.encoding.formats import Format

def seal(path, out):
    file = StoredFile.at(path, name="a.bin", media_type="a/b")
    with out.open("w+b", buffering=0) as opened:
        streaming.seal(opened, format=Format.ASICE, files=[file], written_at=datetime(2026, 1, 1, tzinfo=UTC),
                    sign=lambda files: {"META-INF/signatures0.xml": b"x"})

large, small, out = map(Path, sys.argv[1:])
seal(small, out)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seal(large, out)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(b"x")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(300 * 1024 * 1024)
    files = [tmp_path / name for name in ("large", "small", "out.asice")]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *map(str, files)], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) <= 32
    assert files[2].stat().st_size > 300 * 1024 * 1024


def test_time_before_the_epoch_of_zip_becomes_the_epoch() -> None:
    out = io.BytesIO()
    streaming.ContainerStream(out, written_at=datetime(1970, 1, 1, tzinfo=UTC)).close()
    with zipfile.ZipFile(out) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
