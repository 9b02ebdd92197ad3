"""Reading OCSP requests (RFC 6960 4.1.1)."""

from dataclasses import dataclass
from typing import Final

from esigner.pki import der

_NONCE = der.oid("1.3.6.1.5.5.7.48.1.2")
_MAX_NONCE_BYTES: Final = 128  # RFC 9654 2.1
_MAX_CERTIFICATES: Final = 32
_EXTENSIONS: Final = 0xA2


@dataclass(frozen=True, slots=True)
class CertId:
    """Whose status is asked for: the issuer by two hashes, the certificate by its serial."""

    raw: bytes
    """As sent; goes unchanged into the answer."""
    hash_oid: bytes
    """The hash algorithm, the complete DER element."""
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class OcspRequest:
    """What is asked."""

    certificates: tuple[CertId, ...]
    nonce: bytes | None
    """The nonce extension, complete, to be echoed."""


def read(request_der: bytes) -> OcspRequest:
    """Return the request; DerError where it is not one. A signature on it is not looked at."""
    tbs = _first(der.read_one(request_der, der.SEQUENCE))
    fields = {field.tag: field for field in tbs.expect(der.SEQUENCE).children()}
    if der.SEQUENCE not in fields:
        msg = "no list of certificates"
        raise der.DerError(msg)
    certificates = tuple(_cert_id(one) for one in fields[der.SEQUENCE].children())
    if not 0 < len(certificates) <= _MAX_CERTIFICATES:
        msg = "no certificate, or too many"
        raise der.DerError(msg)
    return OcspRequest(certificates, _nonce(fields.get(_EXTENSIONS)))


def _cert_id(request: der.Element) -> CertId:
    cert_id = _first(request).expect(der.SEQUENCE)
    algorithm, name, key, serial = der.exactly(cert_id.children(), 4)
    return CertId(
        raw=cert_id.raw,
        hash_oid=algorithm.digest_oid(),
        issuer_name_hash=name.expect(der.OCTET_STRING).content,
        issuer_key_hash=key.expect(der.OCTET_STRING).content,
        serial=serial.as_integer(),
    )


def _nonce(extensions: der.Element | None) -> bytes | None:
    if extensions is None:
        return None
    for extension in der.read_one(extensions.content, der.SEQUENCE).children():
        if _first(extension).raw == _NONCE:
            return _checked_nonce(extension)
    return None


def _checked_nonce(extension: der.Element) -> bytes:
    """Return the extension as it is to be echoed; we sign it, so it must be whole."""
    value = extension.children()[-1].expect(der.OCTET_STRING)
    nonce = der.read_one(value.content, der.OCTET_STRING).content
    if not 0 < len(nonce) <= _MAX_NONCE_BYTES:
        msg = "a nonce of that length is not allowed"
        raise der.DerError(msg)
    return der.sequence(_NONCE, value.raw)


def _first(element: der.Element) -> der.Element:
    children = element.expect(der.SEQUENCE).children()
    if not children:
        msg = "an empty sequence"
        raise der.DerError(msg)
    return children[0]
