"""BER converted to DER."""

from esigner.asn1 import der, tags
from esigner.asn1.nodes import Node


def in_der(node: Node) -> bytes:
    """Return the element in DER: definite lengths, octet strings in one piece, the elements of a SET in order.

    The content of context-specific tags is kept except for its lengths. Standard: X.690, 10 and 11.6.
    """
    if not node.tag & tags.CONSTRUCTED:
        return der.tlv(node.tag, node.content)
    if node.tag == tags.OCTET_STRING_IN_PIECES:
        return der.octet_string(node.as_octets())
    parts = [in_der(child) for child in node.children()]
    return der.tlv(node.tag, b"".join(sorted(parts) if node.tag == tags.SET else parts))
