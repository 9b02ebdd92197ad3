"""The cryptographic facts: does this key vouch for these bytes, and are the algorithms strong enough."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import spend
from esigner.pkix.signatures import steps_of

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "MD5": hashes.MD5(),  # noqa: S303  known, so that it can be called weak
    "SHA1": hashes.SHA1(),  # noqa: S303  as above
    "SHA224": hashes.SHA224(),
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
    "SHA3-256": hashes.SHA3_256(),
    "SHA3-384": hashes.SHA3_384(),
    "SHA3-512": hashes.SHA3_512(),
}
STRONG_DIGESTS: Final = frozenset(_HASHES) - {"MD5", "SHA1", "SHA224"}

DIGEST_OIDS: Final = {
    "1.2.840.113549.2.5": "MD5",
    "1.3.14.3.2.26": "SHA1",
    "2.16.840.1.101.3.4.2.4": "SHA224",
    "2.16.840.1.101.3.4.2.1": "SHA256",
    "2.16.840.1.101.3.4.2.2": "SHA384",
    "2.16.840.1.101.3.4.2.3": "SHA512",
    "2.16.840.1.101.3.4.2.8": "SHA3-256",
    "2.16.840.1.101.3.4.2.9": "SHA3-384",
    "2.16.840.1.101.3.4.2.10": "SHA3-512",
}
_OID_OF: Final = {name: oid for oid, name in DIGEST_OIDS.items()}
_ZEROS_AT_MOST: Final = 8
_XMLDSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
DIGEST_URIS: Final = {
    f"{_MORE}md5": "MD5",
    f"{_XMLDSIG}sha1": "SHA1",
    f"{_MORE}sha224": "SHA224",
    "http://www.w3.org/2001/04/xmlenc#sha256": "SHA256",
    f"{_MORE}sha384": "SHA384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "SHA512",
    f"{_MORE_2007}sha3-256": "SHA3-256",
    f"{_MORE_2007}sha3-384": "SHA3-384",
    f"{_MORE_2007}sha3-512": "SHA3-512",
}


class WrongSignatureError(ValueError):
    """The value does not fit the key and the bytes, or cannot be checked; a step turns it into a finding."""


class UnknownAlgorithmError(WrongSignatureError):
    """We cannot check this kind of key or algorithm."""


class Oddity(StrEnum):
    """What is right, but written otherwise than the standard has it."""

    ECDSA_LENGTH = "r and s are not as long as the order of the curve"
    """XML-DSig and BSI TR-03111 want both padded to that length; Java and others pad more, or less."""
    ECDSA_NOT_DER = "r and s are not in DER"
    DIGEST_INFO_WITHOUT_NULL = "DigestInfo without the NULL"
    """RFC 8017, appendix B.1: parameters shall be NULL, and both forms are to be accepted."""
    ATTRIBUTES_NOT_DER = "signed attributes are not stored in DER"
    """RFC 5652, 5.4: the signature is over their DER encoding, however they are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How a signature value was made."""

    kind: str
    """`RSA`, `PSS`, `ECDSA` or `EDDSA`."""
    digest: str
    raw_ecdsa: bool = False
    """Whether an ECDSA value is r‖s (XML-DSig) rather than DER (CMS)."""
    salt_bytes: int | None = None
    mask_digest: str | None = None
    """Of MGF1, where it is another than `digest` (RFC 4055, 3.1)."""


SIGNATURE_URIS: Final = {
    f"{_XMLDSIG}rsa-sha1": Scheme(kind="RSA", digest="SHA1"),
    f"{_MORE}rsa-md5": Scheme(kind="RSA", digest="MD5"),
    **{f"{_MORE}rsa-sha{n}": Scheme(kind="RSA", digest=f"SHA{n}") for n in (224, 256, 384, 512)},
    **{f"{_MORE}ecdsa-sha{n}": Scheme(kind="ECDSA", digest=f"SHA{n}", raw_ecdsa=True) for n in (1, 224, 256, 384, 512)},
    **{f"{_MORE_2007}sha{n}-rsa-MGF1": Scheme(kind="PSS", digest=f"SHA{n}") for n in (1, 224, 256, 384, 512)},
    **{f"{_MORE_2007}sha3-{n}-rsa-MGF1": Scheme(kind="PSS", digest=f"SHA3-{n}") for n in (256, 384, 512)},
    "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519": Scheme(kind="EDDSA", digest="SHA512"),
    "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448": Scheme(kind="EDDSA", digest="SHA512"),
}
_RSA_OIDS: Final = {
    "1.2.840.113549.1.1.4": "MD5",
    "1.2.840.113549.1.1.5": "SHA1",
    "1.2.840.113549.1.1.14": "SHA224",
    "1.2.840.113549.1.1.11": "SHA256",
    "1.2.840.113549.1.1.12": "SHA384",
    "1.2.840.113549.1.1.13": "SHA512",
    "2.16.840.1.101.3.4.3.14": "SHA3-256",
    "2.16.840.1.101.3.4.3.15": "SHA3-384",
    "2.16.840.1.101.3.4.3.16": "SHA3-512",
}
_RSA_KEY_OIDS: Final = ("1.2.840.113549.1.1.1", "2.5.8.1.1")
"""rsaEncryption, and the rsa of X.509's annex, which old systems still write."""
_ECDSA_OIDS: Final = {
    "1.2.840.10045.4.1": "SHA1",
    "1.2.840.10045.4.3.1": "SHA224",
    "1.2.840.10045.4.3.2": "SHA256",
    "1.2.840.10045.4.3.3": "SHA384",
    "1.2.840.10045.4.3.4": "SHA512",
    "2.16.840.1.101.3.4.3.10": "SHA3-256",
    "2.16.840.1.101.3.4.3.11": "SHA3-384",
    "2.16.840.1.101.3.4.3.12": "SHA3-512",
}
_PLAIN_ECDSA_OIDS: Final = {
    "0.4.0.127.0.7.1.1.4.1.3": "SHA256",
    "0.4.0.127.0.7.1.1.4.1.4": "SHA384",
    "0.4.0.127.0.7.1.1.4.1.5": "SHA512",
}
"""ecdsa-plain of BSI TR-03111: r‖s in CMS."""
PSS_OID: Final = "1.2.840.113549.1.1.10"


