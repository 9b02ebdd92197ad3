"""Time-stamp answers (RFC 3161), in our own DER."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pki import der, signing
from esigner.pki.keys import PrivateKey, digest_for
from esigner.pki.tsa_request import Failure, RequestRefusedError, TimestampRequest, read

POLICY_TEST: Final = "2.25.206318297021593421117453890424270211831.1"
"""An arc of our own under a random UUID (X.667): it claims nobody's rules."""

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
_GRANTED, _REJECTION = 0, 2
_FAILURE_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampUnit:
    """The unit that signs tokens."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    """Put beside the unit's certificate into the token where certReq asks; nearest issuer first."""
    policy: str = POLICY_TEST
    """Dotted OID."""
    accuracy_seconds: int = 1


def answer(request_der: bytes, *, tsu: TimestampUnit, serial: int, at: datetime) -> bytes:
    """Give the DER TimeStampResp: granted with a token, or rejected with the failure named; never raises.

    1. Read the request; what cannot be stamped is rejected.
    2. Write the TSTInfo: imprint and nonce byte for byte, genTime in whole seconds, accuracy.
    3. Sign the attributes contentType, messageDigest and signingCertificateV2.
    4. Put it into SignedData, with certificates only where certReq asks.

    Standard: RFC 3161 2.4.2; RFC 5816 (ESSCertIDv2); RFC 5652 5.
    """
    try:
        request = read(request_der)  # (1)
        _check_policy(request, tsu)
    except RequestRefusedError as refusal:
        return _rejected(refusal)
    info = _tst_info(request, tsu, serial, at)  # (2)
    signer_info = _signer_info(info, tsu)  # (3)
    token = _signed_data(info, signer_info, tsu, with_certificates=request.wants_certificate)  # (4)
    return der.sequence(der.sequence(der.integer(_GRANTED)), token)


def _check_policy(request: TimestampRequest, tsu: TimestampUnit) -> None:
    if request.policy not in (None, der.oid(tsu.policy)):
        raise RequestRefusedError(Failure.UNACCEPTED_POLICY, f"the only policy here is {tsu.policy}")


def _rejected(refusal: RequestRefusedError) -> bytes:
    bits = 1 << (_FAILURE_BITS - 1 - refusal.failure)
    octets = bits.to_bytes(_FAILURE_BITS // 8, "big").rstrip(b"\0")
    # DER wants a named-bit list without trailing zero bits (X.690 11.2.2).
    unused_bits = (octets[-1] & -octets[-1]).bit_length() - 1
    sentence = der.sequence(der.tlv(der.UTF8_STRING, refusal.sentence.encode()))
    return der.sequence(der.sequence(der.integer(_REJECTION), sentence, der.bit_string(octets, unused_bits)))


def _tst_info(request: TimestampRequest, tsu: TimestampUnit, serial: int, at: datetime) -> bytes:
    return der.sequence(
        der.integer(1),
        der.oid(tsu.policy),
        request.imprint,
        der.integer(serial),
        der.generalized_time(at),
        der.sequence(der.integer(tsu.accuracy_seconds)),
        request.nonce,
    )


def _signer_info(info: bytes, tsu: TimestampUnit) -> bytes:
    algorithm = digest_for(tsu.key)
    digest = hashlib.new(algorithm.name, info).digest()
    attributes = der.set_of(
        _attribute(_CONTENT_TYPE, der.oid(_TST_INFO)),
        _attribute(_MESSAGE_DIGEST, der.octet_string(digest)),
        _signing_certificate(tsu.certificate),
    )
    return der.sequence(
        der.integer(1),
        _issuer_and_serial(tsu.certificate),
        signing.digest_algorithm(algorithm),
        # What is signed carries the SET tag, what is sent the context tag (RFC 5652 5.4).
        b"\xa0" + attributes[1:],
        signing.signature_algorithm(tsu.key),
        der.octet_string(signing.sign(tsu.key, attributes)),
    )


def _attribute(dotted: str, value: bytes) -> bytes:
    return der.sequence(der.oid(dotted), der.tlv(der.SET, value))


@lru_cache(maxsize=16)
def _signing_certificate(certificate: x509.Certificate) -> bytes:
    """Give SigningCertificateV2; SHA-256 is its default algorithm and therefore not written."""
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    directory_name = der.explicit(4, certificate.issuer.public_bytes())
    issuer_serial = der.sequence(der.sequence(directory_name), der.integer(certificate.serial_number))
    cert_id = der.sequence(der.octet_string(digest), issuer_serial)
    return _attribute(_SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(cert_id)))


@lru_cache(maxsize=16)
def _issuer_and_serial(certificate: x509.Certificate) -> bytes:
    return der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))


def _signed_data(info: bytes, signer_info: bytes, tsu: TimestampUnit, *, with_certificates: bool) -> bytes:
    certificates = b""
    if with_certificates:
        encoded = sorted(one.public_bytes(Encoding.DER) for one in (tsu.certificate, *tsu.chain))
        certificates = der.tlv(0xA0, *encoded)
    content = der.sequence(
        der.integer(3),
        der.tlv(der.SET, signing.digest_algorithm(digest_for(tsu.key))),
        der.sequence(der.oid(_TST_INFO), der.explicit(0, der.octet_string(info))),
        certificates,
        der.tlv(der.SET, signer_info),
    )
    return der.sequence(der.oid(_SIGNED_DATA), der.explicit(0, content))
