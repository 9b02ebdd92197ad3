"""Whatever is done to the bytes, there is a report; and what was signed never passes when changed."""

import json
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esigner import ades
from esigner.ades.rules import Indication
from tests.world.pdfs import pdf
from tests.world.signed import FILES, SIGNATURES, changed, entries, judged, signed, signed_pdf

pytestmark = pytest.mark.attack
_settings = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_places = st.floats(min_value=0, max_value=1, exclude_max=True)
_edits = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "double"]), _places, st.integers(1, 60)), min_size=1, max_size=4
)


@cache
def _container() -> bytes:
    return signed()


@cache
def _json() -> bytes:
    return signed(format=ades.Format.JADES, files=FILES[:1])


@cache
def _pdf() -> bytes:
    return signed_pdf()


def _damaged(data: bytes, edits: list[tuple[str, float, int]]) -> bytes:
    for kind, place, size in edits:
        at = int(place * len(data))
        if kind == "flip":
            data = data[:at] + bytes([data[at] ^ (1 << size % 8)]) + data[at + 1 :] if data else data
        elif kind == "cut":
            data = data[:at] + data[at + size :]
        else:
            data = data[:at] + data[at : at + size] * 2 + data[at + size :]
    return data


@_settings
@given(edits=_edits)
@pytest.mark.parametrize("source", [_container, _pdf])
def test_damaged_document_gives_a_report(source: Callable[[], bytes], edits: list[tuple[str, float, int]]) -> None:
    report = judged(_damaged(source(), edits))
    assert report.passed or report.rule is not None


@_settings
@given(edits=_edits)
def test_damaged_signature_file_gives_a_report(edits: list[tuple[str, float, int]]) -> None:
    damaged = _damaged(entries(_container())[SIGNATURES], edits)
    report = judged(changed(_container(), {SIGNATURES: damaged}))
    assert report.passed or report.rule is not None


@_settings
@given(edits=_edits)
def test_damaged_json_is_reported(edits: list[tuple[str, float, int]]) -> None:
    report = judged(_damaged(_json(), edits))
    assert report.indication in Indication


@_settings
@given(edits=_edits, member=st.sampled_from(["protected", "payload", "signature"]))
def test_damaged_member_of_a_json_signature_never_passes(edits: list[tuple[str, float, int]], member: str) -> None:
    document = json.loads(_json())
    damaged = _damaged(document[member].encode(), edits).decode("latin-1")
    report = judged(json.dumps(document | {member: damaged}).encode())
    assert report.passed == (damaged == document[member])


@_settings
@given(edits=_edits)
def test_damaged_file_never_passes(edits: list[tuple[str, float, int]]) -> None:
    content = _damaged(FILES[0].content, edits)
    assert judged(changed(_container(), {FILES[0].name: content})).passed == (content == FILES[0].content)


@_settings
@given(place=_places, bit=st.integers(0, 7))
def test_flipped_bit_of_the_signed_revision_never_passes(place: float, bit: int) -> None:
    document = _pdf()
    original = len(pdf(text="Sveiki"))
    at = int(place * original)
    flipped = document[:at] + bytes([document[at] ^ (1 << bit)]) + document[at + 1 :]
    assert not judged(flipped).passed
