"""RFC 3161: the request, the response, and the token.

Verified here: the answer is for our request, and it was made by the key of a certificate that is only for
time-stamping. Whether that certificate is trusted is decided by the validator (`path`, `trust`).
Standards: RFC 3161, RFC 5816, EN 319 422.
"""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.errors import AdesError
from esigner.ades.timestamps import frames, signatures
from esigner.ades.timestamps.errors import (
    TimestampCertificateError,
    TimestampMismatchError,
    TimestampRefusedError,
    TimestampSignatureError,
    TimestampUnreadableError,
)
from esigner.ades.timestamps.frames import Frame, Own
from esigner.algorithms import digests
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1 import der, identifiers, nodes, tags, times
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import oids, signed_data
from esigner.cms.signed_data import SignerInfo
from esigner.pkix import extensions
from esigner.pkix.encoding import encoded_certificate
from esigner.pkix.errors import CertificatePartUnreadableError

_GRANTED = frozenset({0, 1})
_NONCE_AFTER_FIELDS = 5


class Token(NamedTuple):
    """The content of a TimeStampToken; read, not yet verified. A tuple, because tokens are read in large numbers."""

    encoded: bytes
    gen_time: datetime
    policy: str
    serial: int
    imprint_oid: str
    imprint: bytes
    nonce: int | None
    certificate: x509.Certificate | None
    """The time-stamping unit's, if it is inside."""
    certificates: tuple[x509.Certificate, ...]
    content: bytes
    """The TSTInfo, which is signed."""
    signer: SignerInfo

    @property
    def imprint_algorithm(self) -> DigestAlgorithm:
        """The digest algorithm of the imprint; refuse algorithms outside the table, such as SHA-1."""
        return signatures.digest_algorithm(self.imprint_oid)

    def covers(self, data: bytes) -> bool:
        """Return whether the imprint is the digest of `data`."""
        return self.imprint_algorithm.digest(data) == self.imprint


def request(digest: bytes, algorithm: str, nonce: int, *, policy: str | None = None) -> bytes:
    """Return a TimeStampReq that also requests the certificate.

    Args:
        digest: Of `timestamp_input`.
        algorithm: SHA256, SHA384 or SHA512.
        nonce: Random, positive, at least 64 bits; from the caller.
        policy: Dotted OID of the requested policy.
    """
    imprint = der.sequence(digest_named(algorithm).identifier_der, der.octet_string(digest))
    wanted = der.oid(policy) if policy else b""
    return der.sequence(der.integer(1), imprint, wanted, der.integer(nonce), der.TRUE)


def read_response(
    encoded: bytes, *, digest: bytes, algorithm: str, nonce: int | None, policy: str | None = None
) -> bytes:
    """Return the DER TimeStampToken of a response, after checking that it answers the request.

    Raises:
        TimestampRefusedError: The authority did not grant it.
        TimestampUnreadableError: Not a TimeStampResp.
        TimestampMismatchError: Another imprint, algorithm, nonce or policy.
        TimestampSignatureError: The token does not verify.
        TimestampCertificateError: No certificate, or one not only for time-stamping.
    """
    token = read(_granted(encoded))
    answers = (
        ("algorithm", token.imprint_oid == digest_named(algorithm).oid),
        ("imprint", token.imprint == digest),
        ("nonce", token.nonce == nonce),
        ("policy", policy is None or token.policy == policy),
    )
    for field, same in answers:
        if not same:
            raise TimestampMismatchError(field=field)
    verify(token)
    return token.encoded


@lru_cache(maxsize=128)
def read(encoded: bytes) -> Token:
    """Return the content of a TimeStampToken; cached, because a fresh token is read again when inserted.

    Raises:
        TimestampUnreadableError: Not a token.
    """
    try:
        for frame, model in _models.get(len(encoded), ()):
            if frame.fits(encoded):
                return _like(model, frame.own, encoded)
        token = _read(encoded)
    except (MalformedAsn1Error, IndexError, ValueError) as error:
        raise TimestampUnreadableError(reason=str(error)) from error
    _remember(token)
    return token


def _read(encoded: bytes) -> Token:
    signed = signed_data.read(encoded)
    if signed.content_type != oids.TST_INFO or signed.content is None:
        raise TimestampUnreadableError(reason=f"content type {signed.content_type}")
    if len(signed.signers) != 1:
        raise TimestampUnreadableError(reason=f"{len(signed.signers)} signers")
    (signer,) = signed.signers
    fields = nodes.read(signed.content).expect(tags.SEQUENCE).children()
    imprint = fields[2].expect(tags.SEQUENCE).children()
    return Token(
        encoded=encoded,
        gen_time=fields[4].as_time(),
        policy=fields[1].as_oid(),
        serial=fields[3].as_integer(),
        imprint_oid=identifiers.oid_of(imprint[0].encoded),
        imprint=imprint[1].as_octets(),
        nonce=next((one.as_integer() for one in fields[_NONCE_AFTER_FIELDS:] if one.tag == tags.INTEGER), None),
        certificate=next((one for one in signed.certificates if signer.identifier.names(one)), None),
        certificates=signed.certificates,
        content=signed.content,
        signer=signer,
    )


_models: Final[dict[int, tuple[tuple[Frame, Token], ...]]] = {}
"""The last few fully read tokens, by length, each with its frame; tuples, since another
thread may add one while this one compares."""
_LENGTHS_AT_MOST: Final = 64
_OF_ONE_LENGTH_AT_MOST: Final = 4


