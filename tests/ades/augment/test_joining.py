"""A second signature, in our containers and in others', and what must not change by a byte."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from esigner import ades
from esigner.ades.augment import joining
from esigner.ades.augment.errors import ContainerNotJoinableError
from esigner.ades.errors import FilesChangedError
from tests.world.augmented import augmented
from tests.world.cades import cades_container
from tests.world.signed import entries, judged, packed, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki


def joined(container: bytes, *, kind: str = "P-384") -> bytes:
    """Give the container with a signature of level LT by another signer."""
    world = signing_pki()
    holder = world.signer(kind)
    prepared = ades.prepare(
        format=joining.format_of(container),
        files=joining.data_files(container),
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = world.token(ades.timestamp_input(prepared, value))
    return joining.add(container, prepared, value, timestamp=stamp, revocation=world.revocation(holder.certificate))


def _spans(container: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(container)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*[info.header_offset for info in infos[1:]], archive.start_dir]
    return {info.filename: container[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


def _respelled(name: str) -> bytes:
    """Give a container as another system writes it: deflated, with a comment, its signature under another name."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path, content in entries(signed()).items():
            method = ZIP_DEFLATED if path != "mimetype" else 0
            archive.writestr(name if path == "META-INF/signatures0.xml" else path, content, compress_type=method)
        archive.comment = b"made elsewhere"
    return out.getvalue()


@pytest.mark.parametrize("form", [ades.Format.ASICE, ades.Format.EDOC])
def test_two_signatures_pass(form: ades.Format) -> None:
    document = joined(signed(format=form))
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert [s.format for s in report.signatures] == ["XAdES-B-LT", "XAdES-B-LT"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("META-INF/signatures0.xml", "META-INF/signatures1.xml"),
        ("META-INF/signatures001.xml", "META-INF/signatures002.xml"),
        ("META-INF/signatures9.xml", "META-INF/signatures10.xml"),
        ("META-INF/edoc-signatures-S1.xml", "META-INF/edoc-signatures-S2.xml"),
        ("META-INF/signatures.xml", "META-INF/signatures0.xml"),
        ("META-INF/Signatures3.XML", "META-INF/Signatures4.XML"),
    ],
)
def test_foreign_container_keeps_every_byte_and_gets_the_next_name(name: str, expected: str) -> None:
    container = _respelled(name)
    document = joined(container)
    before, after = _spans(container), _spans(document)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before) == {expected}
    assert ZipFile(BytesIO(document)).comment == b"made elsewhere"
    assert judged(document).passed


def test_signature_is_added_after_the_first_was_archived() -> None:
    archived = augmented(signed(), ades.Level.LTA)
    report = judged(joined(archived))
    assert report.passed
    assert [s.format for s in report.signatures] == ["XAdES-B-LTA", "XAdES-B-LT"]


def test_both_signatures_are_archived() -> None:
    document = augmented(joined(signed()), ades.Level.LTA)
    report = judged(document)
    assert report.passed
    assert [s.format for s in report.signatures] == ["XAdES-B-LTA", "XAdES-B-LTA"]


def test_container_of_other_files_is_refused() -> None:
    world = signing_pki()
    holder = world.signer("P-384")
    container = signed()
    prepared = ades.prepare(
        format=joining.format_of(container),
        files=joining.data_files(container),
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
    )
    files = entries(container)
    files["b+c.csv"] = b"9;9;9"
    with pytest.raises(FilesChangedError):
        joining.add(packed(files), prepared, bytes(ades.sign(prepared, key=holder.key)))


def test_container_for_one_signature_file_is_refused() -> None:
    with pytest.raises(ContainerNotJoinableError):
        joining.format_of(cades_container())


def test_container_with_cades_is_refused() -> None:
    files = entries(cades_container())
    files["mimetype"] = b"application/vnd.etsi.asic-e+zip"
    with pytest.raises(ContainerNotJoinableError):
        joining.format_of(packed(files))


def test_pdf_takes_a_second_signature() -> None:
    from tests.world.signed import signed_pdf

    first = signed_pdf()
    file = ades.DataFile("dokuments.pdf", "application/pdf", first)
    second = signed(format=ades.Format.PDF, files=(file,), kind="P-384")
    assert second.startswith(first)
    report = judged(second)
    assert report.passed, (report.rule, report.detail)
    assert len(report.signatures) == 2


def test_number_of_many_digits_is_followed_by_the_next() -> None:
    document = joined(_respelled(f"META-INF/signatures{'9' * 5000}.xml"))
    assert judged(document).passed
