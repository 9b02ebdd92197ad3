"""Time-stamp answers (RFC 3161), in our own DER."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.asn1 import der
from esigner.cms import oids, writing
from esigner.pki import signing
from esigner.pki.keys import PrivateKey, digest_for
from esigner.pki.tsa_request import Failure, RequestRefusedError, TimestampRequest, read

POLICY_TEST: Final = "2.25.206318297021593421117453890424270211831.1"
"""Our own arc under a random UUID (X.667): it claims no one else's policy."""

_VERSION_3: Final = der.integer(3)
"""Version of SignedData if the content is not of type data (RFC 5652, 5.1)."""
_GRANTED, _REJECTION = 0, 2
_FAILURE_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampUnit:
    """The unit that signs tokens."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    """Added after the unit's certificate in the token if certReq is set; nearest issuer first."""
    policy: str = POLICY_TEST
    """Dotted OID."""
    accuracy_seconds: int = 1


def answer(request_der: bytes, *, tsu: TimestampUnit, serial: int, at: datetime) -> bytes:
    """Return the DER TimeStampResp: granted with a token, or rejected with the failure named; never raises.

    1. Read the request; reject what cannot be stamped.
    2. Write the TSTInfo: imprint and nonce byte for byte, genTime in whole seconds, accuracy.
    3. Sign the attributes contentType, messageDigest and signingCertificateV2.
    4. Put it into SignedData, with certificates only if certReq is set.

    Standard: RFC 3161 2.4.2; RFC 5816 (ESSCertIDv2); RFC 5652 5.
    """
    try:
        request = read(request_der)  # (1)
        _check_policy(request, tsu)
    except RequestRefusedError as refusal:
        return _rejected(refusal)
    unit = _encoded(tsu)
    info = _tst_info(request, unit, serial, at)  # (2)
    signer_info = _signer_info(info, unit)  # (3)
    token = _signed_data(info, signer_info, unit, with_certificates=request.wants_certificate)  # (4)
    return der.sequence(der.sequence(der.integer(_GRANTED)), token)


def _check_policy(request: TimestampRequest, tsu: TimestampUnit) -> None:
    if request.policy not in (None, der.oid(tsu.policy)):
        raise RequestRefusedError(Failure.UNACCEPTED_POLICY, f"the only policy here is {tsu.policy}")


def _rejected(refusal: RequestRefusedError) -> bytes:
    bits = 1 << (_FAILURE_BITS - 1 - refusal.failure)
    octets = bits.to_bytes(_FAILURE_BITS // 8, "big").rstrip(b"\0")
    # DER requires a named-bit list without trailing zero bits (X.690 11.2.2).
    unused_bits = (octets[-1] & -octets[-1]).bit_length() - 1
    sentence = der.sequence(der.utf8_string(refusal.sentence))
    return der.sequence(der.sequence(der.integer(_REJECTION), sentence, der.bit_string(octets, unused_bits)))


@dataclass(frozen=True, slots=True)
class _Encoded:
    """What all tokens of one unit have in common, computed once."""

    unit: TimestampUnit
    info_before: bytes
    info_accuracy: bytes
    attributes_before: bytes
    """The SET of signed attributes up to the digest of TSTInfo; their order is determined by what precedes it."""
    attributes_after: bytes
    signer_head: bytes
    """SignerInfo up to its attributes."""
    digest_algorithm: bytes
    signature_algorithm: bytes
    certificates: tuple[bytes, ...]


def _encoded(unit: TimestampUnit) -> _Encoded:
    """Return a unit's constants; by identity, since comparing certificates means hashing them."""
    known = _units.get(id(unit))
    if known is None or known.unit is not unit:
        if len(_units) >= _UNITS_AT_MOST:
            _units.clear()
        known = _units[id(unit)] = _encode(unit)
    return known


_UNITS_AT_MOST: Final = 16
_units: Final[dict[int, _Encoded]] = {}
"""An entry holds its unit, so an id here never belongs to another object."""


def _encode(unit: TimestampUnit) -> _Encoded:
    algorithm = digest_for(unit.key)
    hole = bytes(range(0xA0, 0xE0))[: algorithm.hash.digest_size]
    attributes = der.set_of(
        writing.attribute(oids.CONTENT_TYPE, der.oid(oids.TST_INFO)),
        writing.attribute(oids.MESSAGE_DIGEST, der.octet_string(hole)),
        _signing_certificate(unit.certificate),
    )
    before, _, after = attributes.partition(hole)
    digest_algorithm = algorithm.identifier_der
    issuer_and_serial = der.sequence(
        unit.certificate.issuer.public_bytes(), der.integer(unit.certificate.serial_number)
    )
    return _Encoded(
        unit=unit,
        info_before=der.integer(1) + der.oid(unit.policy),
        info_accuracy=der.sequence(der.integer(unit.accuracy_seconds)),
        attributes_before=before,
        attributes_after=after,
        signer_head=writing.signer_head(issuer_and_serial, digest_algorithm),
        digest_algorithm=digest_algorithm,
        signature_algorithm=signing.signature_algorithm(unit.key),
        certificates=tuple(sorted(map(_certificate, (unit.certificate, *unit.chain)))),
    )


def _certificate(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _tst_info(request: TimestampRequest, unit: _Encoded, serial: int, at: datetime) -> bytes:
    return der.sequence(
        unit.info_before, request.imprint, der.integer(serial), _time(at), unit.info_accuracy, request.nonce
    )


@lru_cache(maxsize=16)
def _time(at: datetime) -> bytes:
    """Return the GeneralizedTime; tokens of one second share it."""
    return der.generalized_time(at)


def _signer_info(info: bytes, unit: _Encoded) -> bytes:
    key = unit.unit.key
    digest = digest_for(key).digest(info)
    attributes = unit.attributes_before + digest + unit.attributes_after
    return writing.signer_info(
        unit.signer_head,
        attributes=attributes,
        algorithm=unit.signature_algorithm,
        value=signing.sign(key, attributes),
    )


def _signing_certificate(certificate: x509.Certificate) -> bytes:
    """Return SigningCertificateV2; SHA-256 is its default algorithm and therefore omitted."""
    digest = hashlib.sha256(_certificate(certificate)).digest()
    directory_name = der.context(4, certificate.issuer.public_bytes())
    issuer_serial = der.sequence(der.sequence(directory_name), der.integer(certificate.serial_number))
    cert_id = der.sequence(der.octet_string(digest), issuer_serial)
    return writing.attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(cert_id)))


def _signed_data(info: bytes, signer_info: bytes, unit: _Encoded, *, with_certificates: bool) -> bytes:
    return writing.content_info(
        version=_VERSION_3,
        digests=(unit.digest_algorithm,),
        content=writing.encapsulated(oids.TST_INFO, info),
        certificates=unit.certificates if with_certificates else (),
        signers=(signer_info,),
    )
