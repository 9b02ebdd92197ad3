"""The signing time as stranger software wrote it (RFC 5652, 11.3)."""

from datetime import UTC, datetime

import pytest

from esigner.asn1 import der
from tests.world.odd_cms import (
    judged,
    warned,
    with_attribute,
)

SIGNING_TIME = "1.2.840.113549.1.9.5"

UTC_TIME, GENERALIZED_TIME = 0x17, 0x18

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "text", "moment"),
    [
        (UTC_TIME, "261127140000+0200", NOON),
        (UTC_TIME, "2611271400+0200", NOON),
        (UTC_TIME, "261127063000-0530", NOON),
        (UTC_TIME, "2611271200Z", NOON),
        (UTC_TIME, "261127115960Z", NOON),
        (GENERALIZED_TIME, "20261127120000Z", NOON),
        (GENERALIZED_TIME, "20261127120000.50Z", NOON.replace(microsecond=500_000)),
        (GENERALIZED_TIME, "20261127120000,25Z", NOON.replace(microsecond=250_000)),
        (GENERALIZED_TIME, "2026112711.5+0000", NOON.replace(hour=11, minute=30)),
        (GENERALIZED_TIME, "202611271359.5+02", NOON.replace(hour=11, minute=59, second=30)),
        (GENERALIZED_TIME, "20261127140000+0200", NOON),
        (GENERALIZED_TIME, "20510101000000+0100", datetime(2050, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_time_in_another_form_is_understood(tag: int, text: str, moment: datetime) -> None:
    """RFC 5652, 11.3 allows one form of each year; what others write is no reason to doubt the signature."""
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert warned(document) == ["SIGNING_TIME_FORM"]
    assert judged(document).signatures[0].signed_at == moment


@pytest.mark.parametrize(
    ("tag", "text", "moment"),
    [
        (UTC_TIME, "261127120000Z", NOON),
        (UTC_TIME, "500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
        (UTC_TIME, "491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (GENERALIZED_TIME, "20500101000000Z", datetime(2050, 1, 1, tzinfo=UTC)),
        (GENERALIZED_TIME, "19491231235959Z", datetime(1949, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_time_in_its_form_needs_no_word(tag: int, text: str, moment: datetime) -> None:
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert warned(document) == []
    assert judged(document).signatures[0].signed_at == moment


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        *((UTC_TIME, text) for text in ("", "260230120000Z", "261127120000", "261127250000Z", "261127120061Z")),
        *((UTC_TIME, text) for text in ("26112712000\u0660Z", "261127120000+2400", "20261127120000Z", "9" * 999)),
        *((GENERALIZED_TIME, text) for text in ("20261127120000", "00000101000000Z", "99991231235960Z", "2026Z")),
        (GENERALIZED_TIME, "00010101000000+0100"),
        (0x0C, "ā"),
        (0x30, ""),
    ],
)
def test_time_that_says_no_moment_is_passed_over(tag: int, text: str) -> None:
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert warned(document) == ["SIGNING_TIME_FORM"]
    assert judged(document).signatures[0].signed_at is None
