"""A CMS with more in it: every element that stands there keeps its bytes and its place; what is new comes after it.

Standard: RFC 5652, 5.1 and 5.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.cades.message import OCSP_RESPONSE
from esigner.ades.material import Revocation
from esigner.ades.signed_data import encoded_certificate
from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error

_CERTIFICATES: Final = 0xA0
_REVOCATION: Final = 0xA1
_UNSIGNED: Final = 0xA1
_VERSION_WITH_OTHER: Final = 5
"""RFC 5652, 5.1: where revocation information of another form than CRLs is inside."""


def grown(
    encoded: bytes,
    *,
    attributes: Mapping[int, Sequence[bytes]] | None = None,
    certificates: Iterable[bytes] = (),
    material: Sequence[Revocation] = (),
    digests: Iterable[bytes] = (),
    signers: Sequence[bytes] = (),
) -> bytes:
    """Give the ContentInfo with more in it; of certificates, revocation and digests, what is there is not added again.

    Args:
        encoded: A ContentInfo with SignedData, DER or BER.
        attributes: Unsigned attributes for the signers of these numbers.
        certificates: DER of each.
        material: Certificates, lists and answers to carry along.
        digests: AlgorithmIdentifier of each.
        signers: SignerInfo of each.

    Raises:
        AugmentationRefusedError: A part of it that validation passes over cannot be read.
    """
    try:
        return _grown(
            encoded, attributes or {}, certificates=certificates, material=material, digests=digests, signers=signers
        )
    except MalformedAsn1Error as error:
        raise AugmentationRefusedError(signature="", reason=f"its CMS is malformed: {error}") from error


def _grown(
    encoded: bytes,
    attributes: Mapping[int, Sequence[bytes]],
    *,
    certificates: Iterable[bytes],
    material: Sequence[Revocation],
    digests: Iterable[bytes],
    signers: Sequence[bytes],
) -> bytes:
    root = nodes.read_ber(encoded, trailing=True)
    content_type, inside = root.at_least(2)[:2]
    fields = inside.child(0).children()
    standing = fields.pop().children()
    version, known, content = fields[:3]
    held = {field.tag: [child.encoded for child in field.children()] for field in fields[3:]}
    carried = [encoded_certificate(one) for new in material for one in new.certificates]
    parts = {
        _CERTIFICATES: _joined(held.get(_CERTIFICATES, ()), certificates, carried),
        _REVOCATION: _joined(held.get(_REVOCATION, ()), *map(_revocation, material)),
    }
    other = any(one[:1] == bytes((_REVOCATION,)) for one in parts[_REVOCATION])
    infos = [_with_attributes(node, attributes.get(n, ())) for n, node in enumerate(standing)]
    body = der.sequence(
        der.integer(_VERSION_WITH_OTHER) if other else version.encoded,
        der.tlv(tags.SET, b"".join(_joined([one.encoded for one in known.children()], digests))),
        content.encoded,
        *(der.tlv(tag, b"".join(items)) for tag, items in parts.items() if items),
        der.tlv(tags.SET, b"".join((*infos, *signers))),
    )
    return der.sequence(content_type.encoded, der.context(0, body))


def _joined(standing: Sequence[bytes], *groups: Iterable[bytes]) -> list[bytes]:
    new = dict.fromkeys(one for group in groups for one in group)
    return [*standing, *(one for one in new if one not in standing)]


def _revocation(new: Revocation) -> list[bytes]:
    return [*new.crls, *(der.context(1, der.oid(OCSP_RESPONSE) + answer) for answer in new.ocsp_responses)]


def _with_attributes(node: nodes.Node, attributes: Sequence[bytes]) -> bytes:
    if not attributes:
        return node.encoded
    fields = node.children()
    held = fields[-1].content if fields[-1].tag == _UNSIGNED else b""
    kept = fields[:-1] if held else fields
    return der.sequence(*(field.encoded for field in kept), der.context(1, held + b"".join(attributes)))
