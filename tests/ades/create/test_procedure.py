"""Both halves of the engine agree; and what the two steps demand of their caller."""

import dataclasses
import io
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.x509 import ocsp

from esigner import ades
from esigner.ades import Format, Level
from esigner.ades.containers.errors import FilesChangedError, MediaTypeError
from esigner.ades.create.assembly import check_order
from esigner.ades.create.errors import RevocationBeforeTimestampError, TimestampMissingError
from esigner.ades.encoding.errors import MetadataNotAllowedError
from esigner.ades.timestamps.errors import TimestampMismatchError
from tests.world.pdfs import pdf
from tests.world.signatures import FILES, files_for, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384", "P-521", "Ed25519")


def report(document: bytes, form: Format) -> ades.Report:
    trust = ades.Trust(anchors=(signing_pki().root.certificate,))
    # The OCSP answer is dated by the machine's clock; we judge after it, whenever the test runs.
    at = datetime(2040, 1, 1, tzinfo=UTC)
    return ades.validate(document, name=f"document.{form}", trust=trust, at=at, policy="etsi")


FAMILIES = {
    Format.ASICE: "XAdES",
    Format.EDOC: "XAdES",
    Format.ASICS: "XAdES",
    Format.XADES: "XAdES",
    Format.ASICE_CADES: "CAdES",
    Format.CADES: "CAdES",
    Format.PDF: "PAdES",
    Format.JADES: "JAdES",
}
"""Formats that our validator accepts: its policies take no ASiC-S with CAdES."""


@pytest.mark.parametrize("form", FAMILIES)
@pytest.mark.parametrize("kind", KINDS)
def test_lt_made_by_us_passes_our_own_validation(form: Format, kind: str) -> None:
    judged = report(signed(form=form, level=Level.LT, kind=kind), form)
    assert judged.indication == "TOTAL-PASSED", judged.as_dict()
    assert [one.format for one in judged.signatures] == [f"{FAMILIES[form]}-B-LT"]


@pytest.mark.parametrize("form", [Format.ASICE, Format.EDOC])
def test_changed_file_fails_our_own_validation(form: Format) -> None:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(signed(form=form, level=Level.LT))) as source,
        zipfile.ZipFile(changed, "w") as target,
    ):
        for one in source.infolist():
            content = source.read(one)
            target.writestr(one, content + b"\0" if one.filename == FILES[0].name else content)
    assert report(changed.getvalue(), form).indication == "TOTAL-FAILED"


def test_claimed_time_without_a_zone_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ades.prepare(
            format=Format.ASICE,
            files=FILES,
            signer=signing_pki().signer("P-256").certificate,
            chain=(),
            signed_at=SIGNED_AT.replace(tzinfo=None),
        )


@pytest.mark.parametrize(("seconds", "refused"), [(0, False), (1, False), (2, True)])
def test_ocsp_answer_may_be_a_second_older_than_the_timestamp(seconds: int, refused: bool) -> None:  # noqa: FBT001
    world = signing_pki()
    signer = world.signer("P-256").certificate
    prepared = ades.prepare(format=Format.ASICE, files=FILES, signer=signer, chain=(), signed_at=SIGNED_AT)
    answer = world.ocsp(signer)
    produced_at = ocsp.load_der_ocsp_response(answer).produced_at_utc
    token = ades.timestamps.read(world.token(b"", at=produced_at + timedelta(seconds=seconds)))
    revocation = ades.ValidationData(ocsp_responses=(answer,))
    if refused:
        with pytest.raises(RevocationBeforeTimestampError):
            check_order(prepared, token=token, revocation=revocation)
    else:
        check_order(prepared, token=token, revocation=revocation)


def test_front_loads_neither_an_xml_parser_nor_a_pdf_writer() -> None:
    program = "import sys, esigner.ades; print({'lxml', 'pyhanko', 'asn1crypto'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_format_refuses_files_that_changed_in_between() -> None:
    for form in Format:
        with pytest.raises(FilesChangedError):
            finish(form, [dataclasses.replace(files_for(form)[0], content=OTHER.get(form, b"<cits/>"))])


@pytest.mark.parametrize("form", Format)
def test_every_format_refuses_material_without_a_timestamp(form: Format) -> None:
    with pytest.raises(TimestampMissingError):
        finish(form, files_for(form), revocation=ades.ValidationData())


@pytest.mark.parametrize("form", Format)
def test_every_format_refuses_a_timestamp_over_other_bytes(form: Format) -> None:
    with pytest.raises(TimestampMismatchError):
        finish(form, files_for(form), timestamp=signing_pki().token(b"other"))


@pytest.mark.parametrize("form", Format)
def test_every_format_refuses_a_flipped_bit_in_the_value(form: Format) -> None:
    waiting = waiting_for(form)
    value = bytearray(ades.sign(waiting, key=signing_pki().signer("P-256").key))
    value[-1] ^= 1
    with pytest.raises(ades.SignatureValueMismatchError):
        ades.finalize(waiting, bytes(value), files=files_for(form))


OTHER = {Format.PDF: pdf(pages=2)}


def waiting_for(form: Format) -> ades.Prepared:
    return ades.prepare(
        format=form,
        files=files_for(form),
        signer=signing_pki().signer("P-256").certificate,
        chain=signing_pki().chain,
        signed_at=SIGNED_AT,
    )


def finish(
    form: Format,
    files: Sequence[ades.DataFile],
    *,
    timestamp: bytes | None = None,
    revocation: ades.ValidationData | None = None,
) -> bytes:
    waiting = waiting_for(form)
    value = ades.sign(waiting, key=signing_pki().signer("P-256").key)
    return ades.finalize(waiting, value, files=files, timestamp=timestamp, revocation=revocation)


def test_front_names_everything_it_promises() -> None:
    assert all(getattr(ades, name) is not None for name in ades.__all__)
    with pytest.raises(AttributeError):
        ades.no_such_name  # noqa: B018  the access is the test


@pytest.mark.parametrize("field", ["roles", "place", "reason"])
@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\x01", "\uffff"])
@pytest.mark.parametrize("form", Format)
def test_claim_that_cannot_be_written_is_refused_by_every_format(form: Format, text: str, field: str) -> None:
    claimed: dict[str, Any] = {
        "roles": {"claims": ades.Claims(roles=(text,))},
        "place": {"claims": ades.Claims(place=ades.ProductionPlace(city=text))},
        "reason": {"reason": text},
    }
    with pytest.raises(MetadataNotAllowedError):
        signed(form=form, level=Level.B, **claimed[field])


@pytest.mark.parametrize("form", Format)
def test_media_type_that_cannot_be_written_is_refused(form: Format) -> None:
    (first, *_) = files_for(form)
    odd = ades.DataFile(first.name, "text/plain; a=\ud800", first.content)
    if form is Format.PDF:  # a PDF has no place for a media type
        assert signed(form=form, level=Level.B, files=(odd,)).startswith(b"%PDF")
        return
    with pytest.raises(MediaTypeError):
        signed(form=form, level=Level.B, files=(odd,))


@pytest.mark.parametrize("role", ["x" * 10_000, "😀" * 2_500])
def test_pdf_keeps_room_for_long_claims(role: str) -> None:
    document = signed(
        form=Format.PDF, level=Level.LT, claims=ades.Claims(roles=(role,), place=ades.ProductionPlace(city="Rīga"))
    )
    assert report(document, Format.PDF).passed
