"""From ds:Signature elements to candidates.

(1) the place of each signature; (2) its structure; (3) every reference followed; (4) its properties: one set, signed,
naming the certificate; (5) its value; (6) timestamps and evidence; (7) its countersignatures.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cryptography import x509
from lxml import etree

from esigner.ades.encoding import xml
from esigner.ades.encoding.crypto import verify
from esigner.ades.encoding.elements import DS, SIGNED_PROPERTIES_TYPE, XADES, ids, octets, only, outermost, required
from esigner.ades.rules import Finding, RefusedError, container_rules, signature_rules
from esigner.ades.validation.candidate import Candidate, Stamp, odd
from esigner.ades.validation.xades import imprints, properties
from esigner.ades.validation.xades.references import Digests, Reference, Surroundings, follow, prefixes
from esigner.algorithms import digests, signatures
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.bounds import spend
from esigner.pkix.bundles import load_certificates

_REFERENCES_AT_MOST: Final = 20_002
"""Every entry that a container may hold, the signed properties, and the key."""
_DIGIDOC: Final = re.compile(r"(?:\{http://www\.sk\.ee/DigiDoc/[^}]*\})?SignedDoc")
"""The root of a DDOC; its first versions had no namespace."""
_COUNTERS_DEEP_AT_MOST: Final = 4
_MANIFEST_TYPE: Final = "http://www.w3.org/2000/09/xmldsig#Manifest"


def read_signatures(
    data: bytes, *, files: Mapping[str, bytes], in_container: bool, digests: Digests | None = None
) -> list[Candidate]:
    """Return every top-level signature of the XML; countersignatures belong to the containing one.

    Args:
        data: The XML.
        files: The files that signatures may refer to by name.
        in_container: Whether the files are those of a container.
        digests: Of the files, cached between calls.

    Raises:
        RefusedError: The XML cannot be read, or is a DDOC.
    """
    root = xml.parse(data)
    _refuse_digidoc(root)
    known = ids(root)
    found = []
    shared = {} if digests is None else digests
    for element in list(outermost(root)):
        around = Surroundings(
            root=root, signature=element, ids=known, files=files, in_container=in_container, digests=shared
        )
        found.append(_read(element, around))
    return found


def _refuse_digidoc(root: etree._Element) -> None:
    if _DIGIDOC.fullmatch(str(root.tag)):
        has_signature = root.find("{*}Signature") is not None
        raise RefusedError(
            container_rules.FORMAT_NOT_SUPPORTED if has_signature else container_rules.NO_SIGNATURE, "DDOC"
        )


def _read(signature: etree._Element, around: Surroundings, *, depth: int = 0) -> Candidate:
    candidate = Candidate(id=signature.get("Id", ""), family="XAdES")
    spend(100)
    try:
        _check_place(signature, around)  # (1)
        signed_info = required(signature, f"{DS}SignedInfo")  # (2)
        elements = _references(signed_info)
        candidate.check("FORMAT")
        references = [follow(element, around) for element in elements]  # (3)
        candidate.check("REFERENCES", *(f for r in references for f in r.findings))
        found = properties.find(signature)
        candidate.check("SIGNED_PROPERTIES", *_signed_properties_findings(found, references, candidate))  # (4)
        _read_properties(candidate, signature, found)
        candidate.check("SIGNATURE_VALUE", *_value_findings(signature, signed_info, candidate))  # (5)
        candidate.stamps = _stamps(signature, found, references)  # (6)
        if candidate.timemark and candidate.stamps:
            candidate.broken("TIMEMARK", signature_rules.TIMEMARK_EXTENDED)
        candidate.counters = _counters(signature, found, around, depth=depth + 1)  # (7)
    except RefusedError as error:
        candidate.check("FORMAT", error.finding)
    return candidate


def _counters(
    signature: etree._Element, found: properties.Properties, around: Surroundings, *, depth: int
) -> list[Candidate]:
    """Return the countersignatures; each must be over the value of this signature."""
    value = required(signature, f"{DS}SignatureValue")
    counters = []
    for holder in () if found.unsigned is None else found.unsigned.findall(f"{XADES}CounterSignature"):
        inner = only(holder, f"{DS}Signature")
        if inner is None:
            candidate = Candidate(id="", family="XAdES")
            candidate.broken("FORMAT", signature_rules.SIGNATURE_MALFORMED, "empty CounterSignature")
        else:
            if depth > _COUNTERS_DEEP_AT_MOST:
                raise RefusedError(signature_rules.COUNTERSIGNATURES_TOO_DEEP)
            candidate = _read(inner, replace(around, signature=inner, in_container=False), depth=depth)
            identifier = value.get("Id")
            aimed = f"#{identifier}" in candidate.scope and around.ids.get(str(identifier)) == [value]
            candidate.check(
                "COUNTERSIGNATURE", *([] if aimed else [Finding(rule=signature_rules.COUNTERSIGNATURE_MISPLACED)])
            )
        counters.append(candidate)
    return counters


def _references(signed_info: etree._Element) -> list[etree._Element]:
    elements = signed_info.findall(f"{DS}Reference")
    if not 0 < len(elements) <= _REFERENCES_AT_MOST:
        rule = signature_rules.REFERENCES_TOO_MANY if elements else signature_rules.SIGNATURE_MALFORMED
        raise RefusedError(rule, f"{len(elements)} references")
    return elements


def _check_place(signature: etree._Element, around: Surroundings) -> None:
    parent = signature.getparent()
    if around.in_container and parent is not None and parent is not around.root:
        raise RefusedError(signature_rules.SIGNATURE_MISPLACED)
    identifier = signature.get("Id")
    if identifier is not None and len(around.ids.get(identifier, [])) > 1:
        raise RefusedError(signature_rules.ID_DUPLICATE, identifier)


def _signed_properties_findings(
    found: properties.Properties, references: list[Reference], candidate: Candidate
) -> list[Finding]:
    """Check the references against the properties: exactly these are signed, and something else too."""
    typed = [r for r in references if r.type == SIGNED_PROPERTIES_TYPE]
    aimed = [r for r in references if r.target is found.signed]
    if len(aimed) != 1 or any(r.target is not found.signed for r in typed):
        return [Finding(rule=signature_rules.SIGNED_PROPERTIES_UNSIGNED)]
    if not _only_canonicalised(aimed[0]):
        return [Finding(rule=signature_rules.TRANSFORM_NOT_ALLOWED, detail="SignedProperties")]
    data = [r for r in references if r is not aimed[0] and r.type != _MANIFEST_TYPE]
    candidate.scope = tuple(_name(r) for r in data)
    types = properties.media_types(found)
    candidate.media_types = {
        r.target: types[r.element.get("Id", "")]
        for r in data
        if isinstance(r.target, str) and r.element.get("Id", "") in types
    }
    covered = [r for r in data if isinstance(r.target, str) or not _is_key_info(r.target)]
    return [] if covered else [Finding(rule=signature_rules.NOTHING_SIGNED)]


def _only_canonicalised(reference: Reference) -> bool:
    transforms = reference.element.iterfind(f"{DS}Transforms/{DS}Transform")
    return all(t.get("Algorithm") in xml.C14N_ALGORITHMS for t in transforms)


def _is_key_info(target: etree._Element | None) -> bool:
    return target is not None and target.tag == f"{DS}KeyInfo"


def _name(reference: Reference) -> str:
    return reference.target if isinstance(reference.target, str) else reference.uri or ""


def _read_properties(candidate: Candidate, signature: etree._Element, found: properties.Properties) -> None:
    held, malformed = _key_info(signature)
    certificate, findings = properties.identify(found, held)
    candidate.check("SIGNING_CERTIFICATE", *findings)
    added, more = properties.certificates(found)
    candidate.certificate = certificate
    candidate.certificates = (*held, *added)
    candidate.malformed_certificates = malformed + more
    candidate.signed_at = properties.signed_at(found)
    candidate.evidence = properties.evidence(found)
    candidate.timemark = properties.claims_timemark(found)
    candidate.signature_value = octets(required(signature, f"{DS}SignatureValue"))


def _key_info(signature: etree._Element) -> tuple[list[x509.Certificate], int]:
    key_info = only(signature, f"{DS}KeyInfo")
    if key_info is None:
        return [], 0
    elements = key_info.iterfind(f"{DS}X509Data/{DS}X509Certificate")
    return load_certificates([octets(e) for e in elements])


def _value_findings(signature: etree._Element, signed_info: etree._Element, candidate: Candidate) -> list[Finding]:
    certificate = candidate.certificate
    if certificate is None:
        return []
    canonicalization = required(signed_info, f"{DS}CanonicalizationMethod")
    method = canonicalization.get("Algorithm", "")
    algorithm = required(signed_info, f"{DS}SignatureMethod").get("Algorithm", "")
    if method not in xml.C14N_ALGORITHMS or algorithm not in signatures.BY_URI:
        unknown = algorithm if method in xml.C14N_ALGORITHMS else method
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=unknown)]
    scheme = candidate.scheme = signatures.BY_URI[algorithm].scheme(raw_ecdsa=True)
    value = octets(required(signature, f"{DS}SignatureValue"))
    findings = []
    data = xml.canonical(signed_info, method, inclusive_prefixes=prefixes(canonicalization))
    try:
        oddities = verify(certificate.public_key(), value=value, data=data, scheme=scheme)
        candidate.warnings += map(odd, sorted(oddities))
    except UnknownAlgorithmError as error:
        findings.append(Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=str(error)))
    except WrongSignatureError as error:
        findings.append(Finding(rule=signature_rules.SIGNATURE_VALUE_WRONG, detail=str(error)))
    if scheme.digest not in digests.STRONG:
        findings.append(Finding(rule=signature_rules.ALGORITHM_WEAK, detail=algorithm))
    return findings


def _stamps(signature: etree._Element, found: properties.Properties, references: list[Reference]) -> list[Stamp]:
    return [s for e in properties.timestamps(found) for s in imprints.stamps(e, signature, references)]
