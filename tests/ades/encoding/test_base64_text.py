"""Base64 in one spelling only."""

from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esigner.ades.encoding.base64_text import Base64Error, from_base64, from_base64url


@given(st.binary(max_size=40))
def test_what_was_encoded_is_decoded(data: bytes) -> None:
    assert from_base64(b64encode(data).decode()) == data
    assert from_base64url(urlsafe_b64encode(data).rstrip(b"=").decode()) == data


@pytest.mark.attack
@pytest.mark.parametrize("text", ["QQ", "QR==", "QQ==\n", "Q Q=", "-_-_", "QQ==QQ==", "ā==="])
def test_base64_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(Base64Error):
        from_base64(text)


@pytest.mark.attack
@pytest.mark.parametrize("text", ["QQ==", "QR", "A", "+/+/", "QQ\n", "Q Q", "ā"])
def test_base64url_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(Base64Error):
        from_base64url(text)
