"""The content of an archive-time-stamp-v3: the signature, and through an index of digests everything next to it.

Standard: EN 319 122-1, 5.5.2 (ats-hash-index-v3) and 5.5.3 (archive-time-stamp-v3).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from esigner.ades.encoding.crypto import digest
from esigner.algorithms import digests
from esigner.asn1 import der, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms.signed_data import SignedData, SignerInfo

HASH_INDEX_V3: Final = "0.4.0.19122.1.5"
OLD_ARCHIVE_TIMESTAMPS: Final = ("1.2.840.113549.1.9.16.2.27", "1.2.840.113549.1.9.16.2.48")
"""Versions 1 and 2 (TS 101 733): over certificates and unsigned attributes as encoded."""
_CERTIFICATES: Final = 0xA0
_REVOCATION: Final = 0xA1
_UNSIGNED: Final = 0xA1
_INDEX_FIELDS: Final = 4


class WrongIndexError(MalformedAsn1Error):
    """The hash index names something no longer present, or is malformed."""


def index(signed: SignedData, signer: SignerInfo, algorithm: str) -> bytes:
    """Return the ATSHashIndexV3 of everything in the SignedData except this signer's signed part."""
    fields = signed.node.children()
    return der.sequence(
        digests.KNOWN[algorithm].identifier_der,
        _digests(_inside(fields, _CERTIFICATES), algorithm),
        _digests(_inside(fields[:-1], _REVOCATION), algorithm),
        _digests(_attribute_values(signer), algorithm),
    )


def stamped_data(signed: SignedData, signer: SignerInfo, *, content: bytes, algorithm: str, hash_index: bytes) -> bytes:
    """Return the bytes whose digest the archive timestamp holds.

    Args:
        signed: The SignedData.
        signer: The SignerInfo that is archived.
        content: The signed data, wherever it is.
        algorithm: Of the timestamp's imprint and of the index.
        hash_index: DER of the ATSHashIndexV3.
    """
    content_type = signed.node.child(2, 0).encoded
    position = 6 if signer.attributes is not None else 5
    signed_part = b"".join(node.encoded for node in signer.node.children()[:position])
    return content_type + digest(algorithm, content) + signed_part + hash_index


def index_of(token: SignedData) -> bytes:
    """Return the index that a token carries among its unsigned attributes.

    Raises:
        WrongIndexError: It carries none, or several.
    """
    values = token.signers[0].unsigned.get(HASH_INDEX_V3, ())
    if len(values) != 1:
        raise WrongIndexError("no ats-hash-index-v3")
    return values[0].encoded


def check_index(hash_index: bytes, signed: SignedData, signer: SignerInfo, *, algorithm: str) -> None:
    """Refuse an index that names missing content; later additions are allowed.

    Raises:
        WrongIndexError: It does, or its algorithm differs from the timestamp's.
    """
    fields = nodes.read_ber(hash_index).children()
    if len(fields) != _INDEX_FIELDS or digests.name_of(fields[0].child(0).as_oid()) != algorithm:
        raise WrongIndexError("algorithm of ats-hash-index-v3")
    there = signed.node.children()
    parts = (_inside(there, _CERTIFICATES), _inside(there[:-1], _REVOCATION), _attribute_values(signer))
    for named, present in zip(fields[1:], parts, strict=True):
        known = {digest(algorithm, one) for one in present}
        if any(node.as_octets() not in known for node in named.children()):
            raise WrongIndexError("ats-hash-index-v3 names what is not there")


def _inside(fields: Sequence[nodes.Node], tag: int) -> list[bytes]:
    return [child.encoded for field in fields[3:] if field.tag == tag for child in field.children()]


def _attribute_values(signer: SignerInfo) -> list[bytes]:
    last = signer.node.child(-1)
    attributes = last.children() if last.tag == _UNSIGNED else ()
    parts = [attribute.children() for attribute in attributes]
    return [part[0].encoded + value.encoded for part in parts for value in part[1].children()]


def _digests(values: Iterable[bytes], algorithm: str) -> bytes:
    return der.sequence(*(der.octet_string(digest(algorithm, one)) for one in values))
