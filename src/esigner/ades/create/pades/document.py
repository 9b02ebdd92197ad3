"""Incremental updates of a PDF by pyHanko: with space for a signature, and with a DSS.

pyHanko is pinned to one minor version. Its exceptions become our refusals; what it would take from the
machine (the random part of /ID) is derived from the document instead, so the same input produces the same bytes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import crl as asn1_crl  # type: ignore[import-untyped]  # it publishes no types
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.dss import DocumentSecurityStore

from esigner.ades.create.pades import encryption, page_tree, pdfa, permissions
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.encoding.pdf.fields import check_tree
from esigner.ades.encoding.pdf.reader import PdfReader
from esigner.ades.encoding.sniffing import Kind, sniff
from esigner.ades.encoding.work import steps_for
from esigner.ades.rules import RefusedError
from esigner.bounds import allowance
from esigner.errors import EsignerError

_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Placeholder:
    """An incremental update with an empty space for the signature's hexadecimal digits."""

    before: bytes
    """The update up to and including the `<` of /Contents."""
    after: bytes
    """The rest, from the `>`."""
    digest: bytes
    """Of the whole new document without the space and its brackets."""


def place_signature(
    content: bytes,
    *,
    digest_algorithm: str,
    signed_at: datetime,
    reserved_bytes: int,
    reason: str | None,
    location: str | None,
) -> Placeholder:
    """Return the update that adds an invisible signature field with room for `reserved_bytes` of DER.

    Raises:
        PdfUnreadableError: Not a PDF, or too broken to be extended.
        PdfEncryptedError: It needs a password.
        PdfNotPermittedError: It is encrypted and does not permit signatures.
        PdfLockedError, PdfFieldLockedError: An earlier signer allows no changes.
        PdfDynamicFormError: It displays content that is not in it.
        RefusedError: PDF_FORM_MALFORMED.
        WorkLimitExceededError: It requires too much work.
    """
    with writing(content) as writer:
        page_tree.check(writer.prev.root)
        encryption.check_permitted(writer, new_field=True)
        name = free_field_name(writer)
        permissions.check_unlocked(writer, field=name)
        steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(name, writer)
        pdfa.ensure_look(writer, next(steps).get_object())
        writer.register_extension(ESIC_EXTENSION_1)
        signature = SignatureObject(
            timestamp=signed_at,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            bytes_reserved=2 * reserved_bytes,
        )
        steps.send(SigObjSetup(sig_placeholder=signature))
        prepared, output = steps.send(SigIOSetup(md_algorithm=digest_algorithm.lower(), in_place=True))
        extended = output.getvalue()
        return Placeholder(
            before=extended[len(content) : prepared.reserved_region_start + 1],
            after=extended[prepared.reserved_region_end - 1 :],
            digest=prepared.document_digest,
        )


def add_security_store(
    content: bytes, *, certificates: Sequence[bytes], ocsp_responses: Sequence[bytes], crls: Sequence[bytes]
) -> bytes:
    """Return the document with the material added to its DSS, as a further incremental update.

    No VRI: EN 319 142-1, 5.4.2.3 makes it optional, and validators read the DSS as a whole.
    """
    with writing(content) as writer:
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_x509.Certificate.load(one) for one in certificates],
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in ocsp_responses],
            crls=[asn1_crl.CertificateList.load(one) for one in crls],
        )
        writer.write_in_place()  # type: ignore[no-untyped-call]  # pyHanko leaves it without types
        return bytes(writer.prev.stream.getvalue())


@contextmanager
def writing(content: bytes) -> Iterator[IncrementalPdfFileWriter]:
    """Return a writer of one incremental update; problems with the document become our refusals."""
    if sniff(content) is not Kind.PDF:
        raise PdfUnreadableError(reason="no %PDF- header")
    if not content.startswith(b"%PDF-"):
        # ISO 32000-1, 7.5.2: the header is the first line; otherwise readers disagree on where offsets begin.
        raise PdfUnreadableError(reason="something stands before the %PDF- header")
    try:
        with allowance(steps=steps_for(len(content))):
            yield _writer(content)
    except (EsignerError, RefusedError, MemoryError):
        raise
    except Exception as error:  # a parser of foreign input can fail in any way; none of them is our bug
        raise PdfUnreadableError(reason=f"{type(error).__name__}: {error}") from error


def _writer(content: bytes) -> IncrementalPdfFileWriter:
    # Most PDFs in the wild break some rule; the signature covers the bytes unchanged.
    reader = PdfReader(_with_end_of_line(content))
    writer = IncrementalPdfFileWriter(reader.stream, prev=reader, strict=False)
    encryption.open_without_password(writer, content)
    check_tree(writer.prev.root)
    _fix_identifier(writer, content)
    # pyHanko would write the clock's time and its own name into /Info and XMP; a signature changes no metadata, and a
    # PDF/A with unchanged metadata stays PDF/A.
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # noqa: SLF001
    return writer


def _with_end_of_line(content: bytes) -> bytes:
    """Some files end right after `%%EOF`; in PDF/A the number of our first object must begin on a new line."""
    return content if content.endswith((b"\n", b"\r")) else content + b"\n"


def _fix_identifier(writer: IncrementalPdfFileWriter, content: bytes) -> None:
    derived = generic.ByteStringObject(hashlib.sha256(content).digest()[:_ID_BYTES])
    had_identifier = "/ID" in writer.prev.trailer
    first = writer._document_id[0] if had_identifier else derived  # noqa: SLF001  no public way to hand it in
    writer._document_id = generic.ArrayObject([first, derived])  # noqa: SLF001


def free_field_name(writer: IncrementalPdfFileWriter) -> str:
    """Return the first of Signature1, Signature2, … that no field has."""
    try:
        fields = writer.root["/AcroForm"]["/Fields"]
        named = [field for field in (one.get_object() for one in fields) if "/T" in field]
        taken = {str(field["/T"]) for field in named}
    except KeyError:
        taken = set()
    number = 1
    while f"Signature{number}" in taken:
        number += 1
    return f"Signature{number}"
