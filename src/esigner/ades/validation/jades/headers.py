"""The protected header: algorithm, critical parameters, signing time and the certificate it names.

Standard: RFC 7515, 4; RFC 7797, 3 and 6; TS 119 182-1, 5.1 and 5.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.encoding import json_text
from esigner.ades.encoding.base64_text import from_base64, from_base64url
from esigner.ades.encoding.crypto import digest
from esigner.ades.encoding.json_text import JsonError, Node
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.algorithms import digests
from esigner.pkix.bundles import load_certificates

_OF_REFERENCES: Final = frozenset({"SHA1", *(row.name for row in digests.BY_JOSE.values())})
"""Digest algorithms for a certificate; `x5t` uses SHA-1."""
_UNDERSTOOD: Final = frozenset(
    {"sigT", "iat", "x5t#o", "sigX5ts", "srCms", "sigPl", "srAts", "adoTst", "sigPId", "sigD", "b64", "etsiU"}
)
"""Extensions that `crit` may name; any other makes the signature invalid (RFC 7515, 4.1.11)."""
_SIGNED_ONLY: Final = frozenset({"alg", "crit", "b64", "sigD", "x5c", "x5t#S256", "x5t#o", "sigX5ts", "iat", "sigT"})
"""Parameters that count only if signed; unsigned ones are misleading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A protected header as read."""

    members: Mapping[str, Node]
    algorithm: str
    encodes_payload: bool
    """Whether the payload is signed as base64url (`b64`, true if omitted)."""


def read(protected: str, unprotected: Mapping[str, Node]) -> Header:
    """Return the header.

    Raises:
        RefusedError: A critical parameter is unknown.
        JsonError, Base64Error: It is malformed.
    """
    members = json_text.read(json_text.decoded(from_base64url(protected))).members
    twice = sorted(unprotected.keys() & (members.keys() | _SIGNED_ONLY))
    if twice:
        message = f"unprotected: {twice[0]}"
        raise JsonError(message)
    if "alg" not in members:
        message = "alg missing"
        raise JsonError(message)
    critical = _critical(members, unprotected)
    encodes = members["b64"].value if "b64" in members else True
    if not isinstance(encodes, bool) or ("b64" in members and "b64" not in critical):
        message = "b64"
        raise JsonError(message)
    return Header(members=members, algorithm=members["alg"].text, encodes_payload=encodes)


def _critical(members: Mapping[str, Node], unprotected: Mapping[str, Node]) -> frozenset[str]:
    if "crit" not in members:
        return frozenset()
    names = [item.text for item in members["crit"].items]
    if not names or len(set(names)) != len(names):
        message = "crit"
        raise JsonError(message)
    for name in names:
        if name not in _UNDERSTOOD:
            raise RefusedError(signature_rules.HEADER_CRITICAL_UNKNOWN, name[:40])
        if name not in members and name not in unprotected:
            message = f"crit names {name[:40]}, which is not there"
            raise JsonError(message)
    return frozenset(names)


def signed_at(header: Header) -> datetime | None:
    """Return the claimed time.

    Raises:
        JsonError: It is not a time, or there are two.
    """
    issued, text = header.members.get("iat"), header.members.get("sigT")
    if issued is not None and text is not None:
        message = "iat and sigT"
        raise JsonError(message)
    try:
        if text is not None:
            moment = datetime.fromisoformat(text.text)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        if issued is None:
            return None
        if isinstance(issued.value, bool) or not isinstance(issued.value, int | float):
            message = "iat"
            raise JsonError(message)
        return datetime.fromtimestamp(issued.value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = "time of signing"
        raise JsonError(message) from error


def chain(header: Header) -> tuple[list[x509.Certificate], int]:
    """Return the certificates of x5c, the signer's first, and how many of them are malformed."""
    node = header.members.get("x5c")
    return ([], 0) if node is None else load_certificates([from_base64(item.text) for item in node.items])


def identify(
    header: Header, chain: Sequence[x509.Certificate], others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate | None, list[Finding]]:
    """Return the signing certificate: the first of x5c if present, which every reference must name."""
    references = _references(header)
    named = [c for c in others if references and all(_names(one, c) for one in references)]
    certificate = chain[0] if chain else next(iter(named), None)
    if certificate is None:
        return None, [Finding(rule=signature_rules.SIGNING_CERTIFICATE_MISSING)]
    if not references:
        return certificate, [Finding(rule=signature_rules.SIGNING_CERTIFICATE_UNSIGNED)]
    unknown = [name for name, _ in references if name not in _OF_REFERENCES]
    if unknown:
        return certificate, [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=unknown[0][:40])]
    if not all(_names(one, certificate) for one in references):
        return certificate, [Finding(rule=signature_rules.SIGNING_CERTIFICATE_MISMATCH)]
    weak = sorted({name for name, _ in references} - digests.STRONG)
    return certificate, [Finding(rule=signature_rules.ALGORITHM_WEAK, detail=name) for name in weak]


def _references(header: Header) -> list[tuple[str, bytes]]:
    """Return digest algorithm and value of every parameter that names the signing certificate."""
    members, found = header.members, []
    if "x5t#S256" in members:
        found.append(("SHA256", from_base64url(members["x5t#S256"].text)))
    if "x5t" in members:
        found.append(("SHA1", from_base64url(members["x5t"].text)))
    if "x5t#o" in members:
        found.append(_reference(members["x5t#o"]))
    if "sigX5ts" in members:
        items = members["sigX5ts"].items
        if not items:
            message = "sigX5ts is empty"
            raise JsonError(message)
        # The first names the signing certificate, the others those of its path (TS 119 182-1, 5.2.2.3).
        found.append(_reference(items[0]))
    return found


def _reference(node: Node) -> tuple[str, bytes]:
    members = node.members
    if not {"digAlg", "digVal"} <= members.keys():
        message = "digAlg or digVal missing"
        raise JsonError(message)
    name = members["digAlg"].text
    return digests.BY_JOSE[name].name if name in digests.BY_JOSE else name, from_base64url(members["digVal"].text)


def _names(reference: tuple[str, bytes], certificate: x509.Certificate) -> bool:
    name, value = reference
    return name in _OF_REFERENCES and digest(name, certificate.public_bytes(Encoding.DER)) == value
