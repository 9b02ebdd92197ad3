"""References to objects missing from a file: each is null (ISO 32000-1, 7.3.10), until an update writes the object.

What such an update displays is in no signed byte, though nothing signed is replaced; pyHanko's difference
analysis considers the object unreferenced. It also fails on a reference that stays undefined.
"""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from esigner.ades.encoding.pdf.bounded import BoundedRevision


def take_for_null(reader: PdfFileReader) -> None:
    """Make the difference analysis skip references to objects that no revision contains."""
    xrefs: Any = reader.xrefs
    introduced_in = xrefs.get_introducing_revision

    def introducing_revision(reference: generic.Reference) -> int:
        try:
            return int(introduced_in(reference))
        except KeyError:
            return 0

    xrefs.get_introducing_revision = introducing_revision


def written_later(reader: PdfFileReader, revision: int) -> set[int]:
    """Return the numbers of the objects that a revision refers to and only a later one contains."""
    resolver: Any = BoundedRevision(reader, revision)  # as written, including null values
    xrefs: Any = reader.xrefs
    referred, waiting = set(), [resolver.trailer_view]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            reference = item.reference
            if reference in referred:
                continue
            referred.add(reference)
            # Objects missing from the revision must not be read: a later one wrote them.
            item = resolver(reference) if xrefs.get_introducing_revision(reference) <= revision else None
        item = item.raw_object if isinstance(item, generic.DecryptedObjectProxy) else item
        if isinstance(item, dict):
            waiting.extend(dict.values(item))
        elif isinstance(item, list):
            waiting.extend(list.__iter__(item))
    return {one.idnum for one in referred if xrefs.get_introducing_revision(one) > revision}
