"""CMS SignedData read: content, certificates, and the one signer with its attributes.

Standard: RFC 5652, 5. Nothing is trusted here; `verify` proves only that one key signed these attributes.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.ades.create.values import verify as verify_value
from esigner.ades.encoding import der
from esigner.ades.encoding.errors import AlgorithmNotSupportedError, MalformedDerError
from esigner.algorithms import digests, identifiers, signatures
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.pkix import extensions, fields, loading, names
from esigner.pkix.errors import CertificatePartUnreadableError

SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIMESTAMP: Final = "1.2.840.113549.1.9.16.2.14"

_CERTIFICATES_TAG, _CRLS_TAG, _SIGNED_TAG, _UNSIGNED_TAG = 0xA0, 0xA1, 0xA0, 0xA1
_KEY_IDENTIFIER_TAG = 0x80
_REMEMBERED_BYTES = 1024
"""Attributes longer than this are read anew each time: archive timestamps differ and are large."""


class SignerInfo(NamedTuple):
    """One SignerInfo; attribute values are the elements inside the SET. A tuple, as `SignedData`, for speed."""

    identifier: bytes
    """IssuerAndSerialNumber as encoded, or the subject key identifier as [0]."""
    digest_oid: str
    algorithm_identifier: bytes
    signed_attributes: Mapping[str, tuple[der.Node, ...]]
    signed_attributes_der: bytes
    """As SET OF: the bytes that were signed; empty if there were none."""
    signature: bytes
    unsigned_attributes: Mapping[str, tuple[der.Node, ...]]

    def algorithm(self) -> SignatureAlgorithm:
        """Return the signature algorithm; refuses what the table does not hold."""
        return _algorithm(self.algorithm_identifier, self.digest_oid)

    def digest(self) -> DigestAlgorithm:
        """Return the digest algorithm; refuses what the table does not hold."""
        try:
            return digests.WRITTEN_BY_OID[self.digest_oid]
        except KeyError as error:
            raise AlgorithmNotSupportedError(algorithm=self.digest_oid) from error


class SignedData(NamedTuple):
    """A SignedData with exactly one signer."""

    content_type: str
    content: bytes | None
    certificates_der: tuple[bytes, ...]
    signer: SignerInfo

    def certificates(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates that are inside and can be parsed; a broken one is left out."""
        return tuple([known[0] for encoded in self.certificates_der if (known := _certificate(encoded)) is not None])

    def signing_certificate(self) -> x509.Certificate | None:
        """Return the certificate that the signer identifier names, if it is inside."""
        for encoded in self.certificates_der:
            known = _certificate(encoded)
            if known is not None and self.signer.identifier in known[1]:
                return known[0]
        return next((one for one in self.certificates() if _is_named_otherwise(self.signer.identifier, one)), None)


def read(encoded: bytes) -> SignedData:
    """Return the SignedData inside a ContentInfo.

    Raises:
        MalformedDerError: Not DER, not SignedData, or not exactly one signer.
    """
    content_info = der.read(encoded).only(der.SEQUENCE).children()
    if len(content_info) != 2 or content_info[0].as_oid() != SIGNED_DATA:  # noqa: PLR2004  type and content
        raise MalformedDerError(reason="not SignedData")
    inner = content_info[1].only(0xA0).children()
    fields = inner[0].only(der.SEQUENCE).children() if len(inner) == 1 else []
    if len(fields) < 4:  # noqa: PLR2004  version, digests, content, signers
        raise MalformedDerError(reason="SignedData is incomplete")
    encapsulated = fields[2].only(der.SEQUENCE).children()
    signers = fields[-1].only(der.SET).children()
    if len(signers) != 1 or not encapsulated:
        raise MalformedDerError(reason=f"{len(signers)} signers")
    return SignedData(
        content_type=encapsulated[0].as_oid(),
        content=_content(encapsulated),
        certificates_der=next((_elements(one.encoded) for one in fields[3:-1] if one.tag == _CERTIFICATES_TAG), ()),
        signer=_signer(signers[0]),
    )


def verify(signer: SignerInfo, *, certificate: x509.Certificate, content_type: str, content_digest: bytes) -> None:
    """Verify attributes against the content and the signature over the attributes.

    Raises:
        SignatureValueMismatchError: The signature, message-digest or content-type does not fit.
        AlgorithmNotSupportedError: An algorithm outside the table, such as SHA-1.
    """
    if one(signer, MESSAGE_DIGEST).only(der.OCTET_STRING).content != content_digest:
        raise SignatureValueMismatchError(field="message-digest")
    if one(signer, CONTENT_TYPE).as_oid() != content_type:
        raise SignatureValueMismatchError(field="content-type")
    verify_value(
        certificate.public_key(),
        algorithm=signer.algorithm(),
        value=signer.signature,
        data=signer.signed_attributes_der,
    )


def one(signer: SignerInfo, attribute: str) -> der.Node:
    """Return the value of a signed attribute that must be there once, with one value."""
    values = signer.signed_attributes.get(attribute, ())
    if len(values) != 1:
        raise MalformedDerError(reason=f"{len(values)} values of attribute {attribute}")
    return values[0]


def _content(encapsulated: list[der.Node]) -> bytes | None:
    if len(encapsulated) == 1:
        return None
    inner = encapsulated[1].only(0xA0).children()
    if len(inner) != 1:
        raise MalformedDerError(reason="content is not one element")
    return inner[0].only(der.OCTET_STRING).content


