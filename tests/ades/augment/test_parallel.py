"""A second signature, in our containers and in others', and what must not change by a byte."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from esigner import ades
from esigner.ades.augment import cms_places, parallel
from esigner.ades.augment.errors import AugmentationRefusedError, ContainerNotJoinableError
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import asics
from esigner.ades.create.errors import TimestampMissingError
from esigner.ades.encoding.errors import MetadataNotAllowedError
from esigner.ades.encoding.markup import NAMESPACES
from esigner.ades.rules import Indication, RefusedError
from esigner.ades.validation import Report
from esigner.asn1 import der, nodes
from esigner.cms import writing
from tests.world import judges, zip64
from tests.world.augmented import augmented
from tests.world.joined import CADES, SHAPES, TEXT, countersigned, joined, shaped
from tests.world.signed import VALIDATED_AT, entries, judged, packed, signed, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

INTEROP = Path(__file__).parents[3] / "interop" / "target"
CONTAINERS = ("xades.asice", "cades.asice", "xades.asics", "cades.asics")


def _zip64(name: str) -> bytes:
    """Return the container as a zip that needs zip64 in every place."""
    return zip64.long_ends(zip64.long_offsets(zip64.forced(entries(shaped(name)))), full=True)


def _spans(container: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(container)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*[info.header_offset for info in infos[1:]], archive.start_dir]
    return {info.filename: container[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


def _respelled(name: str) -> bytes:
    """Return a container as another system writes it: deflated, with a comment, its signature under another name."""
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
    container = signed()
    prepared = _prepared(container)
    files = entries(container)
    files["b+c.csv"] = b"9;9;9"
    with pytest.raises(FilesChangedError):
        parallel.add(packed(files), prepared, _value(prepared))


@pytest.mark.parametrize("name", SHAPES)
def test_two_signatures_pass_in_every_shape(name: str) -> None:
    detached = SHAPES[name].detached
    report = _report(joined(shaped(name), detached=detached), name)
    assert report.passed, (report.rule, report.detail)
    assert [one.format[-4:] for one in report.signatures] == ["B-LT", "B-LT"]
    assert {one.signed_by for one in report.signatures} == {"Jānis Paraugs P-256", "Jānis Paraugs P-384"}
    assert len({one.scope for one in report.signatures}) == 1


@pytest.mark.parametrize("name", SHAPES)
def test_archived_signature_still_passes_and_both_are_archived(name: str) -> None:
    detached = SHAPES[name].detached
    document = joined(augmented(shaped(name), ades.Level.LTA, detached=detached), detached=detached)
    assert [one.indication for one in _report(document, name).signatures] == [Indication.TOTAL_PASSED] * 2
    archived = _report(augmented(document, ades.Level.LTA, detached=detached), name)
    assert archived.passed, (archived.rule, archived.detail)
    assert [one.format[-5:] for one in archived.signatures] == ["B-LTA", "B-LTA"]


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.T])
@pytest.mark.parametrize("name", SHAPES)
def test_level_of_the_second_follows_from_what_is_given(name: str, level: ades.Level) -> None:
    detached = SHAPES[name].detached
    document = joined(shaped(name, level=ades.Level.B), level=level, detached=detached)
    first, second = (one.format for one in _report(document, name).signatures)
    assert (first[-3:], second[-3:]) == ("B-B", f"B-{level}")


@pytest.mark.parametrize("name", CADES)
def test_signature_of_another_digest_joins_a_cms(name: str) -> None:
    detached = SHAPES[name].detached
    document = joined(shaped(name), digest="SHA512", kind="RSA-2048", detached=detached)
    report = _report(document, name)
    assert report.passed, (report.rule, report.detail)


@pytest.mark.parametrize("name", ["cades.asics", "enveloping.p7m", "detached.p7s"])
def test_signer_infos_that_stand_keep_their_bytes(name: str) -> None:
    document, detached = shaped(name), SHAPES[name].detached
    grown = joined(document, digest="SHA512", detached=detached)
    old, new = (nodes.read_ber(_cms(one)).child(1, 0) for one in (document, grown))
    assert new.child(-1).content.startswith(old.child(-1).content)
    assert len(new.child(-1).children()) == len(old.child(-1).children()) + 1
    assert new.child(1).content.startswith(old.child(1).content)
    assert len(new.child(1).children()) == len(old.child(1).children()) + 1
    assert new.child(2).encoded == old.child(2).encoded


def test_asic_s_signature_file_only_grows_before_its_end() -> None:
    document = shaped("xades.asics")
    before, after = entries(document), entries(joined(document))
    assert {path for path in before if before[path] != after[path]} == {"META-INF/signatures.xml"}
    head, tail = before["META-INF/signatures.xml"].split(b"</asic:XAdESSignatures>")
    assert after["META-INF/signatures.xml"].startswith(head)
    assert after["META-INF/signatures.xml"].endswith(b"</asic:XAdESSignatures>" + tail)


def test_asic_e_with_cades_gets_the_next_manifest_and_signature() -> None:
    container = shaped("cades.asice")
    document = joined(joined(container), kind="RSA-2048")
    before, after = _spans(container), _spans(document)
    assert {path: after[path] for path in before} == before
    assert list(after)[len(before) :] == [
        "META-INF/ASiCManifest002.xml",
        "META-INF/signature002.p7s",
        "META-INF/ASiCManifest003.xml",
        "META-INF/signature003.p7s",
    ]
    assert _report(document, "cades.asice").passed
    assert b'MimeType="text/plain"' in entries(document)["META-INF/ASiCManifest003.xml"]


def test_asic_e_with_cades_whose_next_name_was_taken_meanwhile_is_refused() -> None:
    container = shaped("cades.asice")
    prepared = _prepared(container)
    with pytest.raises(FilesChangedError):
        parallel.add(joined(container, kind="RSA-2048"), prepared, _value(prepared))


@pytest.mark.parametrize("name", ["cades.asics", "xades.asics", "enveloping.p7m", "flattened.json"])
def test_signature_that_another_added_meanwhile_does_not_matter(name: str) -> None:
    document = shaped(name)
    prepared = _prepared(document)
    report = _report(parallel.add(joined(document, kind="RSA-2048"), prepared, _value(prepared)), name)
    assert len(report.signatures) == 3


@pytest.mark.parametrize("name", ["cades.asics", "xades.asics", "cades.asice", "enveloping.p7m", "general.json"])
def test_other_data_than_was_prepared_is_refused(name: str) -> None:
    prepared = _prepared(shaped(name))
    other = shaped(name, file=ades.DataFile(TEXT.name, TEXT.media_type, b"cits"))
    with pytest.raises(FilesChangedError):
        parallel.add(other, prepared, _value(prepared))


def test_revocation_without_a_timestamp_is_refused() -> None:
    prepared, world = _prepared(shaped("enveloping.p7m")), signing_pki()
    with pytest.raises(TimestampMissingError):
        parallel.add(
            shaped("enveloping.p7m"),
            prepared,
            _value(prepared),
            revocation=world.revocation(world.signer("P-384").certificate),
        )


def test_value_for_another_kind_of_document_is_refused() -> None:
    prepared = _prepared(shaped("enveloping.p7m"))
    with pytest.raises(FilesChangedError):
        parallel.add(shaped("cades.asics"), prepared, _value(prepared))


@pytest.mark.parametrize(
    "claims",
    [
        ades.Claims(roles=("\ud800",)),
        ades.Claims(roles=("\0",)),
        ades.Claims(place=ades.ProductionPlace(city="\1")),
    ],
)
@pytest.mark.parametrize("name", ["xades.asice", "cades.asice", "general.json"])
def test_claim_that_no_signature_holds_is_refused(name: str, claims: ades.Claims) -> None:
    holder, chain = signing_pki().signer("P-384").certificate, signing_pki().chain
    with pytest.raises(MetadataNotAllowedError):
        parallel.prepare(shaped(name), signer=holder, chain=chain, signed_at=SIGNED_AT, claims=claims)


def test_time_without_a_zone_is_refused() -> None:
    holder, chain = signing_pki().signer("P-384").certificate, signing_pki().chain
    with pytest.raises(ValueError, match="time zone"):
        parallel.prepare(shaped("cades.asice"), signer=holder, chain=chain, signed_at=SIGNED_AT.replace(tzinfo=None))


@pytest.mark.attack
def test_name_with_thousands_of_digits_is_no_number() -> None:
    files = entries(shaped("cades.asice"))
    document = packed(files | {f"META-INF/signature{'9' * 5000}.p7s": files["META-INF/signature001.p7s"]})
    assert "META-INF/signature002.p7s" in entries(joined(document))


def test_container_with_a_timestamp_alone_is_refused() -> None:
    container = asics.timestamped(TEXT, timestamp=signing_pki().token(TEXT.content))
    with pytest.raises(ContainerNotJoinableError):
        _prepared(container)


def test_container_of_both_kinds_is_refused() -> None:
    files = entries(shaped("cades.asice"))
    files["META-INF/signatures0.xml"] = b"<a/>"
    with pytest.raises(ContainerNotJoinableError):
        _prepared(packed(files))


@pytest.mark.parametrize("document", [b"<a/>", b'\xef\xbb\xbf<?xml version="1.0"?><a/>'])
def test_xades_outside_a_container_is_refused(document: bytes) -> None:
    with pytest.raises(AugmentationRefusedError):
        _prepared(document)


@pytest.mark.parametrize("document", [b"\x30\x03\x02\x01\x01", b"Sveiki", b""])
def test_what_is_no_signed_document_is_refused(document: bytes) -> None:
    with pytest.raises(RefusedError):
        _prepared(document)


def test_detached_cms_without_its_data_is_refused() -> None:
    with pytest.raises(AugmentationRefusedError):
        _prepared(shaped("detached.p7s"))


def test_cms_of_another_content_type_is_refused() -> None:
    with pytest.raises(AugmentationRefusedError):
        _prepared(signing_pki().token(b"a"))


@pytest.mark.parametrize("oid", ["1.2.840.113549.1.9.16.2.27", "1.2.840.113549.1.9.16.2.48"])
def test_archive_timestamp_that_is_over_everything_is_refused(oid: str) -> None:
    old = cms_places.grown(shaped("enveloping.p7m"), attributes={0: (writing.attribute(oid, der.NULL),)})
    with pytest.raises(AugmentationRefusedError):
        _prepared(old)


def test_asic_s_whose_root_is_a_signature_is_refused() -> None:
    files = entries(shaped("xades.asics"))
    content = files["META-INF/signatures.xml"]
    bare = content[content.index(b"<ds:Signature ") : content.rindex(b"</asic:XAdESSignatures>")]
    files["META-INF/signatures.xml"] = bare.replace(b"<ds:Signature ", f"<ds:Signature{NAMESPACES} ".encode(), 1)
    prepared = _prepared(packed(files))
    with pytest.raises(AugmentationRefusedError):
        parallel.add(packed(files), prepared, _value(prepared))


@pytest.mark.parametrize("name", CONTAINERS)
def test_zip64_container_takes_a_signature_and_is_archived(name: str) -> None:
    container = _zip64(name)
    document = augmented(joined(container), ades.Level.LTA)
    report = _report(document, name)
    assert report.passed, (report.rule, report.detail)
    before, after = _spans(container), _spans(document)
    kept = {path for path in before if not path.startswith("META-INF/")}
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}


def test_joined_signatures_can_be_countersigned() -> None:
    document = countersigned(joined(shaped("cades.asics")), of=1, kind="RSA-2048")
    report = _report(document, "cades.asics")
    assert [len(one.counter_signatures) for one in report.signatures] == [0, 1]
    assert report.signatures[1].counter_signatures[0].indication is Indication.TOTAL_PASSED


def test_openssl_verifies_both_signers(tmp_path: Path) -> None:
    file, root = tmp_path / "x.p7m", tmp_path / "root.pem"
    file.write_bytes(joined(shaped("enveloping.p7m"), digest="SHA512"))
    root.write_bytes(signing_pki().root.pem)
    options = ("-binary", "-inform", "DER", "-purpose", "any", "-out", tmp_path / "out")
    judges.accepts("openssl", "cms", "-verify", *options, "-in", file, "-CAfile", root)


def test_eu_dss_accepts_both_signatures(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    (tmp_path / TEXT.name).write_bytes(TEXT.content)
    words: list[str | Path] = []
    for name in CONTAINERS:
        words.append(tmp_path / f"lta-zip64-{name}")
        (tmp_path / f"lta-zip64-{name}").write_bytes(joined(augmented(_zip64(name), ades.Level.LTA)))
    for name, shape in SHAPES.items():
        archived = augmented(shaped(name), ades.Level.LTA, detached=shape.detached)
        for label, document in (("lt", shaped(name)), ("lta", archived)):
            path = tmp_path / f"{label}-{name}"
            path.write_bytes(joined(document, digest="SHA512", detached=shape.detached))
            words += [path, "--detached", tmp_path / TEXT.name] if shape.detached else [path]
    classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", classes, "interop.DssJudge", root, *words)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == 2 * len(SHAPES) + len(CONTAINERS), done.stderr
    assert all(line.count("TOTAL_PASSED") == 2 for line in lines), lines
    assert all(line.count("BASELINE-LTA") == 1 for line in lines if "/lta-" in line), lines


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


def _prepared(document: bytes, *, kind: str = "P-384") -> ades.Prepared:
    world = signing_pki()
    return parallel.prepare(document, signer=world.signer(kind).certificate, chain=world.chain, signed_at=SIGNED_AT)


def _value(prepared: ades.Prepared, *, kind: str = "P-384") -> bytes:
    return bytes(ades.sign(prepared, key=signing_pki().signer(kind).key))


def _report(document: bytes, name: str) -> Report:
    return ades.validate(document, name=name, trust=trust(), at=VALIDATED_AT, detached=SHAPES[name].detached)


def _cms(document: bytes) -> bytes:
    return entries(document)["META-INF/signature.p7s"] if document[:2] == b"PK" else document
