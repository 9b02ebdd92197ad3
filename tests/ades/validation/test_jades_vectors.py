"""JAdES by EU DSS: accepted at the level it was made at, refused with a bit flipped, and raised."""

import json
from base64 import b64decode
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner import ades
from esigner.ades import Level
from esigner.ades.encoding.base64_text import from_base64url
from esigner.ades.trust import loading
from esigner.ades.validation import Report, timestamp
from tests.world.augmented import augmented
from tests.world.jades import b64, b64url, written
from tests.world.signed import VALIDATED_AT
from tests.world.signing_pki import signing_pki

VECTORS = Path(__file__).parents[2] / "vectors" / "jades"
NOT_PROVEN = {"B": "TIMESTAMP_MISSING", "T": "REVOCATION_MISSING", "LT": None, "LTA": None}
"""What the Latvian policy says of a level that carries too little."""
LEVELS = {
    path.name: path.stem.rpartition("-")[2].upper()
    for path in sorted(VECTORS.glob("*.j*s*"))
    if path.stem not in ("http-b", "parallel-lta")
}
FLIPPED = sorted(name for name, level in LEVELS.items() if level in ("LT", "LTA"))
_settings = settings(max_examples=60, deadline=None, derandomize=True)
_places = st.floats(min_value=0, max_value=1, exclude_max=True)


def beside(name: str) -> Sequence[ades.DataFile]:
    files = [ades.DataFile(n, "text/plain", (VECTORS / n).read_bytes()) for n in ("text.txt", "data.csv")]
    kind = name.partition("-")[0]
    return files if kind in ("hash", "uri") else files[:1] if kind == "undescribed" else ()


@cache
def roots() -> ades.Trust:
    found = loading.load([VECTORS / "root.pem"]).known
    return ades.Trust.of([*found, signing_pki().root.certificate])


def judged(document: bytes, name: str) -> Report:
    return ades.validate(document, name=name, trust=roots(), at=VALIDATED_AT, detached=beside(name))


@pytest.mark.parametrize(("name", "level"), LEVELS.items())
def test_vector_has_the_level_it_was_made_at(name: str, level: str) -> None:
    report = judged((VECTORS / name).read_bytes(), name)
    assert [s.format for s in report.signatures] == [f"JAdES-B-{level}"]
    assert (report.rule.code if report.rule else None) == NOT_PROVEN[level], report.detail


def test_each_of_parallel_signatures_has_its_level() -> None:
    report = judged((VECTORS / "parallel-lta.json").read_bytes(), "parallel-lta.json")
    assert [s.format for s in report.signatures] == ["JAdES-B-T", "JAdES-B-LTA"]
    assert report.signatures[1].indication == "TOTAL-PASSED"


def test_countersignature_is_found() -> None:
    (signature,) = judged((VECTORS / "countersigned-t.json").read_bytes(), "countersigned-t.json").signatures
    (counter,) = signature.counter_signatures
    assert (counter.format, counter.scope) == ("JAdES-B-B", ("signature",))
    assert counter.rule is not None
    assert counter.rule.code == "TIMESTAMP_MISSING"


def test_data_named_by_http_headers_is_not_judged() -> None:
    report = judged((VECTORS / "http-b.json").read_bytes(), "http-b.json")
    assert report.rule is not None
    assert report.rule.code == "DATA_MECHANISM_UNSUPPORTED"
    assert report.detail == "http://uri.etsi.org/19182/HttpHeaders"


def _flipped(document: bytes, text: str, place: float, bit: int) -> bytes:
    at = document.index(text.encode()) + int(place * len(text))
    return document[:at] + bytes([document[at] ^ (1 << bit)]) + document[at + 1 :]


@pytest.mark.attack
@pytest.mark.parametrize("member", ["protected", "payload", "signature"])
@pytest.mark.parametrize("name", FLIPPED)
def test_flipped_bit_never_passes(name: str, member: str) -> None:
    document = (VECTORS / name).read_bytes()
    text = json.dumps(json.loads(document).get(member, ""))[1:-1]

    @_settings
    @given(_places, st.integers(0, 7))
    def check(place: float, bit: int) -> None:
        assert not judged(_flipped(document, text, place, bit), name).passed

    if text:
        check()


@pytest.mark.attack
@pytest.mark.parametrize("name", [name for name in FLIPPED if LEVELS[name] == "LTA"])
def test_flipped_bit_below_an_archive_timestamp_never_passes(name: str) -> None:
    document = (VECTORS / name).read_bytes()
    components = json.loads(document)["header"]["etsiU"]
    last = max(n for n, one in enumerate(components) if b'"arcTst"' in from_base64url(one))

    @_settings
    @given(st.sampled_from(components[:last]), _places, st.integers(0, 7))
    def check(text: str, place: float, bit: int) -> None:
        assert not judged(_flipped(document, text, place, bit), name).passed

    check()


@pytest.mark.attack
@pytest.mark.parametrize("name", ["flattened-lt.json", "undescribed-lt.json"])
def test_flipped_bit_in_what_the_time_stamping_unit_signed_never_passes(name: str) -> None:
    document = json.loads((VECTORS / name).read_bytes())
    token = b64decode(json.loads(from_base64url(document["header"]["etsiU"][0]))["sigTst"]["tstTokens"][0]["val"])
    (signer,) = timestamp.read(token).signed.signers
    # The rest of a token (its certificates, and CMS around it) is signed by nobody.
    signed = [timestamp.read(token).content, signer.attributes_in_der()[1:], signer.value]

    @_settings
    @given(st.sampled_from(signed), _places, st.integers(0, 7))
    def check(part: bytes, place: float, bit: int) -> None:
        at = token.index(part) + int(place * len(part))
        spoiled = token[:at] + bytes([token[at] ^ (1 << bit)]) + token[at + 1 :]
        component = {"sigTst": {"tstTokens": [{"val": b64(spoiled)}]}}
        document["header"]["etsiU"][0] = b64url(written(component))
        assert not judged(written(document), name).passed

    check()


def _is_kept(old: bytes, new: bytes) -> bool:
    before, after = json.loads(old), json.loads(new)
    held, now = before.pop("header", {}).get("etsiU", []), after.pop("header")["etsiU"]
    return before == after and now[: len(held)] == held and len(now) > len(held)


@pytest.mark.parametrize("name", [name for name in FLIPPED if not name.startswith("clear")])
def test_vector_is_raised_to_lta_and_renewed(name: str) -> None:
    documents = [(VECTORS / name).read_bytes()]
    for days in (1000, 100):
        at = VALIDATED_AT - timedelta(days=days)
        documents.append(augmented(documents[-1], Level.LTA, at=at, detached=beside(name)))
    for old, new in pairwise(documents):
        report = judged(new, name)
        assert report.passed, (report.rule, report.detail)
        assert [s.format for s in report.signatures] == ["JAdES-B-LTA"]
        assert _is_kept(old, new)


@pytest.mark.parametrize("name", ["flattened-b.json", "clear-lt.json"])
def test_vector_takes_what_it_lacks(name: str) -> None:
    document = (VECTORS / name).read_bytes()
    level = Level.T if name == "flattened-b.json" else Level.LT
    raised = augmented(document, level)
    assert _is_kept(document, raised) or raised == document
    assert [s.format for s in judged(raised, name).signatures] == [f"JAdES-B-{level}"]
