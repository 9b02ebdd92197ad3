"""Identifier octets (X.690, 8.1.2) of the types used in certificates, CMS and related formats."""

from typing import Final

CONSTRUCTED: Final = 0x20
"""The bit for constructed elements."""

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OBJECT_IDENTIFIER: Final = 0x06
ENUMERATED: Final = 0x0A
UTF8_STRING: Final = 0x0C
PRINTABLE_STRING: Final = 0x13
IA5_STRING: Final = 0x16
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
OCTET_STRING_IN_PIECES: Final = 0x24
"""As possible in BER: constructed."""
SEQUENCE: Final = 0x30
SET: Final = 0x31
