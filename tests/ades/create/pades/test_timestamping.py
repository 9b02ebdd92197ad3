"""Document timestamps: what does not fit is refused."""

import pytest

from esigner.ades.create.errors import SignatureTooLongError
from esigner.ades.create.pades import timestamping
from tests.world.pdfs import pdf


def test_token_larger_than_the_place_kept_for_it_is_refused() -> None:
    with pytest.raises(SignatureTooLongError) as refusal:
        timestamping.with_timestamp(pdf(), b"\x30" * 1_000_000)
    assert refusal.value.data["needed_bytes"] == 1_000_000
