"""The first byte tells what a document is, whatever stands further on."""

import pytest

from esigner import ades
from esigner.ades.create.pades.document import writing
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.encoding.sniffing import Kind, sniff
from esigner.ades.rules import Indication
from tests.world.augmented import augmented
from tests.world.pdfs import pdf
from tests.world.signed import judged
from tests.world.signing_pki import SIGNED_AT, signing_pki

PDF = pdf()
XML = '<?xml version="1.0" encoding="{}"?><a>%PDF-1.7</a>'
SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (b"PK\x03\x04%PDF-1.7", Kind.ZIP),
        (b"PK\x05\x06" + bytes(18), Kind.ZIP),
        (PDF, Kind.PDF),
        (b" \r\n" + PDF, Kind.PDF),
        (b"\xef\xbb\xbf" + PDF, Kind.PDF),
        (b"From: somebody\r\n\r\n" + PDF, Kind.PDF),
        (b"0 1 2\n" + PDF, Kind.PDF),
        (bytes(1019) + PDF, Kind.PDF),
        (bytes(1020) + PDF, None),
        (b"\x30\x20" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x80" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x81\x20" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x82\x0a\x20" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x83\x01\x0a\x20" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x88" + bytes(7) + b"\x20" + SIGNED_DATA + PDF, Kind.CMS),
        (b"\x30\x03\x02\x01\x01", None),
        (b"-----BEGIN CMS-----\nMIIB%PDF-", Kind.PEM),
        (b"-----BEGIN PKCS7-----\nMIIB", Kind.PEM),
        (b"<a>%PDF-1.7</a>", Kind.XML),
        (b"\n\t <a>%PDF-1.7</a>", Kind.XML),
        (b"\xef\xbb\xbf\r\n<a>%PDF-1.7</a>", Kind.XML),
        *(
            ((mark + XML.format(name)).encode(name), Kind.XML)
            for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8")
            for mark in ("", "\ufeff")
        ),
        (("\ufeff \n" + XML).encode("utf-16-le"), Kind.XML),
        (b'{"payload":"%PDF-1.7"}', Kind.JSON),
        (b'\xef\xbb\xbf \n{"payload":"%PDF-1.7"}', Kind.JSON),
        (b"eyJhbGciOiJFUzI1NiJ9.JVBERi0.AAAA\n", Kind.JSON),
        (b"eyJhbGciOiJFUzI1NiJ9", None),
        (b"Sveiki", None),
        (b"", None),
    ],
)
def test_first_byte_tells_the_kind(document: bytes, kind: Kind | None) -> None:
    assert sniff(document) is kind


def test_only_the_beginning_of_a_pdf_is_needed() -> None:
    assert sniff(PDF[:5]) is Kind.PDF


@pytest.mark.attack
@pytest.mark.parametrize("document", [b"\x30\x80" + SIGNED_DATA + PDF, b"<!-- -->" + PDF, b"PK\x03\x04" + PDF])
def test_what_is_judged_as_something_else_is_not_signed_as_a_pdf(document: bytes) -> None:
    with pytest.raises(PdfUnreadableError), writing(document):
        pass


def _signed(format: ades.Format, content: bytes, shape: ades.Shape, level: ades.Level) -> bytes:  # noqa: A002  the word
    world, files = signing_pki(), (ades.DataFile("dokuments", "application/octet-stream", content),)
    holder = world.signer("P-256")
    prepared = ades.prepare(
        format=format, files=files, signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT, shape=shape
    )
    value = ades.sign(prepared, key=holder.key)
    return augmented(ades.finalize(prepared, value, files=files), level)


@pytest.mark.parametrize("level", [ades.Level.T, ades.Level.LT, ades.Level.LTA])
@pytest.mark.parametrize(
    ("format", "content", "packaging"),
    [
        (ades.Format.CADES, PDF, ades.Packaging.ENVELOPING),
        (ades.Format.XADES, PDF, ades.Packaging.ENVELOPING),
        (ades.Format.XADES, b"<a>%PDF-1.7</a>", ades.Packaging.ENVELOPED),
        (ades.Format.JADES, PDF, ades.Packaging.ENVELOPING),
    ],
)
def test_what_holds_or_mentions_a_pdf_is_judged_and_extended_as_what_it_is(
    format: ades.Format,  # noqa: A002  the word of the engine
    content: bytes,
    packaging: ades.Packaging,
    level: ades.Level,
) -> None:
    document = _signed(format, content, ades.Shape(packaging=packaging), level)
    (signature,) = judged(document).signatures
    names = {ades.Format.CADES: "CAdES", ades.Format.XADES: "XAdES", ades.Format.JADES: "JAdES"}
    assert signature.format == f"{names[format]}-B-{level}"
    assert signature.indication is (Indication.INDETERMINATE if level is ades.Level.T else Indication.TOTAL_PASSED)
