"""ds:Reference: its target, its transforms, and whether the digest is right.

Only transforms of an allow-list are applied; a file in a container is taken as its bytes. The result for one target and
the same transforms is computed and digested once, however many references point at it, and large content is
not kept: when the bytes are needed again (an archive timestamp) they are computed again.
"""

import base64
import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from lxml import etree

from esigner.ades.containers.content import pieces
from esigner.ades.encoding import xml
from esigner.ades.encoding.crypto import digest_of
from esigner.ades.encoding.elements import DS, octets, only, required
from esigner.ades.rules import Finding, RefusedError, signature_rules
from esigner.algorithms import digests
from esigner.bounds import spend

_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
_XPATH: Final = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_FILTER2: Final = "http://www.w3.org/2002/06/xmldsig-filter2"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_DEFAULT_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_WITHOUT_SIGNATURES: Final = frozenset(
    {
        "not(ancestor-or-self::ds:Signature)",
        "not(ancestor-or-self::dsig:Signature)",
        "/descendant::ds:Signature",
        "/descendant::dsig:Signature",
        "/descendant::*[name()='ds:Signature']",
        "//ds:Signature",
    }
)
"""The only XPath expressions that are applied; each means: everything except the signatures."""


Digests = dict[tuple[str, str], bytes]
"""By name of the algorithm and of the file."""
_TRANSFORMS_AT_MOST: Final = 8
"""Of one reference; real ones have up to three."""
_KEPT_BYTES: Final = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where references may point."""

    root: etree._Element
    signature: etree._Element
    ids: Mapping[str, list[etree._Element]]
    files: Mapping[str, bytes]
    in_container: bool
    digests: Digests = field(default_factory=dict)
    """Of the files already hashed for other references, of all signatures that share it."""
    contents: dict[object, "Content"] = field(default_factory=dict)
    """Results of other references of this signature, by target and transforms."""


@dataclass(kw_only=True)
class Content:
    """The bytes digested for a reference."""

    reference: etree._Element
    target: etree._Element | str
    around: Surroundings
    kept: bytes | None = None
    digests: Digests = field(default_factory=dict)

    def pieces(self) -> Iterator[bytes]:
        """Return the bytes, in pieces if they are a file's."""
        if self.kept is not None:
            return iter((self.kept,))
        if isinstance(self.target, str) and not _transforms(self.reference):
            return pieces(self.around.files, self.target)
        data = _data(self.reference, self.target, self.around)
        self.kept = data if len(data) <= _KEPT_BYTES else None
        return iter((data,))

    def digest(self, algorithm: str) -> bytes:
        """Return the digest; a file signed unchanged is hashed once, however many signatures cover it."""
        as_it_is = isinstance(self.target, str) and not _transforms(self.reference)
        known = self.around.digests if as_it_is else self.digests
        key = (algorithm, self.target if isinstance(self.target, str) else "")
        if key not in known:
            known[key] = digest_of(self.pieces(), algorithm)
        return known[key]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A resolved reference."""

    element: etree._Element
    uri: str | None
    type: str
    target: etree._Element | str | None
    """The element or the name of the file; None if there is none."""
    content: Content | None
    """The digested content; None if there is none."""
    findings: tuple[Finding, ...]


def follow(element: etree._Element, around: Surroundings) -> Reference:
    """Return the reference with its target and its findings."""
    uri = element.get("URI")
    findings: list[Finding] = []
    target: etree._Element | str | None = None
    content: Content | None = None
    spend(20)
    try:
        target = _target(uri, around)
        if target is None:
            findings.append(Finding(rule=signature_rules.SIGNED_DATA_MISSING, detail=uri or "no URI"))
        else:
            content = _content(element, target, around)
            findings += _digest_findings(element, content)
    except RefusedError as error:
        findings.append(error.finding)
    return Reference(
        element=element,
        uri=uri,
        type=element.get("Type", ""),
        target=target,
        content=content,
        findings=tuple(findings),
    )


def _target(uri: str | None, around: Surroundings) -> etree._Element | str | None:
    if uri is not None and (uri == "" or uri.startswith("#")):
        return _element(uri, around)
    if uri is not None:
        name = unquote(uri)
        for spelling in (name, uri, name.removeprefix("./"), name.removeprefix("/")):
            if spelling in around.files:
                return spelling
    if not around.in_container and len(around.files) == 1:
        return next(iter(around.files))
    return None


def _element(uri: str, around: Surroundings) -> etree._Element | None:
    if uri in ("", "#xpointer(/)"):
        if around.in_container:
            raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "reference to the whole signature file")
        return around.root
    match = re.fullmatch(r"#xpointer\(id\(['\"]([^'\"]+)['\"]\)\)", uri)
    identifier = match[1] if match else unquote(uri[1:])
    found = around.ids.get(identifier, [])
    if len(found) > 1:
        raise RefusedError(signature_rules.ID_DUPLICATE, identifier)
    if not found:
        return None
    if around.in_container and around.signature not in found[0].iterancestors():
        raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "reference to another place of the signature file")
    return found[0]


def _content(reference: etree._Element, target: etree._Element | str, around: Surroundings) -> Content:
    """Return the content, shared by all identical references."""
    transforms = _transforms(reference)
    if len(transforms) > _TRANSFORMS_AT_MOST:
        raise RefusedError(signature_rules.TRANSFORMS_TOO_MANY, str(len(transforms)))
    parent = transforms[0].getparent() if transforms else None
    said = b"" if parent is None else xml.canonical(parent, _EXCLUSIVE)
    key = (target, said, around.signature)
    if key not in around.contents:
        around.contents[key] = Content(reference=reference, target=target, around=around)
    return around.contents[key]


def _data(reference: etree._Element, target: etree._Element | str, around: Surroundings) -> bytes:
    value: etree._Element | bytes = around.files[target] if isinstance(target, str) else target
    whole = not isinstance(target, str) and target is around.root
    for transform in _transforms(reference):
        value = _apply(transform, value, around, whole=whole)
    return value if isinstance(value, bytes) else xml.canonical(value, _DEFAULT_C14N, whole=whole)


def _transforms(reference: etree._Element) -> list[etree._Element]:
    parent = only(reference, f"{DS}Transforms")
    return [] if parent is None else parent.findall(f"{DS}Transform")


def _apply(
    transform: etree._Element, value: etree._Element | bytes, around: Surroundings, *, whole: bool
) -> etree._Element | bytes:
    algorithm = transform.get("Algorithm", "")
    if algorithm in xml.C14N_ALGORITHMS:
        parsed = isinstance(value, bytes)
        return xml.canonical(
            xml.parse(value) if isinstance(value, bytes) else value,
            algorithm,
            inclusive_prefixes=prefixes(transform),
            comments=parsed,
            whole=whole or parsed,
        )
    if algorithm == _BASE64 and not around.in_container:
        text = value if isinstance(value, bytes) else "".join(str(t) for t in value.itertext()).encode()
        try:
            return base64.b64decode(b"".join(text.split()), validate=True)
        except ValueError as error:
            raise RefusedError(signature_rules.SIGNATURE_MALFORMED, "not Base64") from error
    if algorithm == _ENVELOPED and not isinstance(value, bytes) and not around.in_container:
        return _without_signatures(value, around.signature, only_this=True) if _is_around(value, around) else value
    if algorithm in (_XPATH, _FILTER2) and not isinstance(value, bytes) and not around.in_container:
        _check_xpath(transform, algorithm)
        if whole:
            return _without_signatures(value, around.signature, only_this=False)
    raise RefusedError(signature_rules.TRANSFORM_NOT_ALLOWED, algorithm)


def _is_around(value: etree._Element, around: Surroundings) -> bool:
    return value in around.signature.iterancestors()


def prefixes(method: etree._Element) -> tuple[str, ...]:
    """Return the PrefixList of exclusive C14N."""
    inclusive = method.find("{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces")
    return () if inclusive is None else tuple(inclusive.get("PrefixList", "").split())


def _check_xpath(transform: etree._Element, algorithm: str) -> None:
    for expression in transform:
        subtracts = algorithm == _XPATH or expression.get("Filter") == "subtract"
        if not subtracts or "".join((expression.text or "").split()) not in _WITHOUT_SIGNATURES:
            raise RefusedError(signature_rules.TRANSFORM_NOT_ALLOWED, (expression.text or "")[:80])


def _without_signatures(value: etree._Element, signature: etree._Element, *, only_this: bool) -> etree._Element:
    """Return a copy of the document with the signature (or all of them) removed."""
    root = value.getroottree().getroot()
    spend(xml.nodes_under(root))
    duplicate = copy.deepcopy(root.getroottree()).getroot()
    found = [_at(duplicate, _place(signature))] if only_this else list(duplicate.iter(f"{DS}Signature"))
    subject = _at(duplicate, _place(value))
    for element in found:
        if element is subject or element.getparent() is not None:
            _cut(element)
    return subject


def _place(element: etree._Element) -> list[int]:
    """Return the path from the root to the element as positions among siblings."""
    steps: list[int] = []
    parent = element.getparent()
    while parent is not None:
        steps.insert(0, parent.index(element))
        element, parent = parent, parent.getparent()
    return steps


def _at(root: etree._Element, steps: list[int]) -> etree._Element:
    for step in steps:
        root = root[step]
    return root


def _cut(element: etree._Element) -> None:
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        raise RefusedError(signature_rules.TRANSFORM_NOT_ALLOWED, "nothing is left")
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _digest_findings(reference: etree._Element, content: Content) -> list[Finding]:
    uri = required(reference, f"{DS}DigestMethod").get("Algorithm", "")
    if uri not in digests.BY_URI:
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=uri)]
    name = digests.BY_URI[uri].name
    findings = []
    if content.digest(name) != octets(required(reference, f"{DS}DigestValue")):
        findings.append(Finding(rule=signature_rules.DIGEST_WRONG, detail=reference.get("URI") or ""))
    if name not in digests.STRONG:
        findings.append(Finding(rule=signature_rules.ALGORITHM_WEAK, detail=name))
    return findings
