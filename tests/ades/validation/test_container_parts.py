"""The requirements on an ASiC (EN 319 162-1), one by one: what it holds, what its signatures cover, its manifest."""

from collections.abc import Mapping
from typing import Final

import pytest

from esigner.ades.containers import reading
from esigner.ades.containers.reading import Container
from esigner.ades.rules import Finding, signature_rules
from esigner.ades.validation import container
from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.policies import Policy, named
from tests.world.signed import changed, packed, signed
from tests.world.signing_pki import signing_pki

ASIC_E, ASIC_S = b"application/vnd.etsi.asic-e+zip", b"application/vnd.etsi.asic-s+zip"
LV, EE, ETSI = (named(name) for name in ("lv", "ee", "etsi"))
STAMP, CADES, XADES = "META-INF/timestamp.tst", "META-INF/signature.p7s", "META-INF/signatures.xml"
NS: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ONE: Final = {"a.txt": b"Sveiki"}


def made(files: Mapping[str, bytes], *, mimetype: bytes | None = ASIC_E) -> Container:
    first = {} if mimetype is None else {"mimetype": mimetype}
    return reading.read(packed({**first, **files}))


def told(findings: object) -> list[tuple[str, str]]:
    assert isinstance(findings, list | tuple)
    return [(one.rule.code, one.detail) for one in findings]


def covering(*scope: str, broken: bool = False, name: str = "s") -> Candidate:
    candidate = Candidate(id=name, family="XAdES", scope=scope)
    candidate.check("FORMAT")
    if broken:
        candidate.broken("REFERENCES", signature_rules.DIGEST_WRONG)
    return candidate


@pytest.mark.parametrize(
    ("files", "mimetype", "only"),
    [
        ({**ONE, STAMP: b"x"}, ASIC_S, True),
        ({**ONE, STAMP: b"x"}, None, True),
        ({**ONE, "b": b"", STAMP: b"x"}, None, False),
        ({**ONE, "b": b"", STAMP: b"x"}, ASIC_S, True),
        ({**ONE, STAMP: b"x"}, b"other", True),
        ({**ONE, STAMP: b"x"}, ASIC_E, False),
        (ONE, ASIC_S, False),
        ({**ONE, "META-INF/other.tst": b"x"}, ASIC_S, False),
        ({**ONE, STAMP: b"x", CADES: b"x"}, ASIC_S, False),
        ({**ONE, STAMP: b"x", XADES: b"x"}, ASIC_S, False),
    ],
)
def test_container_is_timestamped_alone(files: Mapping[str, bytes], mimetype: bytes | None, *, only: bool) -> None:
    assert container.is_timestamped_only(made(files, mimetype=mimetype)) is only


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("signatures.xml", True),
        ("SIGNATURES0.XML", True),
        ("my-signatures-1.xml", True),
        ("x/signatures.xml", True),
        ("signatures/x.xml", False),
        ("signature.xml", False),
        ("signatures.txt", False),
        ("signatures.xml.bak", False),
    ],
)
def test_signature_file_is_known_by_its_name(name: str, *, is_one: bool) -> None:
    path = f"META-INF/{name}"
    assert container.signature_files(made({**ONE, path: b"x"})) == [path] * is_one


def test_signatures_in_folders_are_read_in_others_formats_alone() -> None:
    files = {**ONE, "META-INF/x/signatures.xml": b"x", "META-INF/y/a.p7s": b"x", CADES: b"x", XADES: b"x"}
    assert container._misplaced(made(files)) == {"META-INF/x/signatures.xml", "META-INF/y/a.p7s"}
    assert container._misplaced(made(files, mimetype=None)) != frozenset()
    assert container._misplaced(made(files, mimetype=b"adoc")) == frozenset()
    found = container.find(made(files), ETSI)
    refused = [one for one in found.candidates if told(one.checks[0].findings)[0][0] == "SIGNATURE_MISPLACED"]
    assert [(one.id, one.family, one.checks[0].block) for one in refused] == [
        ("META-INF/x/signatures.xml", "XAdES", "FORMAT"),
        ("META-INF/y/a.p7s", "CAdES", "FORMAT"),
    ]
    assert len(found.candidates) == 4


