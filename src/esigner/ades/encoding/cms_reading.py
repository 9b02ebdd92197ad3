"""CMS SignedData as others write it (RFC 5652, EN 319 122-1): read, and its signature proved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.encoding import asn1, cms_times
from esigner.ades.encoding.crypto import Oddity, digest, verify
from esigner.ades.encoding.extensions import extension_of
from esigner.ades.encoding.names import is_issued_under, is_readable
from esigner.algorithms import digests
from esigner.algorithms.signatures import Scheme
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.bounds import spend
from esigner.pkix import loading, schemes
from esigner.pkix.errors import CertificatePartUnreadableError

SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
SIGNATURE_TIMESTAMP: Final = "1.2.840.113549.1.9.16.2.14"
CERTIFICATE_VALUES: Final = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES: Final = "1.2.840.113549.1.9.16.2.24"
COUNTERSIGNATURE: Final = "1.2.840.113549.1.9.6"
ARCHIVE_TIMESTAMP_V3: Final = "0.4.0.1733.2.4"
ADOBE_REVOCATION: Final = "1.2.840.113583.1.1.8"
_SINGLE: Final = {
    MESSAGE_DIGEST: "message digest",
    SIGNING_TIME: "signing time",
    SIGNING_CERTIFICATE: "signing certificate",
    SIGNING_CERTIFICATE_V2: "signing certificate",
}
"""Signed attributes that must have one value (RFC 5652, 11.2 and 11.3; RFC 5035, 3 and 4)."""
_OCSP_FORMATS: Final = ("1.3.6.1.5.5.7.16.2", "1.3.6.1.5.5.7.48.1.1")
_EXPLICIT: Final = 0xA0
_CERTIFICATES: Final = 0xA0
_CRLS: Final = 0xA1
_SUBJECT_KEY_ID: Final = 0x80
SIGNERS_AT_MOST: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Signer:
    """One SignerInfo."""

    issuer: bytes | None
    """DER of the issuer's name, or None where the key identifier names the signer."""
    serial: int | None
    key_id: bytes | None
    digest_algorithm: str
    """Our name, or the OID where we know none."""
    algorithm: asn1.Node
    value: bytes
    stored_attributes: bytes | None
    """The signed attributes as a SET, in the encoding in which they stand."""
    signed: Mapping[str, tuple[asn1.Node, ...]]
    unsigned: Mapping[str, tuple[asn1.Node, ...]]
    repeated: tuple[str, ...] = ()
    """Signed attributes that stand there more than once."""
    node: asn1.Node = field(repr=False)

    @cached_property
    def scheme(self) -> Scheme:
        """How the value was made."""
        return schemes.read(asn1.in_der(self.algorithm), digest=self.digest_algorithm)

    @cached_property
    def signed_attributes_der(self) -> bytes | None:
        """The signed attributes in DER, over which the signature is (RFC 5652, 5.4)."""
        if self.stored_attributes is None:
            return None
        try:
            return asn1.in_der(asn1.read(self.stored_attributes))
        except asn1.Asn1Error:  # a value of a kind that we do not read; nothing is proved by leaving it as it is
            return self.stored_attributes

    @cached_property
    def signing_time(self) -> cms_times.Claimed | None:
        """The claimed time, however it is written."""
        values = self.signed.get(SIGNING_TIME)
        return cms_times.read(values[0]) if values else None

    @cached_property
    def certificate_digest(self) -> tuple[str, bytes, int | None] | None:
        """Algorithm, digest and serial number (where given) of the first ESSCertID(v2), or None."""
        if values := self.signed.get(SIGNING_CERTIFICATE_V2):
            first = values[0][0][0]
            has_algorithm = first[0].tag == asn1.SEQUENCE
            algorithm = _digest_name(first[0]) if has_algorithm else "SHA256"
            rest = first.children[1:] if has_algorithm else first.children
        elif values := self.signed.get(SIGNING_CERTIFICATE):
            algorithm, rest = "SHA1", values[0][0][0].children
        else:
            return None
        if not rest:
            message = "certificate without a digest"
            raise asn1.Asn1Error(message)
        serial = rest[1][1].integer if len(rest) > 1 else None
        return algorithm, rest[0].octets, serial

    def is_by(self, certificate: x509.Certificate) -> bool:
        """Whether the SignerInfo names this certificate."""
        if self.key_id is not None:
            return _subject_key_id(certificate) == self.key_id
        if self.issuer is None or certificate.serial_number != self.serial:
            return False
        return is_issued_under(self.issuer, certificate)


