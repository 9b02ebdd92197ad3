"""Digest algorithms: all known ones, including those no longer reliable, so that they can be named."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from cryptography.hazmat.primitives import hashes

from esigner.algorithms import identifiers


class Strength(Enum):
    """How far an algorithm may be relied on."""

    BROKEN = "broken"
    """Collisions are known."""
    SHORT = "short"
    """Less than 128 bits against collisions."""
    STRONG = "strong"


Primitive: TypeAlias = (
    hashes.MD5
    | hashes.SHA1
    | hashes.SHA224
    | hashes.SHA256
    | hashes.SHA384
    | hashes.SHA512
    | hashes.SHA3_256
    | hashes.SHA3_384
    | hashes.SHA3_512
)
"""The algorithm of `cryptography` for it."""


@dataclass(frozen=True, slots=True)
class DigestAlgorithm:
    """One digest algorithm under all its names."""

    name: str
    """As in the EU DSS, such as SHA256."""
    oid: str
    xml_uri: str
    jose: str
    """The name in JAdES; empty where there is none."""
    hash: Primitive
    strength: Strength
    identifier_der: bytes
    """AlgorithmIdentifier without parameters (RFC 5754, 2)."""
    begin: Callable[[bytes], "hashlib._Hash"]
    """Start a digest with some bytes; `hashlib` by name would look up the name each time."""

    def digest(self, data: bytes) -> bytes:
        """Return the digest of `data`."""
        return self.begin(data).digest()

    @property
    def is_strong(self) -> bool:
        """Whether it may be relied on today."""
        return self.strength is Strength.STRONG


_XMLENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_XMLDSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
_NIST: Final = "2.16.840.1.101.3.4.2."


def _row(name: str, oid: str, xml_uri: str, jose: str, primitive: Primitive) -> DigestAlgorithm:
    strength = _WEAK.get(name, Strength.STRONG)
    begin = getattr(hashlib, name.lower().replace("-", "_"))
    return DigestAlgorithm(
        name, oid, xml_uri, jose, primitive, strength, identifiers.without_parameters(oid), begin
    )  # fmt: skip


_WEAK: Final = {"MD5": Strength.BROKEN, "SHA1": Strength.BROKEN, "SHA224": Strength.SHORT}
KNOWN: Final = {
    row.name: row
    for row in (
        _row("MD5", "1.2.840.113549.2.5", f"{_MORE}md5", "", hashes.MD5()),  # noqa: S303  known, to call it weak
        _row("SHA1", "1.3.14.3.2.26", f"{_XMLDSIG}sha1", "", hashes.SHA1()),  # noqa: S303  as above
        _row("SHA224", _NIST + "4", f"{_MORE}sha224", "", hashes.SHA224()),
        _row("SHA256", _NIST + "1", f"{_XMLENC}sha256", "S256", hashes.SHA256()),
        _row("SHA384", _NIST + "2", f"{_MORE}sha384", "S384", hashes.SHA384()),
        _row("SHA512", _NIST + "3", f"{_XMLENC}sha512", "S512", hashes.SHA512()),
        _row("SHA3-256", _NIST + "8", f"{_MORE_2007}sha3-256", "S3-256", hashes.SHA3_256()),
        _row("SHA3-384", _NIST + "9", f"{_MORE_2007}sha3-384", "S3-384", hashes.SHA3_384()),
        _row("SHA3-512", _NIST + "10", f"{_MORE_2007}sha3-512", "S3-512", hashes.SHA3_512()),
    )
}
"""Every row, by name."""

BY_OID: Final = {row.oid: row for row in KNOWN.values()}
BY_URI: Final = {row.xml_uri: row for row in KNOWN.values()}
BY_JOSE: Final = {row.jose: row for row in KNOWN.values() if row.jose}
WRITTEN: Final = {name: KNOWN[name] for name in ("SHA256", "SHA384", "SHA512")}
"""Those used for our signatures, timestamps and certificates."""
WRITTEN_BY_OID: Final = {row.oid: row for row in WRITTEN.values()}
STRONG: Final = frozenset(name for name, row in KNOWN.items() if row.is_strong)
"""Names of those that may be relied on."""
BROKEN: Final = frozenset(name for name, row in KNOWN.items() if row.strength is Strength.BROKEN)


def name_of(oid: str) -> str:
    """Return the name of the digest algorithm, or the OID if it has none."""
    known = BY_OID.get(oid)
    return known.name if known else oid