@pytest.mark.parametrize(
    ("files", "policy", "found"),
    [
        ({**ONE, XADES: b"x"}, EE, []),
        ({XADES: b"x"}, EE, [("ASIC_S_FILES", "0")]),
        ({**ONE, "b": b"", XADES: b"x"}, EE, [("ASIC_S_FILES", "2")]),
        ({**ONE, XADES: b"x", STAMP: b"x"}, EE, [("ASIC_S_PROOFS", f"{XADES}, {STAMP}")]),
        ({**ONE, CADES: b"x"}, EE, [("PROFILE_NOT_ACCEPTED", "")]),
        ({**ONE, CADES: b"x"}, LV, []),
        ({**ONE, CADES: b"x", "META-INF/2.p7s": b"x"}, LV, [("ASIC_S_PROOFS", f"{CADES}, META-INF/2.p7s")]),
    ],
)
def test_asic_s_has_one_file_and_one_kind_of_proof(
    files: Mapping[str, bytes], policy: Policy, found: list[tuple[str, str]]
) -> None:
    assert told(container._simple_findings(made(files, mimetype=ASIC_S), policy)) == found


@pytest.mark.parametrize(
    ("mimetype", "policy", "found"),
    [
        (ASIC_E, LV, []),
        (ASIC_S, LV, []),
        (None, LV, ["MIMETYPE_MISSING"]),
        (None, ETSI, ["MIMETYPE_MISSING"]),
        (b"adoc", LV, ["MIMETYPE_UNEXPECTED"]),
        (b"adoc", ETSI, []),
    ],
)
def test_media_type_is_asics_unless_the_policy_takes_others(
    mimetype: bytes | None, policy: Policy, found: list[str]
) -> None:
    findings = container._mimetype_findings(made({**ONE, XADES: b"x"}, mimetype=mimetype), policy)
    assert [one.rule.code for one in findings] == found


def test_unexpected_media_type_is_told_in_few_words() -> None:
    held = made({**ONE, XADES: b"x"}, mimetype=b"z" * 90)
    assert told(container._mimetype_findings(held, LV)) == [("MIMETYPE_UNEXPECTED", "z" * 80)]


@pytest.mark.attack
def test_every_file_is_covered_by_every_signature_that_is_right() -> None:
    held = made({"a": b"", "b": b"", XADES: b"x"})
    whole, one, none, broken = covering("a", "b"), covering("a", name="t"), covering(name="u"), covering(broken=True)
    assert told(container._coverage(held, [whole])) == []
    assert told(container._coverage(held, [one, whole, broken, none])) == [
        ("FILE_NOT_SIGNED", "t: b"),
        ("FILE_NOT_SIGNED", "u: a, b"),
    ]
    assert told(container._coverage(made({XADES: b"x"}), [whole])) == [("NOTHING_SIGNED", "no file")]


@pytest.mark.parametrize(
    ("mimetype", "policy", "findings", "warnings"),
    [
        (b"adoc", ETSI, [], ["FILE_NOT_SIGNED"]),
        (b"adoc", LV, ["MIMETYPE_UNEXPECTED", "FILE_NOT_SIGNED"], []),
        (ASIC_E, ETSI, ["FILE_NOT_SIGNED"], []),
    ],
)
def test_uncovered_file_is_a_warning_in_containers_of_others_where_they_are_accepted(
    mimetype: bytes, policy: Policy, findings: list[str], warnings: list[str]
) -> None:
    held = reading.read(changed(signed(), {"b": b"", "mimetype": mimetype}))
    found = container.find(held, policy)
    (candidate,) = found.candidates
    assert [one.rule.code for one in found.findings if one.rule.code != "MANIFEST_MISMATCH"] == findings
    assert [one.rule.code for one in candidate.warnings] == warnings


@pytest.mark.parametrize(("count", "shown"), [(1, "0"), (10, "0, 1, 2, 3, 4, 5, 6, 7, 8, 9")])
def test_few_names_are_all_told(count: int, shown: str) -> None:
    assert container._told([str(number) for number in range(count)]) == shown


def test_of_many_names_ten_are_told_and_the_rest_counted() -> None:
    assert container._told([str(number) for number in range(13)]).endswith("8, 9 (+3)")


def entry(path: str, media_type: str | None = "text/plain") -> str:
    said = "" if media_type is None else f' m:media-type="{media_type}"'
    return f'<m:file-entry m:full-path="{path}"{said}/>'


ROOT: Final = entry("/", ASIC_E.decode())


def manifest(*entries: str) -> bytes:
    return f'<m:manifest xmlns:m="{NS}">{"".join(entries)}</m:manifest>'.encode()


