"""Base64 and base64url by RFC 4648: one encoding for the same bytes, everything else is an error."""

import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from esigner.bounds import spend

_URL_SAFE: Final = re.compile(r"[A-Za-z0-9_-]*")


class Base64Error(ValueError):
    """The text is not the canonical encoding of its bytes."""


def from_base64(text: str) -> bytes:
    """Return the bytes of plain base64 with padding.

    Raises:
        Base64Error: Another alphabet, no padding, or bits after the last byte.
    """
    spend(1 + len(text) // 256)
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        message = "not base64"
        raise Base64Error(message) from error
    if b64encode(data).decode() != text:
        message = "base64 in another spelling"
        raise Base64Error(message)
    return data


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding (RFC 7515, 2).

    Raises:
        Base64Error: Another alphabet, padding, or bits after the last byte.
    """
    spend(1 + len(text) // 256)
    if not _URL_SAFE.fullmatch(text) or len(text) % 4 == 1:
        message = "not base64url"
        raise Base64Error(message)
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        message = "base64url in another spelling"
        raise Base64Error(message)
    return data
