"""CAdES and timestamps in a container (EN 319 162-1, 4.4): which manifest covers what, and what is told of it."""

import hashlib
from base64 import b64encode
from typing import Final

import pytest

from esigner.ades.containers import reading
from esigner.ades.containers.reading import Container
from esigner.ades.validation import asice_cades
from esigner.ades.validation.candidate import Candidate
from tests.world.odd_cms import CONTENT, right
from tests.world.signed import packed
from tests.world.signing_pki import signing_pki

NS: Final = 'xmlns:a="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
SHA256, SHA1 = "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"
ONE, TWO = b"Sveiki", b"Pasaule"
FILES: Final = {"mimetype": b"application/vnd.etsi.asic-e+zip", "a b.txt": ONE, "c.txt": TWO}
SIGNATURE, STAMP = "META-INF/signature1.p7s", "META-INF/timestamp2.tst"
MANIFEST, ARCHIVE = "META-INF/ASiCManifest1.xml", "META-INF/ASiCArchiveManifest.xml"


def listed(uri: str, content: bytes, *, method: str = SHA256) -> str:
    name = "sha1" if method == SHA1 else "sha256"
    value = b64encode(hashlib.new(name, content, usedforsecurity=False).digest()).decode()
    return (
        f'<a:DataObjectReference URI="{uri}"><ds:DigestMethod Algorithm="{method}"/>'
        f"<ds:DigestValue>{value}</ds:DigestValue></a:DataObjectReference>"
    )


def manifest(*rows: str, of: str = SIGNATURE) -> bytes:
    return f'<a:ASiCManifest {NS}><a:SigReference URI="{of}"/>{"".join(rows)}</a:ASiCManifest>'.encode()


def container(**more: bytes) -> Container:
    names = {"signature": SIGNATURE, "stamp": STAMP, "manifest": MANIFEST, "archive": ARCHIVE}
    return reading.read(packed(FILES | {names.get(name, name): content for name, content in more.items()}))


def told(candidate: Candidate, block: str = "MANIFEST") -> list[tuple[str, str]]:
    (check,) = [one for one in candidate.checks if one.block == block]
    return [(one.rule.code, one.detail) for one in check.findings]


WHOLE: Final = manifest(listed("a%20b.txt", ONE), listed("c.txt", TWO))


def test_signature_is_over_the_manifest_that_names_it() -> None:
    (found,) = asice_cades.find(container(signature=right(), manifest=WHOLE))
    assert (found.id, found.family, found.scope) == (SIGNATURE, "CAdES", ("a b.txt", "c.txt"))
    assert told(found) == []
    assert told(found, "SIGNATURE_VALUE") == [("DIGEST_WRONG", "")], "it was made over something else"
    assert found.stamps == []


def test_signature_of_no_manifest_is_over_the_one_file_and_else_over_nothing() -> None:
    one = {"mimetype": FILES["mimetype"], "a.txt": CONTENT, SIGNATURE: right()}
    (found,) = asice_cades.find(reading.read(packed(one)))
    assert (found.scope, told(found)) == (("a.txt",), [])
    assert told(found, "SIGNATURE_VALUE") == []
    for other in ({}, {"manifest": manifest(listed("c.txt", TWO), of="META-INF/signature9.p7s")}):
        (found,) = asice_cades.find(container(signature=right(), **other))
        assert (found.scope, told(found)) == ((), [("SIGNED_DATA_MISSING", SIGNATURE)])


def test_signatures_elsewhere_are_not_found_and_those_at_given_paths_left_out() -> None:
    held = container(signature=right(), manifest=WHOLE, **{"d.p7s": right(), "META-INF/x.tst": b"x"})
    assert asice_cades.signature_files(held) == [SIGNATURE]
    assert asice_cades.find(held, but=[SIGNATURE]) == []
    assert len(asice_cades.find(held, but=["d.p7s"])) == 1


@pytest.mark.attack
@pytest.mark.parametrize(
    ("rows", "findings", "scope"),
    [
        ([listed("c.txt", ONE)], [("DIGEST_WRONG", "c.txt")], ("c.txt",)),
        ([listed("x%20y", ONE)], [("SIGNED_DATA_MISSING", "x y")], ()),
        ([listed("c.txt", TWO, method="urn:x")], [("ALGORITHM_UNKNOWN", "urn:x")], ()),
        ([listed("c.txt", TWO, method=SHA1)], [("ALGORITHM_WEAK", "SHA1")], ("c.txt",)),
        (
            [listed("x", ONE), listed("c.txt", TWO, method="urn:x"), listed("a%20b.txt", TWO)],
            [("SIGNED_DATA_MISSING", "x"), ("ALGORITHM_UNKNOWN", "urn:x"), ("DIGEST_WRONG", "a b.txt")],
            ("a b.txt",),
        ),
    ],
)
def test_every_row_of_the_manifest_is_judged(
    rows: list[str], findings: list[tuple[str, str]], scope: tuple[str, ...]
) -> None:
    (found,) = asice_cades.find(container(signature=right(), manifest=manifest(*rows)))
    assert (told(found), found.scope) == (findings, scope)


def test_file_is_hashed_once_and_judged_in_every_manifest() -> None:
    wrong = manifest(listed("c.txt", ONE), of="META-INF/signature2.p7s")
    held = container(
        signature=right(), manifest=WHOLE,
        **{"META-INF/ASiCManifest2.xml": wrong, "META-INF/signature2.p7s": right()},
    )  # fmt: skip
    assert [told(one) for one in asice_cades.find(held)] == [[], [("DIGEST_WRONG", "c.txt")]]


