"""Fields that are no tree are refused before anybody walks through them, wherever the form stands."""

import pytest

from esigner.ades.create.pades import plain
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.rules import RefusedError
from tests.world.pdfs import assemble
from tests.world.signed import judged
from tests.world.signing_pki import SIGNED_AT

LEVELS = 20


def _shared(form: bytes, fields: bytes) -> bytes:
    """Return a PDF each of whose fields holds the next one twice: a million paths to the last."""
    kids = [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (7 + number, 7 + number) for number in range(LEVELS)]
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm %b>>" % form,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            b"<</Fields %b>>" % fields,
            b"[6 0 R]",
            *kids,
            b"<</T(z)/FT/Sig>>",
        ]
    )


@pytest.mark.attack
@pytest.mark.parametrize(
    ("form", "fields"), [(b"<</Fields[6 0 R]>>", b"[]"), (b"4 0 R", b"[6 0 R]"), (b"4 0 R", b"5 0 R")]
)
def test_shared_kids_are_refused_wherever_the_form_stands(form: bytes, fields: bytes) -> None:
    document = _shared(form, fields)
    report = judged(document)
    assert report.rule is not None
    assert report.rule.code == "PDF_FORM_MALFORMED"
    with pytest.raises((RefusedError, PdfUnreadableError)) as refusal:
        plain.place_signature(
            document, digest_algorithm="SHA256", signed_at=SIGNED_AT, reserved_bytes=9000, reason=None, location=None
        )
    assert isinstance(refusal.value, RefusedError)
