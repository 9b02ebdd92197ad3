"""From JSON Web Signatures to candidates.

(1) the protected header and its requirements; (2) the payload; (3) the signing certificate; (4) the value;
(5) timestamps and evidence; (6) countersignatures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from esigner.ades.encoding.base64_text import Base64Error, from_base64url
from esigner.ades.encoding.crypto import verify
from esigner.ades.encoding.json_text import JsonError
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.ades.validation.candidate import Candidate, Stamp, odd
from esigner.ades.validation.jades import headers, jws_reading, payloads, unsigned
from esigner.ades.validation.jades.headers import Header
from esigner.ades.validation.jades.jws_reading import Entry, Jws
from esigner.ades.validation.jades.payloads import Payload
from esigner.ades.validation.jades.unsigned import Component
from esigner.algorithms import keys, signatures
from esigner.algorithms.keys import KeyKind, coordinate_bytes
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.bounds import spend

_NESTED_AT_MOST: Final = 3


ALGORITHMS: Final[Mapping[str, SignatureAlgorithm]] = MappingProxyType(
    {name: row for name, row in signatures.BY_JOSE.items() if row.key_kind not in keys.EXPERIMENTAL}
)
"""Every `alg` that is verified. `none` and the HMAC family are excluded: they are not signatures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a signature."""

    entry: Entry
    header: Header
    payload: Payload
    components: Sequence[Component] = field(default=())


def read_signatures(document: bytes, *, files: Mapping[str, bytes]) -> list[Candidate]:
    """Return a candidate for every signature of a JWS; `files` are those that hold a detached payload.

    Raises:
        RefusedError: Not a readable JWS.
    """
    return read_jws(jws_reading.read(document), files=files)


def read_jws(jws: Jws, *, files: Mapping[str, bytes]) -> list[Candidate]:
    """Return a candidate for every signature."""
    several = len(jws.entries) > 1
    return [
        _read(jws, entry, files, name=f"signature#{number}" if several else "signature", depth=0)
        for number, entry in enumerate(jws.entries)
    ]


def parts(jws: Jws, entry: Entry, files: Mapping[str, bytes]) -> Parts:
    """Parse a signature.

    Raises:
        RefusedError, JsonError, Base64Error: It is malformed.
    """
    header = headers.read(entry.protected, entry.unprotected)
    payload = payloads.find(jws.payload, header, files)
    return Parts(entry=entry, header=header, payload=payload, components=unsigned.read(entry, jws.text))


def _read(jws: Jws, entry: Entry, files: Mapping[str, bytes], *, name: str, depth: int) -> Candidate:
    candidate = Candidate(id=name, family="JAdES")
    spend(100)
    try:
        found = parts(jws, entry, files)  # (1)
        candidate.signature_value = from_base64url(entry.signature)
        candidate.signed_at = headers.signed_at(found.header)
        candidate.evidence = unsigned.evidence(found.components)
        candidate.check("FORMAT")
        candidate.scope = found.payload.scope
        candidate.check("REFERENCES", *found.payload.findings)  # (2)
        _identify(candidate, found)  # (3)
        if candidate.certificate is not None and found.payload.signed is not None:
            candidate.check("SIGNATURE_VALUE", *_value_findings(candidate, found, candidate.certificate))  # (4)
        candidate.stamps = _stamps(found)  # (5)
        candidate.counters = _counters(candidate, found, depth)  # (6)
    except RefusedError as error:
        candidate.check("FORMAT", error.finding)
    except (JsonError, Base64Error) as error:
        candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, str(error))
    return candidate


def _identify(candidate: Candidate, found: Parts) -> None:
    chain, malformed = headers.chain(found.header)
    added, more = unsigned.certificates(found.components)
    candidate.certificates = (*chain, *added)
    candidate.malformed_certificates = malformed + more
    certificate, findings = headers.identify(found.header, chain, added)
    candidate.certificate = certificate
    candidate.check("SIGNING_CERTIFICATE", *findings)


def _is_on_curve_of(algorithm: SignatureAlgorithm, key: PublicKeyTypes) -> bool:
    """Return whether the key is on the curve of the `alg` (RFC 7518, 3.4)."""
    curve = keys.CURVES.get(key.curve.name) if isinstance(key, ec.EllipticCurvePublicKey) else None
    return curve is not None and curve.digest == algorithm.digest.name


def _value_findings(candidate: Candidate, found: Parts, certificate: x509.Certificate) -> list[Finding]:
    name = found.header.algorithm
    if name not in ALGORITHMS:
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=name[:40])]
    algorithm, key = ALGORITHMS[name], certificate.public_key()
    if algorithm.key_kind is KeyKind.EC and not _is_on_curve_of(algorithm, key):
        return [Finding(rule=signature_rules.SIGNATURE_VALUE_WRONG, detail=f"{name} with another key")]
    if isinstance(key, ec.EllipticCurvePublicKey) and len(candidate.signature_value) != 2 * coordinate_bytes(key):
        return [
            Finding(rule=signature_rules.SIGNATURE_VALUE_WRONG, detail="r and s have another length (RFC 7518, 3.4)")
        ]
    candidate.scheme = scheme = algorithm.scheme(raw_ecdsa=True)
    data = found.entry.protected.encode() + b"." + (found.payload.signed or b"")
    try:
        oddities = verify(key, value=candidate.signature_value, data=data, scheme=scheme)
        candidate.warnings += map(odd, sorted(oddities))
    except UnknownAlgorithmError as error:
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=str(error))]
    except WrongSignatureError as error:
        return [Finding(rule=signature_rules.SIGNATURE_VALUE_WRONG, detail=str(error))]
    return []


def _stamps(found: Parts) -> list[Stamp]:
    """Return the timestamps; one over the content proves nothing about the signature."""
    content = found.header.members.get("adoTst")
    before = [] if content is None else unsigned.tokens(content)
    return [
        *(Stamp(token=token, data=found.payload.stamped, proves_signature=False) for token in before),
        *unsigned.stamps(found.components, found.entry, found.payload.stamped),
    ]


def _counters(candidate: Candidate, found: Parts, depth: int) -> list[Candidate]:
    """Return the countersignatures: each is a JWS whose detached payload is the value of this signature."""
    counters = []
    for number, component in enumerate(one for one in found.components if one.name == "cSig"):
        name = f"{candidate.id}/{number}"
        counter = Candidate(id=name, family="JAdES")
        try:
            counter = _counter(component, candidate, name=name, depth=depth + 1)
        except RefusedError as error:
            counter.check("FORMAT", error.finding)
        counters.append(counter)
    return counters


def _counter(component: Component, parent: Candidate, *, name: str, depth: int) -> Candidate:
    jws = jws_reading.inner(component.value, component.text)
    if len(jws.entries) != 1 or depth > _NESTED_AT_MOST:
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "cSig")
    try:
        header = headers.read(jws.entries[0].protected, jws.entries[0].unprotected)
        own = jws.payload and (from_base64url(jws.payload) if header.encodes_payload else jws.payload.encode())
    except (JsonError, Base64Error) as error:
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, str(error)) from error
    aimed = "sigD" not in header.members and own in ("", parent.signature_value)
    files = {} if own else {parent.id: parent.signature_value}
    counter = _read(jws, jws.entries[0], files, name=name, depth=depth)
    counter.scope = (parent.id,)
    counter.check("COUNTERSIGNATURE", *([] if aimed else [Finding(rule=signature_rules.COUNTERSIGNATURE_MISPLACED)]))
    return counter
