"""References to what a file does not hold: each is null (ISO 32000-1, 7.3.10), until an update writes the object.

What such an update shows stands in no signed byte, though nothing that was signed is replaced; pyHanko's difference
analysis takes the object for one that nothing refers to. And it trips over a reference that stays empty for ever.
"""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from esigner.ades.encoding.pdf.bounded import BoundedRevision


def take_for_null(reader: PdfFileReader) -> None:
    """Let the difference analysis pass over references to what no revision holds."""
    xrefs: Any = reader.xrefs
    introduced_in = xrefs.get_introducing_revision

    def introducing_revision(reference: generic.Reference) -> int:
        try:
            return int(introduced_in(reference))
        except KeyError:
            return 0

    xrefs.get_introducing_revision = introducing_revision


def written_later(reader: PdfFileReader, revision: int) -> set[int]:
    """Return the numbers of the objects to which a revision refers, and that only a later one holds."""
    resolver: Any = BoundedRevision(reader, revision)  # as it stands, with what is null
    xrefs: Any = reader.xrefs
    referred, waiting = set(), [resolver.trailer_view]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            reference = item.reference
            if reference in referred:
                continue
            referred.add(reference)
            # What the revision does not hold is not to be read: it would be what a later one wrote.
            item = resolver(reference) if xrefs.get_introducing_revision(reference) <= revision else None
        item = item.raw_object if isinstance(item, generic.DecryptedObjectProxy) else item
        if isinstance(item, dict):
            waiting.extend(dict.values(item))
        elif isinstance(item, list):
            waiting.extend(list.__iter__(item))
    return {one.idnum for one in referred if xrefs.get_introducing_revision(one) > revision}