@dataclass(frozen=True, kw_only=True)
class SignedData:
    """What a CMS signature holds."""

    content_type: str
    content: bytes | None
    certificates: tuple[x509.Certificate, ...]
    malformed_certificates: int
    crls: tuple[bytes, ...]
    ocsp_responses: tuple[bytes, ...]
    signers: tuple[Signer, ...]
    trailing: bytes = field(repr=False)
    """What stands after it."""
    node: asn1.Node = field(repr=False)
    """The SignedData element itself, for imprints over its parts."""


def read(der: bytes, *, trailing: bool = False) -> SignedData:
    """Return the parts of a ContentInfo with SignedData.

    Raises:
        OtherContentError: It holds something else.
        SignersTooManyError: It holds more than SIGNERS_AT_MOST.
        Asn1Error: It is none.
    """
    info = asn1.read(der, trailing=trailing).expect(asn1.SEQUENCE)
    if info[0].oid != SIGNED_DATA:
        raise OtherContentError(info[0].oid)
    node = info[1].expect(_EXPLICIT)[0].expect(asn1.SEQUENCE)
    signers = node[-1].expect(asn1.SET).children
    if len(signers) > SIGNERS_AT_MOST:
        raise SignersTooManyError(str(len(signers)))
    content_info = node[2].expect(asn1.SEQUENCE)
    content = _octets(content_info[1].expect(_EXPLICIT)[0]) if len(content_info.children) > 1 else None
    certificates: list[x509.Certificate] = []
    malformed = 0
    crls: list[bytes] = []
    answers: list[bytes] = []
    for part in node.children[3:-1]:
        if part.tag == _CERTIFICATES:
            certificates, malformed = load_certificates(item.encoded for item in part.children)
        elif part.tag == _CRLS:
            _split_revocation(part, crls, answers)
    return SignedData(
        content_type=content_info[0].oid,
        content=content,
        certificates=tuple(certificates),
        malformed_certificates=malformed,
        crls=tuple(crls),
        ocsp_responses=tuple(answers),
        signers=tuple(signer_of(item) for item in signers),
        trailing=der[info.end :],
        node=node,
    )


class OtherContentError(asn1.Asn1Error):
    """A CMS that holds no SignedData."""


class SignersTooManyError(asn1.Asn1Error):
    """A CMS with more signers than anybody judges."""


def _octets(node: asn1.Node) -> bytes:
    if node.tag not in (asn1.OCTET_STRING, asn1.OCTET_STRING_IN_PIECES):
        message = "content is no OCTET STRING"
        raise asn1.Asn1Error(message)
    return node.octets


def prove(
    signer: Signer, certificate: x509.Certificate, *, content: bytes, content_type: str | None
) -> frozenset[Oddity]:
    """Prove that the certificate's key signed this content through the signed attributes; give what is odd about it.

    Args:
        signer: The SignerInfo.
        certificate: Whose key is to be proved.
        content: What was signed.
        content_type: What the attribute must say; None in a countersignature, which has none (RFC 5652, 11.4).

    Raises:
        WrongDigestError: The message digest is another one.
        SignedAsStoredError: The value is over the attributes as they stand, and they do not stand in DER.
        UnknownAlgorithmError: We do not know one of the algorithms.
        WrongSignatureError: The value or the attributes do not fit.
    """
    if signer.stored_attributes is None:
        return verify(certificate.public_key(), value=signer.value, data=content, scheme=signer.scheme)
    _check_attributes(signer, content_type)
    if signer.signed[MESSAGE_DIGEST][0].octets != digest(signer.digest_algorithm, content):
        raise WrongDigestError
    return _prove_attributes(signer, certificate)


def _check_attributes(signer: Signer, content_type: str | None) -> None:
    """Refuse attributes that are twice there, that lack their one value, or without which nothing is signed."""
    if signer.repeated:
        message = "signed attribute repeated"
        raise WrongAttributesError(message)
    types = [node.oid for node in signer.signed.get(CONTENT_TYPE, ())]
    if types != ([] if content_type is None else [content_type]):
        message = "content type"
        raise WrongAttributesError(message)
    if MESSAGE_DIGEST not in signer.signed:
        message = "message digest missing"
        raise WrongAttributesError(message)
    for oid, name in _SINGLE.items():
        if (count := len(signer.signed.get(oid, (None,)))) != 1:
            message = f"{name} with {count} values"
            raise WrongAttributesError(message)


