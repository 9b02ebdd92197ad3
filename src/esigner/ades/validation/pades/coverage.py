"""Which revision a signature covers, determined by the positions of the parts of the file.

A linearized file (ISO 32000-1, annex F) has two cross-reference sections in its first revision, the one that is read
first at its beginning; neither is an update of the other. pyHanko counts them as two.
"""

from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader, process_data_at_eof


def covered_revision(reader: PdfFileReader, document: bytes, *, end: int) -> int | None:
    """Return the number of the newest section among the first `end` bytes, if these are a complete file.

    None otherwise: where reading of that file would not begin at that section, or where a section
    that counts as older comes after them.
    """
    xrefs: Any = reader.xrefs
    ends = [xrefs.get_xref_container_info(number).end_location for number in range(xrefs.total_revisions)]
    inside = [number for number, at in enumerate(ends) if at <= end]
    if not inside or inside != list(range(len(inside))):
        return None
    stream = BytesIO(document[:end])
    stream.seek(-1, 2)
    try:
        begins: int = process_data_at_eof(stream)
    except Exception:  # noqa: BLE001 - no end of a file there, in whatever way
        return None
    return inside[-1] if begins == xrefs.get_startxref_for_revision(inside[-1]) else None