def scheme_of_oid(oid: str, digest: str) -> Scheme:
    """Return the scheme that a CMS signature algorithm names; `digest` is that of the SignerInfo.

    Raises:
        UnknownAlgorithmError: We do not know it.
    """
    if oid in _PLAIN_ECDSA_OIDS:
        return Scheme(kind="ECDSA", digest=_PLAIN_ECDSA_OIDS[oid], raw_ecdsa=True)
    if oid in _RSA_OIDS:
        return Scheme(kind="RSA", digest=_RSA_OIDS[oid])
    if oid in _ECDSA_OIDS:
        return Scheme(kind="ECDSA", digest=_ECDSA_OIDS[oid])
    if oid in _RSA_KEY_OIDS:
        return Scheme(kind="RSA", digest=digest)
    if oid in ("1.3.101.112", "1.3.101.113"):
        return Scheme(kind="EDDSA", digest="SHA512")
    raise UnknownAlgorithmError(oid)


def digest(algorithm: str, data: bytes) -> bytes:
    """Return the digest of the bytes under one of our names.

    Raises:
        UnknownAlgorithmError: It is none of them.
    """
    return digest_of((data,), algorithm)


def digest_of(pieces: Iterable[bytes | memoryview], algorithm: str) -> bytes:
    """Return the digest of bytes that come in pieces; a step for each kilobyte.

    Raises:
        UnknownAlgorithmError: It is none of ours.
    """
    if algorithm not in _HASHES:
        raise UnknownAlgorithmError(algorithm)
    state = hashlib.new(algorithm.lower().replace("sha3-", "sha3_"))
    for piece in pieces:
        spend(1 + len(piece) // 1024)
        state.update(piece)
    return state.digest()


def verify(key: PublicKeyTypes, *, value: bytes, data: bytes, scheme: Scheme) -> frozenset[Oddity]:
    """Prove that the key's owner signed these bytes; give what is odd about the form of the value.

    Raises:
        WrongSignatureError: It is not so, or the key is of another kind than the algorithm.
        UnknownAlgorithmError: It cannot be checked.
    """
    spend(steps_of(key) + len(data) // 1024)
    try:
        return _verify(key, value, data, scheme)
    except WrongSignatureError:
        raise
    except UnsupportedAlgorithm as error:
        raise UnknownAlgorithmError(str(error)) from error
    except (InvalidSignature, ValueError, TypeError) as error:
        raise WrongSignatureError(str(error) or "value does not fit") from error


def _verify(key: PublicKeyTypes, value: bytes, data: bytes, scheme: Scheme) -> frozenset[Oddity]:
    algorithm = _hash(scheme.digest)
    if isinstance(key, rsa.RSAPublicKey) and scheme.kind == "RSA":
        return _verify_rsa(key, value, data, scheme.digest)
    if isinstance(key, rsa.RSAPublicKey) and scheme.kind == "PSS":
        salt = algorithm.digest_size if scheme.salt_bytes is None else scheme.salt_bytes
        mask = padding.MGF1(_hash(scheme.mask_digest or scheme.digest))
        key.verify(value, data, padding.PSS(mgf=mask, salt_length=salt), algorithm)
        return _NOTHING_ODD
    if isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind == "ECDSA":
        encoded, oddities = (_from_raw if scheme.raw_ecdsa else _from_der)(value, key)
        key.verify(encoded, data, ec.ECDSA(algorithm))
        return oddities
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) and scheme.kind == "EDDSA":
        key.verify(value, data)
        return _NOTHING_ODD
    message = f"{scheme.kind} with {type(key).__name__}"
    raise UnknownAlgorithmError(message)


_NOTHING_ODD: Final[frozenset[Oddity]] = frozenset()


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise UnknownAlgorithmError(name)
    return _HASHES[name]


def _verify_rsa(key: rsa.RSAPublicKey, value: bytes, data: bytes, name: str) -> frozenset[Oddity]:
    try:
        key.verify(value, data, padding.PKCS1v15(), _HASHES[name])
    except InvalidSignature:
        # The whole DigestInfo is compared, not read: nothing can be hidden in it.
        if key.recover_data_from_signature(value, padding.PKCS1v15(), None) != _without_null(name, data):
            raise
        return frozenset({Oddity.DIGEST_INFO_WITHOUT_NULL})
    return _NOTHING_ODD


def _without_null(name: str, data: bytes) -> bytes:
    identifier = der.sequence(der.oid(_OID_OF[name]))
    return der.sequence(identifier, der.octet_string(digest(name, data)))


def coordinate_bytes(key: ec.EllipticCurvePublicKey) -> int:
    """Return how long r and s are, each, where they are written one after the other."""
    return (key.curve.key_size + 7) // 8


def _from_raw(value: bytes, key: ec.EllipticCurvePublicKey) -> tuple[bytes, frozenset[Oddity]]:
    """Return an r‖s in DER; both halves may have lost leading zeros, or have some too many."""
    half, size = len(value) // 2, coordinate_bytes(key)
    if len(value) % 2 or not 0 < half <= size + _ZEROS_AT_MOST:
        message = "r and s have another length"
        raise WrongSignatureError(message)
    encoded = encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
    return encoded, _NOTHING_ODD if half == size else frozenset({Oddity.ECDSA_LENGTH})


def _from_der(value: bytes, key: ec.EllipticCurvePublicKey) -> tuple[bytes, frozenset[Oddity]]:
    """Return the value in DER; others write BER, or numbers whose first bit makes them negative."""
    try:
        numbers = [node.expect(tags.INTEGER).content for node in nodes.read_ber(value).expect(tags.SEQUENCE).children()]
    except MalformedAsn1Error:
        return value, _NOTHING_ODD
    longest = coordinate_bytes(key) + _ZEROS_AT_MOST
    if len(numbers) != 2 or any(not 0 < len(one) <= longest for one in numbers):  # noqa: PLR2004  r and s
        return value, _NOTHING_ODD
    encoded = encode_dss_signature(int.from_bytes(numbers[0], "big"), int.from_bytes(numbers[1], "big"))
    return encoded, _NOTHING_ODD if encoded == value else frozenset({Oddity.ECDSA_NOT_DER})


def key_is_strong(key: PublicKeyTypes, *, rsa_bits_at_least: int, curve_bits_at_least: int) -> bool:
    """Whether the key is long enough."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= rsa_bits_at_least
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.key_size >= curve_bits_at_least
    return isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey)
