"""Signature algorithms under their names in CMS, X.509, XML and JOSE.

Names are those of the EU DSS, which integrators know: RSA_SHA256, RSA_SSA_PSS_SHA256_MGF1, ECDSA_SHA384.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from esigner.algorithms import digests, identifiers
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.keys import KeyKind


class Family(StrEnum):
    """The mathematical scheme of a value."""

    RSA = "RSA"
    """PKCS#1 v1.5."""
    PSS = "PSS"
    ECDSA = "ECDSA"
    EDDSA = "EDDSA"
    ML_DSA = "ML-DSA"
    DSA = "DSA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How a signature value was made, its parameters included."""

    kind: Family
    digest: str
    """Name of the digest algorithm; the OID if it has no known name."""
    raw_ecdsa: bool = False
    """Whether an ECDSA value is r‖s (XML-DSig, JWS, BSI's ecdsa-plain) rather than DER (CMS)."""
    salt_bytes: int | None = None
    """Of PSS; None: as long as the digest."""
    mask_digest: str | None = None
    """Of MGF1, where it differs from `digest` (RFC 4055, 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureAlgorithm:
    """One signature algorithm: key kind and digest, under its names; empty where a notation has none."""

    name: str
    family: Family
    key_kind: KeyKind
    digest: DigestAlgorithm
    """For a key that takes the message itself: only the digest algorithm of CMS attributes."""
    oid: str
    xml_uri: str = ""
    jose: str = ""
    """The `alg` of a JWS."""
    identifier_der: bytes
    """AlgorithmIdentifier of the CMS SignerInfo."""
    is_raw: bool = False
    """Whether its OID says that an ECDSA value is r‖s."""

    @property
    def signs_whole_message(self) -> bool:
        """Whether the key takes the message itself."""
        return self.family in (Family.EDDSA, Family.ML_DSA)

    def scheme(self, *, raw_ecdsa: bool = False) -> Scheme:
        """Return its scheme; `raw_ecdsa` where the notation uses r‖s."""
        return _SCHEMES[self.family, self.digest.name, self.family is Family.ECDSA and (raw_ecdsa or self.is_raw)]


_XMLDSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
_MORE_2021: Final = "http://www.w3.org/2021/04/xmldsig-more#"
_PKCS_1: Final = "1.2.840.113549.1.1."
_ECDSA_WITH_SHA2: Final = "1.2.840.10045.4.3."
_PLAIN_ECDSA: Final = "0.4.0.127.0.7.1.1.4.1."
_NIST: Final = "2.16.840.1.101.3.4.3."

_RSA: Final = {
    "MD5": _PKCS_1 + "4",
    "SHA1": _PKCS_1 + "5",
    "SHA224": _PKCS_1 + "14",
    "SHA256": _PKCS_1 + "11",
    "SHA384": _PKCS_1 + "12",
    "SHA512": _PKCS_1 + "13",
    "SHA3-256": _NIST + "14",
    "SHA3-384": _NIST + "15",
    "SHA3-512": _NIST + "16",
}
_ECDSA: Final = {
    "SHA1": "1.2.840.10045.4.1",
    "SHA224": _ECDSA_WITH_SHA2 + "1",
    "SHA256": _ECDSA_WITH_SHA2 + "2",
    "SHA384": _ECDSA_WITH_SHA2 + "3",
    "SHA512": _ECDSA_WITH_SHA2 + "4",
    "SHA3-256": _NIST + "10",
    "SHA3-384": _NIST + "11",
    "SHA3-512": _NIST + "12",
}
_DSA: Final = {"SHA1": "1.2.840.10040.4.3", "SHA224": _NIST + "1", "SHA256": _NIST + "2"}
_PLAIN: Final = {"SHA256": _PLAIN_ECDSA + "3", "SHA384": _PLAIN_ECDSA + "4", "SHA512": _PLAIN_ECDSA + "5"}
"""ecdsa-plain of BSI TR-03111: r‖s in CMS."""
_PSS: Final = frozenset(digests.KNOWN) - {"MD5"}
_WHOLE_MESSAGE: Final = (
    ("ED25519", KeyKind.ED25519, "1.3.101.112", f"{_MORE_2021}eddsa-ed25519", "EdDSA"),
    # RFC 8037 has one `alg` for both curves: the key distinguishes them.
    ("ED448", KeyKind.ED448, "1.3.101.113", f"{_MORE_2021}eddsa-ed448", ""),
    ("ML_DSA_44", KeyKind.ML_DSA_44, _NIST + "17", "", "ML-DSA-44"),
    ("ML_DSA_65", KeyKind.ML_DSA_65, _NIST + "18", "", "ML-DSA-65"),
    ("ML_DSA_87", KeyKind.ML_DSA_87, _NIST + "19", "", "ML-DSA-87"),
)


def _bits(digest: DigestAlgorithm) -> str:
    """Return the suffix of a JOSE name; JOSE has names only for the digests that we write."""
    return str(digest.hash.digest_size * 8) if digest.name in digests.WRITTEN else ""


def _rsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    namespace = _XMLDSIG if digest.name == "SHA1" else _MORE
    return SignatureAlgorithm(
        name=f"RSA_{digest.name}",
        family=Family.RSA,
        key_kind=KeyKind.RSA,
        digest=digest,
        oid=_RSA[digest.name],
        xml_uri="" if digest.name.startswith("SHA3-") else f"{namespace}rsa-{digest.name.lower()}",
        jose=_bits(digest) and f"RS{_bits(digest)}",
        identifier_der=identifiers.with_null(_RSA[digest.name]),
    )


def _pss(digest: DigestAlgorithm) -> SignatureAlgorithm:
    return SignatureAlgorithm(
        name=f"RSA_SSA_PSS_{digest.name}_MGF1",
        family=Family.PSS,
        key_kind=KeyKind.RSA_PSS,
        digest=digest,
        oid=identifiers.RSA_PSS,
        xml_uri=f"{_MORE_2007}{digest.name.lower()}-rsa-MGF1",
        jose=_bits(digest) and f"PS{_bits(digest)}",
        identifier_der=identifiers.of_pss(digest.oid, digest.hash.digest_size),
    )


def _ecdsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    return SignatureAlgorithm(
        name=f"ECDSA_{digest.name}",
        family=Family.ECDSA,
        key_kind=KeyKind.EC,
        digest=digest,
        oid=_ECDSA[digest.name],
        xml_uri="" if digest.name.startswith("SHA3-") else f"{_MORE}ecdsa-{digest.name.lower()}",
        jose=_bits(digest) and f"ES{_bits(digest)}",
        identifier_der=identifiers.without_parameters(_ECDSA[digest.name]),
    )


def _plain_ecdsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    return SignatureAlgorithm(
        name=f"PLAIN_ECDSA_{digest.name}",
        family=Family.ECDSA,
        key_kind=KeyKind.EC,
        digest=digest,
        oid=_PLAIN[digest.name],
        identifier_der=identifiers.without_parameters(_PLAIN[digest.name]),
        is_raw=True,
    )


def _dsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    return SignatureAlgorithm(
        name=f"DSA_{digest.name}",
        family=Family.DSA,
        key_kind=KeyKind.DSA,
        digest=digest,
        oid=_DSA[digest.name],
        identifier_der=identifiers.without_parameters(_DSA[digest.name]),
    )


def _whole_message(name: str, kind: KeyKind, oid: str, xml_uri: str, jose: str) -> SignatureAlgorithm:
    return SignatureAlgorithm(
        name=name,
        family=Family.ML_DSA if name.startswith("ML_DSA") else Family.EDDSA,
        key_kind=kind,
        # RFC 8419, 3.1 and RFC 9882, 3.3: with signed attributes the digest of the content is SHA-512.
        digest=digests.KNOWN["SHA512"],
        oid=oid,
        xml_uri=xml_uri,
        jose=jose,
        identifier_der=identifiers.without_parameters(oid),
    )


_OF_DIGESTS: Final = ((_RSA, _rsa), (_PSS, _pss), (_ECDSA, _ecdsa), (_PLAIN, _plain_ecdsa), (_DSA, _dsa))
_SCHEMES: Final = {
    (family, digest, is_raw): Scheme(kind=family, digest=digest, raw_ecdsa=is_raw)
    for family in Family
    for digest in digests.KNOWN
    for is_raw in (False, True)
}
KNOWN: Final = {
    row.name: row
    for row in (
        *(make(digest) for digest in digests.KNOWN.values() for oids, make in _OF_DIGESTS if digest.name in oids),
        *(_whole_message(*facts) for facts in _WHOLE_MESSAGE),
    )
}
"""Every row, by name."""
BY_OID: Final = {row.oid: row for row in KNOWN.values() if row.family is not Family.PSS} | {
    "1.3.14.3.2.29": KNOWN["RSA_SHA1"],  # sha1WithRSASignature of OIW, used by old authorities
}
"""All but PSS, whose digest is one of its parameters."""
BY_URI: Final = {row.xml_uri: row for row in KNOWN.values() if row.xml_uri}
BY_JOSE: Final = {row.jose: row for row in KNOWN.values() if row.jose}
_ONLY_READ: Final = frozenset({KeyKind.DSA, KeyKind.ED448})
WRITTEN: Final = {
    name: row
    for name, row in KNOWN.items()
    if row.digest.name in digests.WRITTEN and row.key_kind not in _ONLY_READ and not row.is_raw
}
"""Those that we sign with, by name."""
WRITTEN_BY_IDENTIFIER: Final = {row.identifier_der: row for row in WRITTEN.values()}
