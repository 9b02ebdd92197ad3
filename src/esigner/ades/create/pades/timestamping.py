"""A document timestamp (EN 319 142-1, 5.4.3): an incremental update with space for a token over the whole file."""

from typing import Final

from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from esigner.ades.create.errors import SignatureTooLongError
from esigner.ades.create.pades import encryption, pdfa
from esigner.ades.create.pades.document import free_field_name, writing

_ROOM_BYTES: Final = 12_288
"""A token with the unit's chain of RSA-4096 certificates takes about 7 kB."""


def stamped_bytes(content: bytes) -> bytes:
    """Return the bytes that the token must cover: always the same for the same document."""
    before, after = _place(content)
    return content + before[:-1] + after[1:]


def with_timestamp(content: bytes, token: bytes) -> bytes:
    """Return the document with the token inserted.

    Raises:
        SignatureTooLongError: It is larger than the space.
        PdfNotPermittedError: It is encrypted and takes no new field.
    """
    if len(token) > _ROOM_BYTES:
        raise SignatureTooLongError(needed_bytes=len(token), kept_bytes=_ROOM_BYTES)
    before, after = _place(content)
    return b"".join((content, before, token.hex().encode().ljust(2 * _ROOM_BYTES, b"0"), after))


def _place(content: bytes) -> tuple[bytes, bytes]:
    """Return the update up to and including the `<` of /Contents, and the rest from the `>`."""
    with writing(content) as writer:
        encryption.check_permitted(writer, new_field=True)
        name = free_field_name(writer)
        steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(name, writer)
        pdfa.ensure_look(writer, next(steps).get_object())
        writer.register_extension(ESIC_EXTENSION_1)
        stamp = DocumentTimestamp(bytes_reserved=2 * _ROOM_BYTES)  # type: ignore[no-untyped-call]  # it has no types
        steps.send(SigObjSetup(sig_placeholder=stamp))
        prepared, output = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
        extended = output.getvalue()
        before = extended[len(content) : prepared.reserved_region_start + 1]
        return before, extended[prepared.reserved_region_end - 1 :]
