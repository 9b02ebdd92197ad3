"""Moments in every form of ASN.1: the value is right, or there is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.asn1 import tags, times
from esigner.asn1.errors import MalformedAsn1Error

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        (tags.UTC_TIME, "260115120000Z", NOON),
        (tags.UTC_TIME, "2601151200Z", NOON),
        (tags.UTC_TIME, "260115140000+0200", NOON),
        (tags.UTC_TIME, "500115120000Z", NOON.replace(year=1950)),
        (tags.GENERALIZED_TIME, "2026011512Z", NOON),
        (tags.GENERALIZED_TIME, "2026011511.5Z", NOON.replace(hour=11, minute=30)),
        (tags.GENERALIZED_TIME, "20260115070000,0-05", NOON),
        (tags.GENERALIZED_TIME, "20260115120000", None),
        (tags.GENERALIZED_TIME, "20260115126000Z", None),
        (tags.GENERALIZED_TIME, "20260230120000Z", None),
        (tags.UTF8_STRING, "20260115120000Z", None),
    ],
)
def test_every_form_has_its_moment(tag: int, text: str, expected: datetime | None) -> None:
    assert times.in_any_form(tag, text.encode()) == expected


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_what_der_allows_has_the_same_moment_in_any_form(content: bytes) -> None:
    try:
        moment = times.from_der(content)
    except MalformedAsn1Error:
        return
    assert times.in_any_form(tags.GENERALIZED_TIME, content) == moment


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)))  # noqa: DTZ001  made aware below
def test_moments_are_read_back(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC, microsecond=naive.microsecond // 1000 * 1000)
    content = f"{moment:%Y%m%d%H%M%S}.{moment.microsecond // 1000:03}Z".rjust(19, "0").encode()
    assert times.from_der(content) == times.in_any_form(tags.GENERALIZED_TIME, content) == moment