def judged(content: bytes | None, *candidates: Candidate, files: Mapping[str, bytes] = ONE) -> list[tuple[str, str]]:
    held = {**files} if content is None else {**files, "META-INF/manifest.xml": content}
    return told(container._manifest_findings(made(held), list(candidates)))


def test_manifest_lists_what_is_there() -> None:
    assert judged(manifest(ROOT, entry("a.txt"))) == []
    assert judged(manifest(entry("a.txt"))) == []
    extra = entry("META-INF/x"), entry("meta-inf/y"), entry("mimetype"), entry("folder/")
    assert judged(manifest(ROOT, entry("a.txt"), *extra)) == []
    assert judged(manifest(ROOT, entry("a.txt", None))) == []


@pytest.mark.attack
@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (None, "no manifest"),
        (b"<x", "XML_MALFORMED"),
        (manifest(ROOT, entry("a.txt"), entry("a.txt")), "MANIFEST_MISMATCH"),
        (manifest(entry("/", "x/y"), entry("a.txt")), "media type of the container"),
        (manifest(ROOT, entry("/", "x/y"), entry("a.txt")), "media type of the container"),
        (manifest(entry("/", None), entry("a.txt")), "media type of the container"),
        (manifest(ROOT), "a.txt"),
        (manifest(ROOT, entry("a.txt"), entry("b.txt")), "b.txt"),
        (manifest(ROOT, entry("c"), entry("b")), "a.txt, b, c"),
    ],
)
def test_manifest_that_says_otherwise_is_a_mismatch(content: bytes | None, detail: str) -> None:
    assert judged(content) == [("MANIFEST_MISMATCH", detail)]


def test_media_types_of_the_manifest_are_the_signed_ones() -> None:
    right, wrong, silent = covering("a.txt"), covering("a.txt"), covering("a.txt")
    right.media_types, wrong.media_types = {"a.txt": "text/plain", "gone": "x/y"}, {"a.txt": "x/y"}
    content = manifest(ROOT, entry("a.txt"))
    assert judged(content, right, silent) == []
    assert judged(content, right, wrong) == [("MEDIA_TYPE_MISMATCH", "a.txt: text/plain / x/y")]


def test_manifest_matters_with_xades_outside_of_asic_s_alone() -> None:
    mismatch = ("MANIFEST_MISMATCH", "no manifest")
    for files, mimetype, matters in (
        ({**ONE, XADES: b"<x"}, ASIC_E, True),
        ({**ONE, XADES: b"<x"}, ASIC_S, False),
        ({**ONE, CADES: b"x"}, ASIC_E, False),
    ):
        assert (mismatch in told(container.find(made(files, mimetype=mimetype), LV).findings)) is matters


def test_signature_file_that_cannot_be_read_is_a_signature_that_is_wrong() -> None:
    (found,) = container.find(made({**ONE, XADES: b"<x"}), LV).candidates
    assert (found.id, found.family) == (XADES, "XAdES")
    assert [check.findings[0].rule.code for check in found.checks] == ["XML_MALFORMED"]


def test_stamp_of_a_timestamped_container_is_over_its_one_file() -> None:
    token = signing_pki().token(b"Sveiki")
    found = container.timestamped(made({**ONE, STAMP: token}, mimetype=ASIC_S))
    (stamp,) = found.stamps
    assert (found.id, found.family, found.scope) == ("timestamp.tst", "Timestamp", ("a.txt",))
    assert (stamp.token, stamp.is_archive, stamp.proves_signature) == (token, False, True)
    assert stamp.digest("SHA256") is not None
    assert found.certificates == (signing_pki().tsu.certificate,)
    assert [(check.block, check.passed) for check in found.checks] == [("FORMAT", True), ("REFERENCES", True)]


def test_timestamped_container_without_its_one_file_has_nothing_signed() -> None:
    found = container.timestamped(made({**ONE, "b": b"", STAMP: b"x"}, mimetype=ASIC_S))
    assert [(check.block, told(check.findings)) for check in found.checks] == [
        ("FORMAT", [("NOTHING_SIGNED", "2 files")])
    ]
    assert found.stamps == []
    loose = container.timestamped(made({**ONE, STAMP: b"x", "META-INF/loose.tst": b"x"}, mimetype=ASIC_S))
    assert told(loose.checks[-1].findings) == [("TIMESTAMP_IMPRINT", "META-INF/loose.tst")]
    assert isinstance(loose.checks[-1].findings[0], Finding)
