"""Namespaces, and lookups that cannot be fooled by depth."""

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from lxml import etree

from esigner.ades.rules import RefusedError
from esigner.ades.rules.signature_rules import SIGNATURE_MALFORMED
from esigner.bounds import spend

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
XADES141: Final = "{http://uri.etsi.org/01903/v1.4.1#}"
SIGNED_PROPERTIES_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"


def only(parent: etree._Element, *steps: str) -> etree._Element | None:
    """Return the one element down these steps of direct children; None where a step is missing.

    Raises:
        RefusedError: A step occurs twice.
    """
    element = parent
    for step in steps:
        found = element.findall(step)
        if len(found) > 1:
            raise RefusedError(SIGNATURE_MALFORMED, f"{etree.QName(step).localname} twice")
        if not found:
            return None
        element = found[0]
    return element


def required(parent: etree._Element, *steps: str) -> etree._Element:
    """Return the one element down these steps.

    Raises:
        RefusedError: It is missing or occurs twice.
    """
    element = only(parent, *steps)
    if element is None:
        raise RefusedError(SIGNATURE_MALFORMED, f"{etree.QName(steps[-1]).localname} missing")
    return element


def text(element: etree._Element) -> str:
    """Return the element's own text; an element inside it is an error, comments are skipped."""
    if any(isinstance(child.tag, str) for child in element):
        raise RefusedError(SIGNATURE_MALFORMED, f"{etree.QName(element).localname} holds elements")
    return "".join(str(part) for part in element.itertext(with_tail=True)) if len(element) else element.text or ""


def octets(element: etree._Element) -> bytes:
    """Return the bytes that the element holds as Base64."""
    try:
        return base64.b64decode("".join(text(element).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError(SIGNATURE_MALFORMED, f"{etree.QName(element).localname} is not Base64") from error


def ids(root: etree._Element) -> dict[str, list[etree._Element]]:
    """Return every element by its Ids in any spelling."""
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        spend(2)
        values = {element.get(name) for name in ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id")}
        for value in values - {None}:
            found.setdefault(str(value), []).append(element)
    return found


def outermost(root: etree._Element) -> Iterator[etree._Element]:
    """Return the ds:Signature elements that are in no other one, in one pass at any depth."""
    inside = 0
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=f"{DS}Signature"):
        if event == "start" and not inside:
            yield element
        inside += 1 if event == "start" else -1
