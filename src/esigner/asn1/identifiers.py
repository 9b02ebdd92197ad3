"""AlgorithmIdentifier: the named algorithm (RFC 5280, 4.1.1.2)."""

from functools import lru_cache

from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node


@lru_cache(maxsize=256)
def oid_of(encoded: bytes) -> str:
    """Return the dotted OID of an AlgorithmIdentifier in DER, whatever its parameters; cached.

    Raises:
        MalformedAsn1Error: It is malformed.
    """
    return nodes.read(encoded).expect(tags.SEQUENCE).child(0).as_oid()


def read_without_parameters(identifier: Node) -> bytes:
    """Return the complete OBJECT IDENTIFIER of an algorithm whose parameters are absent or NULL, as a digest's are.

    Raises:
        MalformedAsn1Error: It has other parameters.
    """
    oid, *parameters = identifier.expect(tags.SEQUENCE).children() or [identifier]
    if [parameter.encoded for parameter in parameters] not in ([], [der.NULL]):
        raise MalformedAsn1Error("parameters of an algorithm that has none")
    return oid.expect(tags.OBJECT_IDENTIFIER).encoded
