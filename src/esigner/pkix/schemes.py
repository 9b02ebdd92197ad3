"""How a signature was made, read from the accompanying AlgorithmIdentifier (RFC 5280, 4.1.1.2; RFC 4055, 3.1)."""

from typing import Final

from esigner.algorithms import digests, identifiers, signatures
from esigner.algorithms.signatures import Family, Scheme
from esigner.algorithms.verification import UnknownAlgorithmError
from esigner.asn1 import nodes, tags
from esigner.asn1.nodes import Node

_HASH, _MASK, _SALT, _TRAILER = 0xA0, 0xA1, 0xA2, 0xA3
_SALT_AT_MOST: Final = 1024
_DEFAULT_DIGEST: Final = "SHA1"
_DEFAULT_SALT: Final = 20


def read(identifier: bytes, *, digest: str = "") -> Scheme:
    """Return the scheme.

    Args:
        identifier: An AlgorithmIdentifier in DER.
        digest: The digest algorithm named separately, as in a SignerInfo, for identifiers of only a kind of key.

    Raises:
        UnknownAlgorithmError: It is unknown or unreadable.
    """
    try:
        algorithm, *parameters = nodes.read_ber(identifier).expect(tags.SEQUENCE).children()
        oid = algorithm.as_oid()
        if oid == identifiers.RSA_PSS:
            return _pss(parameters)
    except ValueError as error:
        message = "an algorithm that cannot be read"
        raise UnknownAlgorithmError(message) from error
    if oid in identifiers.RSA_KEYS:
        return Scheme(kind=Family.RSA, digest=digest)
    known = signatures.BY_OID.get(oid)
    if known is None:
        raise UnknownAlgorithmError(oid)
    return known.scheme()


def _pss(parameters: list[Node]) -> Scheme:
    name, mask, salt = _DEFAULT_DIGEST, _DEFAULT_DIGEST, _DEFAULT_SALT
    for parameter in parameters[0].children() if parameters else ():
        value = parameter.child(0)
        if parameter.tag == _HASH:
            name = _digest_name(value)
        elif parameter.tag == _MASK:
            mask = _mask_digest(value)
        elif parameter.tag == _SALT:
            salt = value.as_integer()
        elif parameter.tag != _TRAILER or value.as_integer() != 1:
            raise UnknownAlgorithmError(identifiers.RSA_PSS)
    if not 0 <= salt <= _SALT_AT_MOST:
        message = "RSASSA-PSS with that length of salt"
        raise UnknownAlgorithmError(message)
    return Scheme(kind=Family.PSS, digest=name, salt_bytes=salt, mask_digest=None if mask == name else mask)


def _mask_digest(generator: Node) -> str:
    function, *named = generator.at_least(1)
    if (oid := function.as_oid()) != identifiers.MGF1:
        raise UnknownAlgorithmError(oid)
    return _digest_name(named[0]) if named else _DEFAULT_DIGEST


def _digest_name(identifier: Node) -> str:
    return digests.name_of(identifier.child(0).as_oid())
