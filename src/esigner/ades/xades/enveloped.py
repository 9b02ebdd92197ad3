"""XML of others: its canonical form without what is to come, and a signature put into it.

Standard: W3C XML Signature 1.1, 6.6.4 (enveloped-signature transform) and 4.4.3.3 (no comments with URI="").
"""

from hashlib import sha256

from lxml import etree

from esigner.ades import xml
from esigner.ades.errors import XmlAlreadySignedError, XmlUnreadableError
from esigner.ades.format import Canonicalization
from esigner.ades.rules import RefusedError
from esigner.ades.xades.markup import DS


def canonical_document(content: bytes, canonicalization: Canonicalization) -> bytes:
    """Give what a reference with URI="" digests after the enveloped-signature transform.

    Raises:
        XmlUnreadableError: Broken, or with a DOCTYPE.
        XmlAlreadySignedError: There is a signature inside already.
    """
    return xml.canonical(_parsed(content), canonicalization.value, comments=False, whole=True)


def with_signature(content: bytes, signature: str) -> bytes:
    """Give the document as UTF-8 with the signature as the last child of its root."""
    root = _parsed(content)
    # The signature goes in as text: a tree would map its prefixes to those the document happens to have.
    place = etree.Comment(sha256(signature.encode()).hexdigest())
    root.append(place)
    mark = etree.tostring(place, encoding="unicode", with_tail=False)
    whole = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True).decode()
    before, _, after = whole.rpartition(mark)
    return f"{before}{signature}{after}\n".encode()


def exclusive_canonical(part: str, namespaces: str) -> bytes:
    """Give the exclusive canonical form of one element of ours, in the scope of these declarations."""
    holder = etree.fromstring(f"<scope{namespaces}>{part}</scope>".encode())
    return etree.tostring(holder[0], method="c14n", exclusive=True, with_comments=False)


def _parsed(content: bytes) -> etree._Element:
    try:
        root = xml.parse(content)
    except RefusedError as error:
        raise XmlUnreadableError(reason=str(error.finding.detail or error.finding.rule.code)) from error
    if next(root.iter(f"{{{DS}}}Signature"), None) is not None:
        raise XmlAlreadySignedError
    return root
