"""CMS SignedData read: content, certificates, and the signers with their attributes. Nothing is trusted here.

`read` is for DER, as written by time-stamping authorities; `read_ber` for foreign files. They read the
same structure; the strict one refuses anything else, and caches what tokens of one unit share.

Standard: RFC 5652, 5; RFC 5940 (OCSP answers inside).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from cryptography import x509

from esigner.asn1 import canonical, der, identifiers, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node
from esigner.cms import oids
from esigner.cms.errors import OtherContentError, SignersTooManyError
from esigner.pkix import extensions, fields, names
from esigner.pkix.bundles import load_certificates
from esigner.pkix.errors import CertificatePartUnreadableError

SIGNERS_AT_MOST: Final = 10_000
_EXPLICIT: Final = 0xA0
_CERTIFICATES, _REVOCATION = 0xA0, 0xA1
_SIGNED, _UNSIGNED = 0xA0, 0xA1
_KEY_IDENTIFIER: Final = 0x80
_OTHER_REVOCATION: Final = 0xA1
_OCSP_FORMATS: Final = frozenset({oids.OCSP_RESPONSE, oids.BASIC_OCSP_RESPONSE})
_REMEMBERED_BYTES: Final = 1024
"""Attributes longer than this are not cached: archive timestamps differ and are large."""

Attributes = Mapping[str, tuple[Node, ...]]
"""Values, the elements inside the SET, by OID."""


class Identifier(NamedTuple):
    """How a SignerInfo names its signer: by issuer and serial number, or by the key."""

    issuer_der: bytes | None
    serial: int | None
    key_identifier: bytes | None

    def names(self, certificate: x509.Certificate) -> bool:
        """Return whether it is this certificate, however either encodes the issuer (RFC 5280, 7.1)."""
        if self.issuer_der is None:
            return extensions.key_identifier(certificate) == self.key_identifier
        held = fields.of(certificate)
        if held.serial != self.serial:
            return False
        if held.issuer_der == self.issuer_der:
            return True
        try:
            return names.read(self.issuer_der).key == held.issuer.key
        except CertificatePartUnreadableError:
            return False


class SignerInfo(NamedTuple):
    """One SignerInfo. A tuple, because tokens are read in large numbers."""

    node: Node
    identifier: Identifier
    digest_oid: str
    attributes: Node | None
    """The signed attributes as encoded; None where the value is over the content itself."""
    signed: Attributes
    repeated: tuple[str, ...]
    """Signed attributes that occur more than once."""
    algorithm: Node
    """AlgorithmIdentifier of the value."""
    value: bytes
    unsigned: Attributes

    @property
    def stored_attributes(self) -> bytes:
        """The signed attributes as a SET in their original encoding; empty if there are none."""
        return b"" if self.attributes is None else der.tlv(tags.SET, self.attributes.content)

    def attributes_in_der(self) -> bytes:
        """Return the bytes that the value signs: a SET OF in DER order, not the [0] of the message (RFC 5652, 5.4)."""
        if self.attributes is None:
            return b""
        if self.attributes.ends is None:
            parts = [one.encoded for one in self.attributes.children()]
            return b"\x31" + self.attributes.encoded[1:] if parts == sorted(parts) else der.set_of(*parts)
        try:
            return canonical.in_der(self.attributes._replace(tag=tags.SET))
        except MalformedAsn1Error:  # a value of a kind that we do not read; leaving it unchanged proves nothing
            return self.stored_attributes


@dataclass(frozen=True, kw_only=True)
class SignedData:
    """The content of a CMS signature."""

    node: Node = field(repr=False)
    """The SignedData element itself, for imprints over its parts."""
    content_type: str
    content: bytes | None
    certificates_der: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    ocsp_responses: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]
    trailing: bytes = field(repr=False)
    """The data after it."""

    @property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """The readable certificates."""
        return self._loaded[0]

    @property
    def malformed_certificates(self) -> int:
        """The number of unreadable ones."""
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[tuple[x509.Certificate, ...], int]:
        found, malformed = load_certificates(self.certificates_der)
        return tuple(found), malformed


def read(encoded: bytes) -> SignedData:
    """Return the parts of a ContentInfo with SignedData in DER.

    Raises:
        OtherContentError: It holds something else.
        SignersTooManyError: It holds more than SIGNERS_AT_MOST.
        MalformedAsn1Error: It is malformed.
    """
    return _read(nodes.read(encoded))


def read_ber(encoded: bytes, *, trailing: bool = False) -> SignedData:
    """Return the parts of a ContentInfo with SignedData in BER; raises as `read`.

    Args:
        encoded: DER or BER.
        trailing: Whether anything may come after it.
    """
    return _read(nodes.read_ber(encoded, trailing=trailing))


def signer_of(node: Node) -> SignerInfo:
    """Return the content of a SignerInfo.

    Raises:
        MalformedAsn1Error: It is malformed.
    """
    parts = node.expect(tags.SEQUENCE).at_least(5)
    attributes = parts[3] if parts[3].tag == _SIGNED else None
    rest = parts[3:] if attributes is None else parts[4:]
    if len(rest) < 2:  # noqa: PLR2004  algorithm and value
        raise MalformedAsn1Error("SignerInfo is incomplete")
    signed, repeated = _attributes(attributes)
    unsigned = next((one for one in rest[2:] if one.tag == _UNSIGNED), None)
    return SignerInfo(
        node,
        _identifier(parts[1]) if node.ends is not None else _remembered_identifier(parts[1].encoded),
        _algorithm(parts[2]),
        attributes,
        signed,
        repeated,
        rest[0].expect(tags.SEQUENCE),
        rest[1].as_octets(),
        _attributes(unsigned)[0],
    )


def _read(info: Node) -> SignedData:
    kind, inside = _parts(info.expect(tags.SEQUENCE), 2)
    if (content_type := kind.as_oid()) != oids.SIGNED_DATA:
        raise OtherContentError(content_type)
    node = _parts(inside.expect(_EXPLICIT), 1)[0].expect(tags.SEQUENCE)
    parts = node.at_least(4)
    signers = parts[-1].expect(tags.SET).children()
    if len(signers) > SIGNERS_AT_MOST:
        raise SignersTooManyError(str(len(signers)))
    content_type, content = _content(parts[2])
    held = {part.tag: part for part in parts[3:-1]}
    crls, answers = _revocation(held.get(_REVOCATION))
    return SignedData(
        node=node,
        content_type=content_type,
        content=content,
        certificates_der=_elements(held.get(_CERTIFICATES)),
        crls=crls,
        ocsp_responses=answers,
        signers=tuple([signer_of(one) for one in signers]),
        trailing=info.data[info.end :],
    )


def _parts(node: Node, count: int) -> list[Node]:
    """Return the elements inside: in DER exactly that many, in BER any further ones are skipped."""
    return node.exactly(count) if node.ends is None else node.at_least(count)[:count]


def _content(encapsulated: Node) -> tuple[str, bytes | None]:
    kind, *inside = encapsulated.expect(tags.SEQUENCE).at_least(1)
    return kind.as_oid(), _parts(inside[0].expect(_EXPLICIT), 1)[0].as_octets() if inside else None


def _revocation(part: Node | None) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    crls: list[bytes] = []
    answers: list[bytes] = []
    for item in part.children() if part else ():
        if item.tag == tags.SEQUENCE:
            crls.append(item.encoded)
        elif item.tag == _OTHER_REVOCATION and item.child(0).as_oid() in _OCSP_FORMATS:
            answers.append(item.child(1).encoded)
    return tuple(crls), tuple(answers)


def _elements(part: Node | None) -> tuple[bytes, ...]:
    return () if part is None else tuple([one.encoded for one in part.children()])


def _attributes(node: Node | None) -> tuple[Attributes, tuple[str, ...]]:
    found: dict[str, list[Node]] = {}
    repeated: list[str] = []
    for one in node.children() if node else ():
        is_short = one.ends is None and one.end - one.start <= _REMEMBERED_BYTES
        oid, values = _remembered_attribute(one.encoded) if is_short else _attribute(one)
        if oid in found:
            repeated.append(oid)
        found.setdefault(oid, []).extend(values)  # a list: an attribute may occur a million times
    return {oid: tuple(values) for oid, values in found.items()}, tuple(repeated)


def _attribute(node: Node) -> tuple[str, tuple[Node, ...]]:
    kind, values = _parts(node.expect(tags.SEQUENCE), 2)
    return kind.as_oid(), tuple(values.expect(tags.SET).children())


def _identifier(node: Node) -> Identifier:
    if node.tag == _KEY_IDENTIFIER:
        return Identifier(None, None, node.content)
    issuer, serial = _parts(node.expect(tags.SEQUENCE), 2)
    return Identifier(issuer.encoded, serial.as_integer(), None)


def _algorithm(node: Node) -> str:
    return identifiers.oid_of(node.encoded) if node.ends is None else node.child(0).as_oid()


# A time-stamping unit encodes its content type, its algorithm and itself identically in every token.


@lru_cache(maxsize=256)
def _remembered_attribute(encoded: bytes) -> tuple[str, tuple[Node, ...]]:
    return _attribute(nodes.read(encoded))


@lru_cache(maxsize=256)
def _remembered_identifier(encoded: bytes) -> Identifier:
    return _identifier(nodes.read(encoded))
