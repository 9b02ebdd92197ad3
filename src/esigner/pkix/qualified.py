"""Statements of qualified certificates (RFC 3739, 3.2.6; EN 319 412-5): which of them are known."""

from typing import Final

from esigner.asn1 import nodes, tags
from esigner.asn1.errors import MalformedAsn1Error

STATEMENTS: Final = "1.3.6.1.5.5.7.1.3"
_KNOWN: Final = frozenset(
    {
        "1.3.6.1.5.5.7.11.1",  # id-qcs-pkixQCSyntax-v1
        "1.3.6.1.5.5.7.11.2",  # id-qcs-pkixQCSyntax-v2
        *(f"0.4.0.1862.1.{number}" for number in range(1, 8)),  # EN 319 412-5, 4
        *(f"0.4.0.194121.1.{number}" for number in range(1, 5)),  # semantics identifiers of EN 319 412-1, 5.1
    }
)
"""All of them describe the certificate or its owner; none forbids our use of it."""


def are_understood(value: bytes) -> bool:
    """Return whether the extension contains only known statements."""
    try:
        found = [one.children()[0].as_oid() for one in nodes.read_ber(value).expect(tags.SEQUENCE).children()]
    except (MalformedAsn1Error, IndexError):
        return False
    return set(found) <= _KNOWN