def _remember(token: Token) -> None:
    frame = frames.of(token.encoded)
    if frame is None:
        return
    if len(_models) >= _LENGTHS_AT_MOST:
        _models.clear()
    size = len(token.encoded)
    _models[size] = ((frame, token), *_models.get(size, ()))[:_OF_ONE_LENGTH_AT_MOST]


def _like(model: Token, own: Own, encoded: bytes) -> Token:
    """Return a token that differs from the model only in its own places."""
    signer = model.signer
    signed = dict(signer.signed)
    for oid, place in own.values.items():
        signed[oid] = (nodes.read_at(encoded, place.start, place.stop),)
    return Token(
        encoded,
        times.from_der(encoded[own.gen_time]),
        model.policy,
        nodes.integer(encoded[own.serial]),
        model.imprint_oid,
        encoded[own.imprint],
        nodes.integer(encoded[own.nonce]) if own.nonce else None,
        model.certificate,
        model.certificates,
        encoded[own.info],
        SignerInfo(
            signer.node.within(encoded),
            signer.identifier,
            signer.digest_oid,
            signer.attributes.within(encoded) if signer.attributes else None,
            signed,
            signer.repeated,
            signer.algorithm,
            encoded[own.signature],
            signer.unsigned,
        ),
    )


def verify(token: Token, *, certificate: x509.Certificate | None = None) -> None:
    """Verify the token's signature, attributes and certificate purpose.

    Args:
        token: As read.
        certificate: The time-stamping unit's, where the token does not contain it.
    """
    certificate = token.certificate or certificate
    if certificate is None:
        raise TimestampCertificateError(reason="absent")
    check_purpose(certificate)
    signer = token.signer
    try:
        digest = signatures.digest_algorithm(signer.digest_oid).digest(token.content)
        signatures.verify(signer, certificate=certificate, content_type=oids.TST_INFO, content_digest=digest)
        names_certificate = _ess_names(signer, encoded_certificate(certificate))
    except (AdesError, MalformedAsn1Error, WrongSignatureError) as error:
        raise TimestampSignatureError(reason=str(error)) from error
    if not names_certificate:
        raise TimestampSignatureError(reason="ESSCertID names another certificate")


@lru_cache(maxsize=256)
def check_purpose(certificate: x509.Certificate) -> None:
    """Refuse a certificate whose extended key usage is not critical and timeStamping alone (RFC 3161, 2.3)."""
    try:
        extension = extensions.find(certificate, x509.ExtendedKeyUsage)
    except CertificatePartUnreadableError as error:
        raise TimestampCertificateError(reason="no extended key usage") from error
    if extension is None:
        raise TimestampCertificateError(reason="no extended key usage")
    if not extension.critical or list(extension.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise TimestampCertificateError(reason="extended key usage")


def _granted(encoded: bytes) -> bytes:
    try:
        fields = nodes.read(encoded).expect(tags.SEQUENCE).children()
        status_info = fields[0].expect(tags.SEQUENCE).children()
        status = status_info[0].as_integer()
        if status not in _GRANTED:
            raise TimestampRefusedError(status=status, reason=_reason(status_info))
        return fields[1].encoded
    except (MalformedAsn1Error, IndexError) as error:
        raise TimestampUnreadableError(reason=str(error)) from error


def _reason(status_info: list[nodes.Node]) -> str:
    texts = [text for one in status_info if one.tag == tags.SEQUENCE for text in one.children()]
    return "; ".join(text.content.decode("utf-8", "replace") for text in texts) or "–"


def _ess_names(signer: SignerInfo, certificate_der: bytes) -> bool:
    """Return whether the first ESSCertID(v2) is the certificate's digest; RFC 5816 keeps v1 (SHA-1) valid."""
    if oids.SIGNING_CERTIFICATE_V2 in signer.signed:
        oid, named = _cert_id_v2(signatures.one(signer, oids.SIGNING_CERTIFICATE_V2).encoded)
        digest = digests.WRITTEN_BY_OID.get(oid) or digest_named(oid)
        return named == digest.digest(certificate_der)
    fields = _first_cert_id(signatures.one(signer, oids.SIGNING_CERTIFICATE))
    expected = hashlib.sha1(certificate_der, usedforsecurity=False).digest()
    return fields[0].as_octets() == expected


@lru_cache(maxsize=64)
def _cert_id_v2(attribute: bytes) -> tuple[str, bytes]:
    """Return the OID of the digest algorithm and the digest."""
    fields = _first_cert_id(nodes.read(attribute))
    named = fields[0].tag == tags.SEQUENCE
    if named and len(fields) == 1:
        raise MalformedAsn1Error("ESSCertIDv2 without a digest")
    oid = identifiers.oid_of(fields[0].encoded) if named else digest_named("SHA256").oid
    return oid, fields[named].as_octets()


def _first_cert_id(attribute: nodes.Node) -> list[nodes.Node]:
    certificate_ids = attribute.expect(tags.SEQUENCE).children()
    found = certificate_ids[0].expect(tags.SEQUENCE).children() if certificate_ids else []
    fields = found[0].expect(tags.SEQUENCE).children() if found else []
    if not fields:
        raise MalformedAsn1Error("empty ESSCertID")
    return fields
