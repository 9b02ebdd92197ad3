"""Additions to a CMS: every existing element keeps its bytes and its place; new ones come after it.

Standard: RFC 5652, 5.1 and 5.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.create.cades.message import revocation_values
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.cms import writing
from esigner.pkix.encoding import encoded_certificate

_CERTIFICATES: Final = 0xA0
_REVOCATION: Final = 0xA1
_UNSIGNED: Final = 0xA1


def grown(
    encoded: bytes,
    *,
    attributes: Mapping[int, Sequence[bytes]] | None = None,
    certificates: Iterable[bytes] = (),
    material: Sequence[ValidationData] = (),
    digests: Iterable[bytes] = (),
    signers: Sequence[bytes] = (),
) -> bytes:
    """Return the ContentInfo with more in it.

    Of certificates, revocation and digests, what is there is not added again.

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
    material: Sequence[ValidationData],
    digests: Iterable[bytes],
    signers: Sequence[bytes],
) -> bytes:
    fields = nodes.read_ber(encoded, trailing=True).child(1, 0).children()
    standing = fields.pop().children()
    version, known, content = fields[:3]
    held = {field.tag: [child.encoded for child in field.children()] for field in fields[3:]}
    carried = [encoded_certificate(one) for new in material for one in new.certificates]
    revocation = _joined(held.get(_REVOCATION, ()), *map(revocation_values, material))
    other = any(one[:1] == bytes((_REVOCATION,)) for one in revocation)
    infos = [_with_attributes(node, attributes.get(n, ())) for n, node in enumerate(standing)]
    return writing.content_info(
        version=der.integer(writing.VERSION_WITH_OTHER_REVOCATION) if other else version.encoded,
        digests=_joined([one.encoded for one in known.children()], digests),
        content=content.encoded,
        certificates=_joined(held.get(_CERTIFICATES, ()), certificates, carried),
        revocation=revocation,
        signers=(*infos, *signers),
    )


def _joined(standing: Sequence[bytes], *groups: Iterable[bytes]) -> list[bytes]:
    new = dict.fromkeys(one for group in groups for one in group)
    return [*standing, *(one for one in new if one not in standing)]


def _with_attributes(node: nodes.Node, attributes: Sequence[bytes]) -> bytes:
    if not attributes:
        return node.encoded
    fields = node.children()
    held = fields[-1].content if fields[-1].tag == _UNSIGNED else b""
    kept = fields[:-1] if held else fields
    return der.sequence(*(field.encoded for field in kept), der.context(1, held + b"".join(attributes)))
