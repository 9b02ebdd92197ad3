"""Whether the owner of this key made this value: the one check for all notations."""

from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from esigner import bounds
from esigner.algorithms import digests, keys
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import Family, Scheme


class WrongSignatureError(ValueError):
    """The value does not fit the key and the bytes, or cannot be checked; callers turn it into a refusal."""


class UnknownAlgorithmError(WrongSignatureError):
    """This kind of key or algorithm cannot be checked."""


def verify(key: PublicKeyTypes, *, value: bytes, data: bytes, scheme: Scheme) -> None:
    """Prove that the key's owner signed these bytes.

    Raises:
        WrongSignatureError: It does not verify.
        UnknownAlgorithmError: It cannot be checked, or the key does not match the algorithm.
    """
    if bounds.is_bounded():  # reading a key's exponent costs a tenth of using it
        bounds.spend(keys.steps_of(key) + len(data) // 1024)
    try:
        _verify(key, value, data, scheme)
    except WrongSignatureError:
        raise
    except UnsupportedAlgorithm as error:
        raise UnknownAlgorithmError(str(error)) from error
    except Exception as error:  # a wrong value, or any other library error caused by a foreign key or value
        raise WrongSignatureError(str(error) or "value does not fit") from error


def digest_named(name: str) -> DigestAlgorithm:
    """Return the digest algorithm of that name.

    Raises:
        UnknownAlgorithmError: There is none.
    """
    known = digests.KNOWN.get(name)
    if known is None:
        raise UnknownAlgorithmError(name)
    return known


def der_of(r_and_s: bytes) -> bytes:
    """Return an ECDSA value that is written r‖s in DER."""
    half = len(r_and_s) // 2
    return encode_dss_signature(int.from_bytes(r_and_s[:half], "big"), int.from_bytes(r_and_s[half:], "big"))


def _in_der(value: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    if len(value) != 2 * keys.coordinate_bytes(key):
        message = "r and s have another length"
        raise WrongSignatureError(message)
    return der_of(value)


def _verify(key: PublicKeyTypes, value: bytes, data: bytes, scheme: Scheme) -> None:
    primitive = digest_named(scheme.digest).hash
    if isinstance(key, rsa.RSAPublicKey) and scheme.kind is Family.RSA:
        key.verify(value, data, _PKCS_1, primitive)
    elif isinstance(key, rsa.RSAPublicKey) and scheme.kind is Family.PSS:
        salt = primitive.digest_size if scheme.salt_bytes is None else scheme.salt_bytes
        mask = padding.MGF1(digest_named(scheme.mask_digest or scheme.digest).hash)
        key.verify(value, data, padding.PSS(mgf=mask, salt_length=salt), primitive)
    elif isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind is Family.ECDSA:
        key.verify(_in_der(value, key) if scheme.raw_ecdsa else value, data, ec.ECDSA(primitive))
    elif isinstance(key, _Edwards | _Lattice) and _takes_whole(key, scheme):
        key.verify(value, data)
    elif isinstance(key, dsa.DSAPublicKey) and scheme.kind is Family.DSA:
        key.verify(value, data, primitive)
    else:
        message = f"{scheme.kind} with {type(key).__name__}"
        raise UnknownAlgorithmError(message)


def _takes_whole(key: "_Edwards | _Lattice", scheme: Scheme) -> bool:
    return scheme.kind is (Family.EDDSA if isinstance(key, _Edwards) else Family.ML_DSA)


_PKCS_1: Final = padding.PKCS1v15()
_Edwards = ed25519.Ed25519PublicKey | ed448.Ed448PublicKey
_Lattice = mldsa.MLDSA44PublicKey | mldsa.MLDSA65PublicKey | mldsa.MLDSA87PublicKey
