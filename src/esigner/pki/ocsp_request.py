"""Reading OCSP requests (RFC 6960 4.1.1)."""

from dataclasses import dataclass
from typing import Final

from esigner.asn1 import der, identifiers, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error

_NONCE = der.oid("1.3.6.1.5.5.7.48.1.2")
_MAX_NONCE_BYTES: Final = 128  # RFC 9654 2.1
_MAX_CERTIFICATES: Final = 32
_EXTENSIONS: Final = 0xA2


@dataclass(frozen=True, slots=True)
class CertId:
    """The certificate in question: its issuer by two hashes, itself by its serial."""

    raw: bytes
    """As sent; copied unchanged into the answer."""
    hash_oid: bytes
    """The hash algorithm, the complete DER element."""
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial: int


@dataclass(frozen=True, slots=True)
class OcspRequest:
    """The query."""

    certificates: tuple[CertId, ...]
    nonce: bytes | None
    """The nonce extension, complete, to be echoed."""


def read(request_der: bytes) -> OcspRequest:
    """Return the request; DerError if it is not one. Its signature is not checked."""
    tbs = _first(nodes.read(request_der).expect(tags.SEQUENCE))
    fields = {field.tag: field for field in tbs.expect(tags.SEQUENCE).children()}
    if tags.SEQUENCE not in fields:
        msg = "no list of certificates"
        raise MalformedAsn1Error(msg)
    certificates = tuple(_cert_id(one) for one in fields[tags.SEQUENCE].children())
    if not 0 < len(certificates) <= _MAX_CERTIFICATES:
        msg = "no certificate, or too many"
        raise MalformedAsn1Error(msg)
    return OcspRequest(certificates, _nonce(fields.get(_EXTENSIONS)))


def _cert_id(request: nodes.Node) -> CertId:
    cert_id = _first(request).expect(tags.SEQUENCE)
    algorithm, name, key, serial = cert_id.exactly(4)
    return CertId(
        raw=cert_id.encoded,
        hash_oid=identifiers.read_without_parameters(algorithm),
        issuer_name_hash=name.expect(tags.OCTET_STRING).content,
        issuer_key_hash=key.expect(tags.OCTET_STRING).content,
        serial=serial.as_integer(),
    )


def _nonce(extensions: nodes.Node | None) -> bytes | None:
    if extensions is None:
        return None
    for extension in nodes.read(extensions.content).expect(tags.SEQUENCE).children():
        if _first(extension).encoded == _NONCE:
            return _checked_nonce(extension)
    return None


def _checked_nonce(extension: nodes.Node) -> bytes:
    """Return the extension to be echoed; we sign it, so it must be complete."""
    value = extension.children()[-1].expect(tags.OCTET_STRING)
    nonce = nodes.read(value.content).expect(tags.OCTET_STRING).content
    if not 0 < len(nonce) <= _MAX_NONCE_BYTES:
        msg = "a nonce of that length is not allowed"
        raise MalformedAsn1Error(msg)
    return der.sequence(_NONCE, value.encoded)


def _first(element: nodes.Node) -> nodes.Node:
    children = element.expect(tags.SEQUENCE).children()
    if not children:
        msg = "an empty sequence"
        raise MalformedAsn1Error(msg)
    return children[0]