def _prove_attributes(signer: Signer, certificate: x509.Certificate) -> frozenset[Oddity]:
    key, stored = certificate.public_key(), signer.stored_attributes or b""
    encoded = signer.signed_attributes_der or b""
    try:
        oddities = verify(key, value=signer.value, data=encoded, scheme=signer.scheme)
    except UnknownAlgorithmError:
        raise
    except WrongSignatureError:
        if encoded == stored:
            raise
        verify(key, value=signer.value, data=stored, scheme=signer.scheme)
        raise SignedAsStoredError from None
    return oddities if encoded == stored else oddities | {Oddity.ATTRIBUTES_NOT_DER}


class SignedAsStoredError(WrongSignatureError):
    """The value is over the signed attributes as they are stored, and not over their DER encoding."""


class WrongAttributesError(WrongSignatureError):
    """The signed attributes are not what CMS asks for."""


class WrongDigestError(WrongSignatureError):
    """The content is not the content that was signed."""


def names_certificate(signer: Signer, certificate: x509.Certificate) -> bool | None:
    """Whether the signed ESSCertID(v2) names this certificate; None where there is no such attribute.

    Raises:
        UnknownAlgorithmError: It names it by a digest that we do not know.
    """
    named = signer.certificate_digest
    if named is None:
        return None
    algorithm, value, serial = named
    same = digest(algorithm, certificate.public_bytes(Encoding.DER)) == value
    return same and serial in (None, certificate.serial_number)


def weak_algorithms(signer: Signer) -> list[str]:
    """Return the names of digests in this SignerInfo that no longer hold."""
    used = {signer.digest_algorithm, signer.scheme.digest, signer.scheme.mask_digest or signer.scheme.digest}
    return sorted(used - digests.STRONG)


def load_certificates(encoded: Iterable[bytes]) -> tuple[list[x509.Certificate], int]:
    """Return the certificates that can be read, and how many could not."""
    found, malformed = [], 0
    for der in encoded:
        spend(50 + len(der) // 256)
        try:
            certificate = loading.load(der)
        except CertificatePartUnreadableError:
            malformed += 1
            continue
        if is_readable(certificate):
            found.append(certificate)
        else:
            malformed += 1
    return found, malformed


def signer_of(node: asn1.Node) -> Signer:
    """Return what a SignerInfo says.

    Raises:
        Asn1Error: It is none.
    """
    identifier = node[1]
    by_key = identifier.tag == _SUBJECT_KEY_ID
    position = 3
    attributes = node[position] if node[position].tag == _CERTIFICATES else None
    position += attributes is not None
    unsigned = node.children[position + 2] if len(node.children) > position + 2 else None
    signed, repeated = _attributes(attributes)
    return Signer(
        issuer=None if by_key else identifier[0].encoded,
        serial=None if by_key else identifier[1].integer,
        key_id=identifier.content if by_key else None,
        digest_algorithm=_digest_name(node[2]),
        algorithm=node[position],
        value=node[position + 1].octets,
        stored_attributes=None if attributes is None else asn1.tlv(asn1.SET, attributes.content),
        signed=signed,
        unsigned=_attributes(unsigned)[0],
        repeated=repeated,
        node=node,
    )


def _digest_name(algorithm: asn1.Node) -> str:
    """Return our name, or the OID where we know none: what needs the digest raises UnknownAlgorithmError."""
    return digests.name_of(algorithm[0].oid)


def _attributes(node: asn1.Node | None) -> tuple[dict[str, tuple[asn1.Node, ...]], tuple[str, ...]]:
    found: dict[str, list[asn1.Node]] = {}
    repeated = []
    for attribute in node.children if node else ():
        oid = attribute[0].oid
        if oid in found:
            repeated.append(oid)
        found.setdefault(oid, []).extend(attribute[1].expect(asn1.SET).children)
    return {oid: tuple(values) for oid, values in found.items()}, tuple(repeated)


def _split_revocation(part: asn1.Node, crls: list[bytes], answers: list[bytes]) -> None:
    for item in part.children:
        if item.tag == asn1.SEQUENCE:
            crls.append(item.encoded)
        elif item.tag == _CRLS and item[0].oid in _OCSP_FORMATS:
            answers.append(item[1].encoded)


def _subject_key_id(certificate: x509.Certificate) -> bytes | None:
    found = extension_of(certificate, x509.SubjectKeyIdentifier)
    return found.value.digest if found else None