def _signer(node: der.Node) -> SignerInfo:
    fields = node.only(der.SEQUENCE).children()
    signed = next((one for one in fields[3:4] if one.tag == _SIGNED_TAG), None)
    rest = fields[4:] if signed else fields[3:]
    if len(rest) < 2 or fields[1].tag not in {der.SEQUENCE, _KEY_IDENTIFIER_TAG}:  # noqa: PLR2004  algorithm, value
        raise MalformedDerError(reason="SignerInfo is incomplete")
    unsigned = next((one for one in rest[2:] if one.tag == _UNSIGNED_TAG), None)
    return SignerInfo(
        identifier=fields[1].encoded,
        digest_oid=identified(fields[2].encoded),
        algorithm_identifier=rest[0].only(der.SEQUENCE).encoded,
        signed_attributes=_attributes(signed),
        signed_attributes_der=_as_signed(signed) if signed else b"",
        signature=rest[1].only(der.OCTET_STRING).content,
        unsigned_attributes=_attributes(unsigned),
    )


def _as_signed(attributes: der.Node) -> bytes:
    """Return the bytes under the signature: a SET OF in DER order, not the [0] of the message (RFC 5652, 5.4)."""
    parts = [one.encoded for one in attributes.children()]
    return b"\x31" + attributes.encoded[1:] if parts == sorted(parts) else der.set_of(*parts)


def _attributes(node: der.Node | None) -> dict[str, tuple[der.Node, ...]]:
    found: dict[str, tuple[der.Node, ...]] = {}
    for attribute in node.children() if node else ():
        short = attribute.end - attribute.start <= _REMEMBERED_BYTES
        name, values = _attribute(attribute.encoded) if short else _read_attribute(attribute)
        found[name] = (*found[name], *values) if name in found else values
    return found


def _read_attribute(attribute: der.Node) -> tuple[str, tuple[der.Node, ...]]:
    fields = attribute.only(der.SEQUENCE).children()
    if len(fields) != 2:  # noqa: PLR2004  type and values
        raise MalformedDerError(reason="attribute")
    return fields[0].as_oid(), tuple(fields[1].only(der.SET).children())


# One time-stamping unit names its content type, its algorithm and itself in the same bytes in every token.


@lru_cache(maxsize=256)
def _attribute(encoded: bytes) -> tuple[str, tuple[der.Node, ...]]:
    return _read_attribute(der.read(encoded))


@lru_cache(maxsize=256)
def identified(encoded: bytes) -> str:
    """Return the OID of an AlgorithmIdentifier."""
    return _first(der.read(encoded)).as_oid()


@lru_cache(maxsize=64)
def _elements(encoded: bytes) -> tuple[bytes, ...]:
    return tuple(one.encoded for one in der.read(encoded).children())


def _first(node: der.Node) -> der.Node:
    children = node.only(der.SEQUENCE).children()
    if not children:
        raise MalformedDerError(reason="empty AlgorithmIdentifier")
    return children[0]


@lru_cache(maxsize=256)
def _certificate(encoded: bytes) -> tuple[x509.Certificate, frozenset[bytes]] | None:
    """Return a certificate and the identifiers a signer can name it by; None for a broken one."""
    try:
        certificate = loading.load(encoded)
        # Parsed only when asked for; asked for here, so that a broken one is left out and never trips us later.
        fields.public_key(certificate)
    except CertificatePartUnreadableError:
        return None
    return certificate, _identifiers(certificate)


def _is_named_otherwise(identifier: bytes, certificate: x509.Certificate) -> bool:
    """Whether this is the issuer and serial number of the certificate in another spelling (RFC 5280, 7.1)."""
    node = der.read(identifier)
    parts = node.children() if node.tag == der.SEQUENCE else []
    if len(parts) != 2 or parts[1].as_integer() != certificate.serial_number:  # noqa: PLR2004  issuer and number
        return False
    try:
        return names.read(parts[0].encoded).key == fields.issuer(certificate).key
    except CertificatePartUnreadableError:
        return False


def _identifiers(certificate: x509.Certificate) -> frozenset[bytes]:
    parts = der.read(certificate.tbs_certificate_bytes).children()
    skip = 1 if parts[0].tag == 0xA0 else 0  # noqa: PLR2004  the optional version
    found = {der.sequence(parts[skip + 2].encoded, parts[skip].encoded)}
    named = extensions.key_identifier(certificate)
    if named is not None:
        found.add(der.context(0, named, constructed=False))
    return frozenset(found)


@lru_cache(maxsize=256)
def _algorithm(identifier: bytes, digest_oid: str) -> SignatureAlgorithm:
    known = signatures.WRITTEN_BY_IDENTIFIER.get(identifier)
    if known is not None:
        return known
    fields = der.read(identifier).children()
    oid = fields[0].as_oid()
    digest = digests.WRITTEN_BY_OID.get(digest_oid)
    for row in signatures.WRITTEN.values():
        same_oid = _first(der.read(row.identifier_der)).as_oid() == oid
        # Others leave out the NULL, or write a NULL that should not be there; PSS parameters must be the table's.
        if same_oid and oid != identifiers.RSA_PSS and all(one.encoded == der.NULL_VALUE for one in fields[1:]):
            return row
    if oid == identifiers.RSA_KEY and digest is not None:
        return signatures.WRITTEN[f"RSA_{digest.name}"]
    raise AlgorithmNotSupportedError(algorithm=oid)


def encoded_certificate(certificate: x509.Certificate) -> bytes:
    """Return the DER of a certificate, the same object each time."""
    known = _encoded.get(id(certificate))
    if known is not None and known[0] is certificate:
        return known[1]
    encoded = certificate.public_bytes(Encoding.DER)
    if len(_encoded) >= _ENCODED_AT_MOST:
        _encoded.clear()
    _encoded[id(certificate)] = certificate, encoded
    return encoded


_ENCODED_AT_MOST: Final = 1024
# By identity: a cache by value would hash the whole DER for each look-up. The entry keeps its certificate alive.
_encoded: Final[dict[int, tuple[x509.Certificate, bytes]]] = {}
