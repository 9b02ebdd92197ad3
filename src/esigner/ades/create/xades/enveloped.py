"""Others' XML: its canonical form before signing, and inserting a signature.

Standard: W3C XML Signature 1.1, 6.6.4 (enveloped-signature transform) and 4.4.3.3 (no comments with URI="").
"""

from hashlib import sha256
from typing import Final

from lxml import etree

from esigner.ades.create.errors import XmlAlreadySignedError
from esigner.ades.encoding import xml
from esigner.ades.encoding.errors import XmlUnreadableError
from esigner.ades.encoding.formats import Canonicalization
from esigner.ades.encoding.markup import DS_NAMESPACE, XADES_NAMESPACE
from esigner.ades.rules import RefusedError

Place = tuple[int, str]
"""The byte at which a signature goes into a document, and the encoding that its letters get."""


def canonical_document(content: bytes, canonicalization: Canonicalization) -> tuple[bytes, Place | None]:
    """Return what URI="" refers to after the enveloped-signature transform, and where the signature goes.

    Raises:
        XmlUnreadableError: Broken, or with a DOCTYPE.
        XmlAlreadySignedError: It already contains a signature.
    """
    root = _parsed(content)
    return xml.canonical(root, canonicalization.value, comments=False, whole=True), _end_of_root(root, content)


def with_signature(content: bytes, signature: str, *, at: Place | None) -> bytes:
    """Return the document with the signature as the last child of its root; where possible, no other byte changes.

    Args:
        content: As at `canonical_document`.
        signature: A ds:Signature that declares its prefixes.
        at: From `canonical_document`.
    """
    if at is not None:
        end, encoding = at
        return content[:end] + signature.encode(encoding, "xmlcharrefreplace") + content[end:]
    root = _parsed(content)
    # The signature goes in as text: a tree would map its prefixes to those the document happens to have.
    place = etree.Comment(sha256(signature.encode()).hexdigest())
    root.append(place)
    mark = etree.tostring(place, encoding="unicode", with_tail=False)
    whole = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True).decode()
    before, _, after = whole.rpartition(mark)
    return f"{before}{signature}{after}\n".encode()


def _end_of_root(root: etree._Element, content: bytes) -> Place | None:
    """Return the position of the root's closing tag, if it is last in the document and the encoding is plain.

    No comment or instruction ends like a closing tag: if the last one looks like the root's, it is.
    As references, letters are the same in every encoding that is based on ASCII, and canonical form has none.
    """
    encoding = (root.getroottree().docinfo.encoding or "UTF-8").upper()
    name = etree.QName(root).localname
    tag = f"{root.prefix}:{name}" if root.prefix else name
    if not encoding.startswith(_BASED_ON_ASCII) or not tag.isascii():
        return None
    closing = f"</{tag}>".encode()
    trimmed = content.rstrip(b" \t\r\n")
    if not trimmed.endswith(closing):
        return None
    return len(trimmed) - len(closing), "utf-8" if encoding == "UTF-8" else "ascii"


_BASED_ON_ASCII: Final = ("UTF-8", "US-ASCII", "ASCII", "ISO-8859-", "WINDOWS-125")


def exclusive_of(part: str, tag: str) -> bytes:
    """Return the exclusive canonical form of our own element that starts with `<tag`, without parsing it.

    Our markup is canonical except for its namespaces (`markup`). Exclusive form declares each where it is first used:
    the prefix of the apex there, and ds in each outermost element of it, since those contain only text.
    """
    prefix, _, _ = tag.partition(":")
    namespace = DS_NAMESPACE if prefix == "ds" else XADES_NAMESPACE
    rest = part[len(tag) + 1 :]
    if prefix != "ds":
        for name in _DS_IN_PROPERTIES:
            rest = rest.replace(f"<ds:{name}", f'<ds:{name} xmlns:ds="{DS_NAMESPACE}"')
    return f'<{tag} xmlns:{prefix}="{namespace}"{rest}'.encode()


_DS_IN_PROPERTIES: Final = ("DigestMethod", "DigestValue")
"""What SignedProperties take from XML Signature."""


def _parsed(content: bytes) -> etree._Element:
    try:
        root = xml.parse(content)
    except RefusedError as error:
        raise XmlUnreadableError(reason=str(error.finding.detail or error.finding.rule.code)) from error
    if next(root.iter(f"{{{DS_NAMESPACE}}}Signature"), None) is not None:
        raise XmlAlreadySignedError
    return root