@pytest.mark.parametrize("content", [b"<x", manifest(of="").replace(b"SigReference", b"x"), b"<a/>"])
def test_manifest_that_cannot_be_read_is_nobodys(content: bytes) -> None:
    (found,) = asice_cades.find(container(signature=right(), manifest=content))
    assert told(found) == [("SIGNED_DATA_MISSING", SIGNATURE)]


def archived(*rows: str, stamp: bytes | None = None) -> Container:
    """Return a container whose archive manifest lists these rows, with a timestamp over it unless one is given."""
    content = manifest(*rows, of=STAMP)
    stamp = signing_pki().token(content) if stamp is None else stamp
    return container(signature=SIGNED, manifest=WHOLE, archive=content, stamp=stamp)


SIGNED: Final = right()
ROW: Final = listed(SIGNATURE, SIGNED)


def test_archive_manifest_stamps_the_signature_it_lists() -> None:
    held = archived(ROW, listed("c.txt", TWO))
    (found,) = asice_cades.find(held)
    (stamp,) = found.stamps
    assert (stamp.token, stamp.data) == (held.files[STAMP], held.files[ARCHIVE])
    assert stamp.is_archive
    assert stamp.proves_signature
    assert signing_pki().tsu.certificate in found.certificates
    assert signing_pki().signer("RSA-2048").certificate in found.certificates


@pytest.mark.attack
def test_archive_manifest_that_is_wrong_or_not_about_it_proves_nothing() -> None:
    (found,) = asice_cades.find(archived(ROW, listed("c.txt", ONE)))
    (stamp,) = found.stamps
    assert (stamp.data, stamp.is_archive) == (None, True)
    for held in (
        archived(listed("c.txt", TWO)),
        container(signature=SIGNED, manifest=WHOLE, archive=manifest(ROW, of="META-INF/gone.tst")),
        container(signature=SIGNED, manifest=WHOLE, archive=manifest(ROW, of="META-INF/x.p7s"), stamp=b"x"),
        container(
            signature=SIGNED, manifest=WHOLE, stamp=b"x", **{"META-INF/ASiCManifest2.xml": manifest(ROW, of=STAMP)}
        ),
    ):
        (found,) = asice_cades.find(held)
        assert found.stamps == []


def test_unreadable_stamp_of_an_archive_manifest_is_judged_and_brings_nothing() -> None:
    (found,) = asice_cades.find(archived(ROW, stamp=b"x"))
    assert [one.token for one in found.stamps] == [b"x"]
    assert signing_pki().tsu.certificate not in found.certificates


def test_signed_content_is_the_manifest_or_the_one_file() -> None:
    held = container(signature=SIGNED, manifest=WHOLE)
    assert asice_cades.signed_content(held, SIGNATURE) == WHOLE
    assert asice_cades.signed_content(held, "META-INF/other.p7s") is None
    one = reading.read(packed({"mimetype": FILES["mimetype"], "a.txt": ONE, SIGNATURE: SIGNED}))
    assert asice_cades.signed_content(one, SIGNATURE) == ONE


def test_what_an_archive_manifest_covers_must_not_change() -> None:
    evidence = {"META-INF/ASiCEvidenceRecordManifest1.xml": manifest(listed("a%20b.txt", ONE), of="x")}
    held = container(archive=manifest(listed("c.txt", TWO), of=STAMP), manifest=WHOLE, **evidence)
    assert asice_cades.archived(held) == {"c.txt", "a b.txt"}
    assert asice_cades.archived(container(manifest=WHOLE, archive=b"<x")) == set()
    assert asice_cades.manifest_files(held) == [ARCHIVE, MANIFEST]


def test_later_stamps_of_an_asic_s_are_those_over_archive_manifests() -> None:
    first = "META-INF/timestamp.tst"
    over = manifest(listed(first, b"first"), of=STAMP)
    other = manifest(listed("c.txt", ONE), of="META-INF/timestamp3.tst")
    held = container(
        archive=over, stamp=b"second",
        **{first: b"first", "META-INF/ASiCArchiveManifest1.xml": other, "META-INF/timestamp3.tst": b"third"},
    )  # fmt: skip
    stamps, findings = asice_cades.archive_stamps(held)
    assert [(one.token, one.data, one.is_archive, one.proves_signature) for one in stamps] == [
        (b"second", over, True, False),
        (b"third", other, False, False),
    ]
    assert [(one.rule.code, one.detail) for one in findings] == [("DIGEST_WRONG", "c.txt")]


def test_stamp_over_no_manifest_and_manifest_without_its_stamp() -> None:
    held = container(
        archive=manifest(of="META-INF/gone.tst"),
        **{"META-INF/timestamp.tst": b"first", "META-INF/loose.tst": b"x", "z.tst": b"x"},
    )
    stamps, findings = asice_cades.archive_stamps(held)
    assert stamps == []
    assert [(one.rule.code, one.detail) for one in findings] == [("TIMESTAMP_IMPRINT", "META-INF/loose.tst")]
    assert asice_cades.archive_stamps(
        container(manifest=manifest(of="META-INF/x.p7s"), **{"META-INF/x.p7s": b"x"})
    ) == (
        [],
        [],
    )
