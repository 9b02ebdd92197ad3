"""Certificates that come together: the readable ones, and the number of unreadable ones."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.bounds import spend
from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError

_KEPT_AT_MOST: Final = 512
_KEPT_BYTES_AT_MOST: Final = 16 * 1024
"""Larger certificates are not cached: a stranger's must not fill the memory."""


def load_certificates(encoded: Iterable[bytes]) -> tuple[list[x509.Certificate], int]:
    """Return the readable certificates, and the number of unreadable ones."""
    found, malformed = [], 0
    for one in encoded:
        spend(50 + len(one) // 256)
        certificate = _kept(one) if len(one) <= _KEPT_BYTES_AT_MOST else _read(one)
        if certificate is None:
            malformed += 1
        else:
            found.append(certificate)
    return found, malformed


@lru_cache(maxsize=_KEPT_AT_MOST)
def _kept(encoded: bytes) -> x509.Certificate | None:
    return _read(encoded)


def _read(encoded: bytes) -> x509.Certificate | None:
    try:
        certificate = loading.load(encoded)
    except CertificatePartUnreadableError:
        return None
    return certificate if fields.is_readable(certificate) else None
