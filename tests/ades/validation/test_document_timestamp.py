"""Level LTA made by other software: pyHanko puts a document timestamp around our signature."""

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import cms  # type: ignore[import-untyped]  # it publishes no types
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper

from esigner.ades.rules import Indication
from tests.world.signed import judged, signed_pdf
from tests.world.signing_pki import SIGNED_AT, signing_pki

STAMPED_AT = datetime(2035, 1, 1, tzinfo=UTC)


class _World(TimeStamper):
    """The world's time-stamping authority, as pyHanko asks for one."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:  # noqa: ANN401  asn1crypto
        return cms.ContentInfo.load(
            signing_pki().token_over(message_digest, algorithm=md_algorithm.upper(), at=STAMPED_AT)
        )

    async def async_dummy_response(self, md_algorithm: str) -> Any:  # noqa: ANN401  as above
        return await self.async_timestamp(bytes(32), md_algorithm)


@cache
def _archived() -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(signed_pdf()))
    authority: Any = _World
    extended: BytesIO = PdfTimeStamper(authority()).timestamp_pdf(writer, "sha256")
    return extended.getvalue()


def test_document_timestamp_makes_level_lta() -> None:
    report = judged(_archived())
    assert report.indication is Indication.TOTAL_PASSED
    (signature,) = report.signatures
    assert signature.format == "PAdES-B-LTA"
    assert signature.timestamped_at == SIGNED_AT


@pytest.mark.attack
def test_document_timestamp_over_other_bytes_is_refused() -> None:
    document = _archived()
    store = document.rindex(b"/DSS")
    spoiled = document[:store] + b"/DSX" + document[store + 4 :]
    assert not judged(spoiled).passed
