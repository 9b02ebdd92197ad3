"""What a standalone signature stored of its document, in each form that was ever written; all are read for ever.

(1) until 53d5a18: no position; a document that envelops its signature is known by its canonical form
(2) until e3f2a8f: `endOfRoot`, the position alone; known by its bytes, as all since
(3) since: `place`, the position and the encoding of the letters
"""

from collections.abc import Mapping

from esigner.ades.containers.files import DataFile
from esigner.ades.create.errors import XmlAlreadySignedError
from esigner.ades.create.prepared import Part
from esigner.ades.create.xades.enveloped import Place, canonical_document
from esigner.ades.encoding.errors import XmlUnreadableError
from esigner.ades.encoding.formats import Canonicalization, Packaging
from esigner.algorithms.digests import DigestAlgorithm


def place(parts: Mapping[str, Part]) -> Place | None:
    """Return where the signature goes into the document; None where the document has to be parsed for it."""
    match parts.get("place"), parts.get("endOfRoot"):
        case [int(end), str(encoding)], _:  # (3)
            return end, encoding
        case None, int(end):  # (2); letters as references are right in every encoding that has a position
            return end, "ascii"
        case _:  # (1)
            return None


def digest_of(file: DataFile, parts: Mapping[str, Part], *, algorithm: DigestAlgorithm) -> bytes:
    """Return the digest by which the parts know the file; empty, which is nobody's, where it cannot be that one."""
    by_bytes = "place" in parts or "endOfRoot" in parts
    if by_bytes or parts["packaging"] != Packaging.ENVELOPED.value:
        return file.digest(algorithm)
    try:
        canonical, _ = canonical_document(file.content, Canonicalization(str(parts["canonicalization"])))
    except (XmlUnreadableError, XmlAlreadySignedError):
        return b""
    return algorithm.digest(canonical)
