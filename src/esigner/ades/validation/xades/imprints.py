"""What a XAdES timestamp must cover (EN 319 132-1, 5.3 and 5.5.2)."""

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from esigner.ades.encoding import xml
from esigner.ades.encoding.elements import DS, XADES, XADES141, octets, only, required
from esigner.ades.rules import RefusedError, signature_rules
from esigner.ades.validation.candidate import Pieces, Stamp
from esigner.ades.validation.xades.references import Reference

_DEFAULT: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def stamps(element: etree._Element, signature: etree._Element, references: Sequence[Reference]) -> list[Stamp]:
    """Return each token of a timestamp element with the bytes it must cover."""
    is_archive = element.tag == f"{XADES141}ArchiveTimeStamp"
    data: Pieces | bytes | None = (
        _archive(element, signature, references) if is_archive else _signature(element, signature)
    )
    tokens = element.findall(f"{XADES}EncapsulatedTimeStamp")
    if not tokens:
        raise RefusedError(signature_rules.TIMESTAMP_MALFORMED, "no token")
    return [Stamp(token=octets(token), data=data, is_archive=is_archive) for token in tokens]


def _method(element: etree._Element) -> str:
    method = only(element, f"{DS}CanonicalizationMethod")
    algorithm = _DEFAULT if method is None else method.get("Algorithm", "")
    if algorithm not in xml.C14N_ALGORITHMS:
        raise RefusedError(signature_rules.ALGORITHM_UNKNOWN, algorithm)
    return algorithm


def _signature(element: etree._Element, signature: etree._Element) -> bytes:
    return xml.canonical(required(signature, f"{DS}SignatureValue"), _method(element))


def _archive(element: etree._Element, signature: etree._Element, references: Sequence[Reference]) -> Pieces | None:
    """Assemble the bytes that the archive timestamp covers; None where a referenced file is missing."""
    before = list(element.itersiblings(etree.Element, preceding=True))[::-1]
    return archive_input(signature, references, before=before, algorithm=_method(element))


def archive_input(
    signature: etree._Element, references: Sequence[Reference], *, before: Sequence[etree._Element], algorithm: str
) -> Pieces | None:
    """Return what an archive timestamp after these unsigned properties covers.

    None where a referenced file is missing.

    Standard: EN 319 132-1, 5.5.2.2.
    """
    contents = [reference.content for reference in references]
    named = [only(signature, f"{DS}{name}") for name in ("SignedInfo", "SignatureValue", "KeyInfo")]
    objects = [o for o in signature.findall(f"{DS}Object") if o.find(f"{XADES}QualifyingProperties") is None]
    elements = [*(one for one in named if one is not None), *before, *objects]

    def pieces() -> Iterator[bytes]:
        for content in contents:
            if content is not None:
                yield from content.pieces()
        for element in elements:
            yield xml.canonical(element, algorithm)

    return None if None in contents else pieces
