"""Showing a document before it is signed: only harmless kinds inside the browser, everything else as a download."""

from typing import Final

from django.http import FileResponse

from esigner.signing.sessions import DocumentView

INLINE: Final = frozenset({"application/pdf", "text/plain", "image/png", "image/jpeg", "image/gif", "image/webp"})
"""Kinds that cannot run anything; HTML and SVG are not among them."""

_POLICY: Final = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
)
"""For the page that the browser itself wraps around a picture or a PDF."""


def is_inline(document: DocumentView) -> bool:
    """Return whether the browser shows it in place."""
    return _bare(document.media_type) in INLINE


def response(document: DocumentView, file: object) -> FileResponse:
    """Return the document's bytes under the media type that the client named; the browser must not guess another."""
    inline = is_inline(document)
    media_type = _bare(document.media_type) if inline else "application/octet-stream"
    answer = FileResponse(file, as_attachment=not inline, filename=document.name)
    answer.headers["Content-Type"] = f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
