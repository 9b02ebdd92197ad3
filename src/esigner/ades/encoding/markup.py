"""Markup whose bytes in the document differ from their canonical form (C14N 1.1) only in the apex element.

Rules for every template here: attributes in canonical order, no self-closed elements, no white space between
elements, text escaped as in C14N. The canonical form of a part is then its own text with the namespaces of
the root put into its first tag.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from esigner.ades.encoding.errors import MetadataNotAllowedError

DS_NAMESPACE: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES_NAMESPACE: Final = "http://uri.etsi.org/01903/v1.3.2#"
ASIC_NAMESPACE: Final = "http://uri.etsi.org/02918/v1.2.1#"
C14N_11: Final = "http://www.w3.org/2006/12/xml-c14n11"
SIGNED_PROPERTIES_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"

NAMESPACES: Final = f' xmlns:asic="{ASIC_NAMESPACE}" xmlns:ds="{DS_NAMESPACE}" xmlns:xades="{XADES_NAMESPACE}"'
"""In scope for every part, in prefix order."""

_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters not allowed in XML 1.0: control characters and halves of surrogate pairs. No format needs them."""
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"},
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.~/-]+")
_TEXT_SPECIAL = re.compile(r"[&<>\r]")
_ATTRIBUTE_SPECIAL = re.compile(r'[&<"\t\n\r]')


def check_text(value: str, *, field: str) -> None:
    """Refuse a claim with characters that not every format can write."""
    if _UNWRITABLE.search(value):
        raise MetadataNotAllowedError(field=field)


def text(value: str, *, field: str) -> str:
    """Return `value` as canonical text; refuse characters that XML cannot hold."""
    check_text(value, field=field)
    return value.translate(_TEXT) if _TEXT_SPECIAL.search(value) else value


def attribute(value: str) -> str:
    """Return `value` as a canonical attribute value."""
    return value.translate(_ATTRIBUTE) if _ATTRIBUTE_SPECIAL.search(value) else value


def canonical(part: str, tag: str) -> bytes:
    """Return the canonical form of a part that starts with `<tag`."""
    return f"<{tag}{NAMESPACES}{part[len(tag) + 1 :]}".encode()


def in_document(canonical_form: bytes, tag: str) -> str:
    """Return the part as written in the document."""
    return f"<{tag}{canonical_form[len(tag) + 1 + len(NAMESPACES) :].decode()}"


@lru_cache(maxsize=256)
def uri(name: str) -> str:
    """Return the percent-encoded reference to a file of the container."""
    return name if _PLAIN_NAME.fullmatch(name) else quote(name, safe="/")
