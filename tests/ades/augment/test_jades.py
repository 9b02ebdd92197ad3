"""JAdES raised to every level, ours and others', with not one character changed that stands there."""

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner import ades
from esigner.ades import Format, Level, Packaging, Serialization, Shape, augment
from esigner.ades.augment.errors import AugmentationRefusedError, SignatureBrokenError
from esigner.ades.create.errors import LevelNotHeldError
from esigner.ades.validation import Report
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.jades import b64url, flattened, header, written
from tests.world.signatures import FILES, signed
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import signing_pki

LATER = ARCHIVED_AT + timedelta(days=900)
INTEROP = Path(__file__).parents[3] / "interop" / "target"
SHAPES = {
    "flattened": Shape(serialization=Serialization.FLATTENED),
    "general": Shape(serialization=Serialization.GENERAL),
    "detached": Shape(packaging=Packaging.DETACHED, serialization=Serialization.GENERAL),
}


def made(name: str, level: Level) -> tuple[bytes, tuple[ades.DataFile, ...]]:
    """Return a signature of that shape, and what it needs beside it."""
    is_detached = SHAPES[name].packaging is Packaging.DETACHED
    files = FILES if is_detached else FILES[:1]
    document = signed(form=Format.JADES, level=level, files=files, shape=SHAPES[name])
    return document, tuple(files) if is_detached else ()


def judged(document: bytes, *files: ades.DataFile) -> Report:
    return ades.validate(document, name="x.json", trust=trust(), at=VALIDATED_AT, detached=files)


