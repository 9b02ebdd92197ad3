"""Deviations of a CMS from RFC 5652 that change nothing that was signed."""

from typing import Final

from cryptography import x509

from esigner.ades.encoding.names import issuer_der
from esigner.asn1 import nodes
from esigner.cms.signed_data import SignedData, SignerInfo

_VERSIONS: Final = frozenset({1, 3, 4, 5})
"""Of SignedData (RFC 5652, 5.1)."""
_BY_ISSUER, _BY_KEY = 1, 3
"""Versions of a SignerInfo by how it identifies the signer (RFC 5652, 5.3)."""
_NAMED_AT_MOST: Final = 8
_TOLD_AT_MOST: Final = 80
_NUMBER_BITS_AT_MOST: Final = 64


def oddities(signed: SignedData, signer: SignerInfo, certificate: x509.Certificate) -> list[str]:
    """Return deviations in the CMS and this SignerInfo, which names this certificate.

    Raises:
        MalformedAsn1Error: A version is not a number.
    """
    found = []
    if (version := _version(signed.node)) not in _VERSIONS:
        found.append(f"SignedData of version {_told(version)}")
    if (version := _version(signer.node)) != (_BY_ISSUER if signer.identifier.key_identifier is None else _BY_KEY):
        found.append(f"SignerInfo of version {_told(version)}")
    if signer.identifier.issuer_der not in (None, issuer_der(certificate)):
        found.append("issuer written otherwise than in the certificate")
    empty = [oid for attributes in (signer.signed, signer.unsigned) for oid, values in attributes.items() if not values]
    found += [f"attribute {oid[:_TOLD_AT_MOST]} without a value" for oid in empty[:_NAMED_AT_MOST]]
    return found


def _version(node: nodes.Node) -> int:
    return node.child(0).as_integer()


def _told(version: int) -> str:
    return str(version) if version.bit_length() <= _NUMBER_BITS_AT_MOST else "beyond counting"
