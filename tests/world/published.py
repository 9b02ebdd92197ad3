"""A key that everybody has: RFC 9500 2.3 publishes testECCP256 for tests."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_D: Final = 0xE6CB5BDD80AA45AE9C95E8C15476679FFEC953C16851E711E743939589C64FC1
KEY: Final = ec.derive_private_key(_D, ec.SECP256R1())
RFC_9500_P256: Final = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
