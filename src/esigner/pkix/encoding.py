"""Certificates to bytes."""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_KEPT_AT_MOST: Final = 1024


def encoded_certificate(certificate: x509.Certificate) -> bytes:
    """Return the DER of a certificate, the same object each time."""
    known = _kept.get(id(certificate))
    if known is not None and known[0] is certificate:
        return known[1]
    encoded = certificate.public_bytes(Encoding.DER)
    if len(_kept) >= _KEPT_AT_MOST:
        _kept.clear()
    _kept[id(certificate)] = certificate, encoded
    return encoded


# By identity: a cache by value would hash the whole DER on each lookup. The entry keeps its certificate alive.
_kept: Final[dict[int, tuple[x509.Certificate, bytes]]] = {}