def is_kept(old: bytes, new: bytes) -> bool:
    """Whether the new document is the old one with something put in at one place."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return new.startswith(old[:head]) and new.endswith(old[head:])


@pytest.mark.parametrize("start", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize("name", SHAPES)
def test_every_level_is_raised_to_lta_and_renewed(name: str, start: Level) -> None:
    document, files = made(name, start)
    archived = augmented(document, Level.LTA, detached=files)
    renewed = augmented(archived, Level.LTA, at=LATER, detached=files)
    for one in (archived, renewed):
        report = judged(one, *files)
        assert report.passed, (report.rule, report.detail)
        assert [s.format for s in report.signatures] == ["JAdES-B-LTA"]
    assert len(renewed) > len(archived)


@pytest.mark.parametrize("level", [Level.T, Level.LT])
def test_lower_levels_are_reached_and_then_nothing_is_left_to_do(level: Level) -> None:
    document = augmented(made("general", Level.B)[0], level)
    assert judged(document).signatures[0].format == f"JAdES-B-{level}"
    assert augment.stages(document, level=level) == ()


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("clear", [True, False])
def test_each_stage_only_puts_something_in(clear: bool, indent: int | None) -> None:  # noqa: FBT001
    foreign = flattened(header(), clear=clear)
    foreign["note"] = {"ā": "\\u0101 / ok"}
    foreign["header"] = {"kid": "x", "etsiU": foreign["header"]["etsiU"][:1], "z": [1.50]}
    document = json.dumps(foreign, indent=indent).encode()
    raised = augmented(document, Level.LT)
    assert is_kept(document, raised)
    assert judged(raised).signatures[0].format == "JAdES-B-LT"
    kinds = {type(one) for one in json.loads(raised)["header"]["etsiU"]}
    assert kinds == {dict if clear else str}


def _shuffled(value: object, order: Random) -> object:
    """Return the same JSON with members in another order, and a strange one."""
    if not isinstance(value, dict):
        return value
    members = [*value.items(), (f"x{order.random()}", [{}, 'ā\\"'])]
    order.shuffle(members)
    return {name: _shuffled(one, order) for name, one in members}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from([None, 0, 1, "\t"]), st.booleans(), st.sampled_from(["", " \n"]))
def test_timestamp_goes_into_json_of_any_look(seed: int, indent: int | str | None, general: bool, end: str) -> None:  # noqa: FBT001
    order, foreign = Random(seed), flattened(header())  # noqa: S311  nothing secret
    if order.random() < 0.5:
        foreign["header"] = {}
    elif order.random() < 0.5:
        del foreign["header"]
    else:
        foreign["header"] = {"etsiU": []}
    whole = {"payload": foreign.pop("payload"), "signatures": [foreign]} if general else foreign
    shuffled = _shuffled(whole, order)
    document = (json.dumps(shuffled, indent=indent, ensure_ascii=order.random() < 0.5) + end).encode()
    raised = augmented(document, Level.T)
    assert is_kept(document, raised)
    assert [s.format for s in judged(raised).signatures] == ["JAdES-B-T"]


def test_protected_payload_signature_and_old_components_stay_to_the_letter() -> None:
    document = json.loads(augmented(made("flattened", Level.T)[0], Level.LT))
    archived = json.loads(augmented(json.dumps(document).encode(), Level.LTA))
    renewed = json.loads(augmented(json.dumps(archived).encode(), Level.LTA, at=LATER))
    for old, new in ((document, archived), (archived, renewed)):
        assert {k: v for k, v in new.items() if k != "header"} == {k: v for k, v in old.items() if k != "header"}
        count = len(old["header"]["etsiU"])
        assert new["header"]["etsiU"][:count] == old["header"]["etsiU"]
        assert len(new["header"]["etsiU"]) > count


@pytest.mark.parametrize("unprotected", [{}, {"kid": "x"}, {"etsiU": []}])
def test_place_is_made_where_there_is_none(unprotected: dict[str, object]) -> None:
    foreign = flattened(header())
    foreign["header"] = unprotected
    for document in (written(foreign), written({k: v for k, v in foreign.items() if k != "header"})):
        raised = augmented(document, Level.LT)
        assert is_kept(document, augmented(document, Level.T))
        assert judged(raised).passed


def test_all_signatures_of_one_document_are_archived() -> None:
    first = flattened(header())
    payload = first.pop("payload")
    second = {k: v for k, v in first.items() if k != "header"}
    document = written({"payload": payload, "signatures": [first, second]})
    report = judged(augmented(document, Level.LTA))
    assert report.passed, (report.rule, report.detail)
    assert [s.format for s in report.signatures] == ["JAdES-B-LTA", "JAdES-B-LTA"]


def test_clear_components_cannot_be_archived() -> None:
    with pytest.raises(AugmentationRefusedError):
        augmented(written(flattened(header(), clear=True)), Level.LTA)


def test_archiving_needs_the_detached_files() -> None:
    document, files = made("detached", Level.LT)
    with pytest.raises(AugmentationRefusedError):
        augmented(document, Level.LTA)
    with pytest.raises(SignatureBrokenError):
        augmented(document, Level.LTA, detached=(ades.DataFile(files[0].name, "", b"x"), files[1]))


@pytest.mark.parametrize("level", [Level.T, Level.LTA])
def test_compact_signature_is_refused(level: Level) -> None:
    document = signed(form=Format.JADES, level=Level.B, shape=Shape(serialization=Serialization.COMPACT))
    with pytest.raises(LevelNotHeldError):
        augment.stages(document, level=level)


@pytest.mark.attack
def test_broken_signature_is_not_built_upon() -> None:
    document = flattened(header()) | {"payload": b64url(b"cits")}
    with pytest.raises(SignatureBrokenError):
        augment.stages(written(document), level=Level.LTA)


def test_material_beside_own_values_goes_into_timestamp_validation_data() -> None:
    document = json.loads(augmented(made("flattened", Level.LT)[0], Level.LTA))
    archived = augmented(json.dumps(document).encode(), Level.LTA, at=LATER, pki=signing_pki())
    names = [next(iter(json.loads(_decoded(one)))) for one in json.loads(archived)["header"]["etsiU"]]
    assert names.count("arcTst") == 2
    assert names.count("xVals") == names.count("rVals") == 1
    assert set(names) == {"sigTst", "xVals", "rVals", "tstVD", "arcTst"}


def _decoded(text: str) -> bytes:
    from esigner.ades.encoding.base64_text import from_base64url

    return from_base64url(text)


def test_eu_dss_names_lta(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    words: list[str | Path] = []
    for name in SHAPES:
        document, files = made(name, Level.B)
        archived = augmented(document, Level.LTA, detached=files)
        renewed = augmented(archived, Level.LTA, at=LATER, detached=files)
        for label, one in (("lta", archived), ("renewed", renewed)):
            path = tmp_path / f"{label}-{name}.json"
            path.write_bytes(one)
            words.append(path)
            for file in files:
                beside = tmp_path / file.name
                beside.parent.mkdir(exist_ok=True)
                beside.write_bytes(file.content)
                words += ["--detached", beside]
    path_of_classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", path_of_classes, "interop.DssJudge", root, *words)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == 2 * len(SHAPES), done.stderr
    assert all("TOTAL_PASSED" in line and "BASELINE-LTA" in line for line in lines), lines
