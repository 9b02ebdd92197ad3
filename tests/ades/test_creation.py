"""Both halves of the engine agree; and what the two steps demand of their caller."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509 import ocsp

from esigner import ades
from esigner.ades import Format, Level
from esigner.ades.assembly import check_order
from esigner.ades.errors import RevocationBeforeTimestampError
from tests.world.signatures import FILES, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384", "P-521")


def report(document: bytes, form: Format) -> ades.Report:
    trust = ades.Trust(anchors=(signing_pki().root.certificate,))
    # The OCSP answer is dated by the machine's clock; we judge after it, whenever the test runs.
    at = datetime(2040, 1, 1, tzinfo=UTC)
    return ades.validate(document, name=f"document.{form}", trust=trust, at=at)


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("kind", KINDS)
def test_lt_made_by_us_passes_our_own_validation(form: Format, kind: str) -> None:
    judged = report(signed(form=form, level=Level.LT, kind=kind), form)
    assert judged.indication == "TOTAL-PASSED", judged.as_dict()
    family = "PAdES" if form is Format.PDF else "XAdES"
    assert [one.format for one in judged.signatures] == [f"{family}-B-LT"]


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
    revocation = ades.Revocation(ocsp_responses=(answer,))
    if refused:
        with pytest.raises(RevocationBeforeTimestampError):
            check_order(prepared, token=token, revocation=revocation)
    else:
        check_order(prepared, token=token, revocation=revocation)


def test_front_names_everything_it_promises() -> None:
    assert all(getattr(ades, name) is not None for name in ades.__all__)
    with pytest.raises(AttributeError):
        ades.no_such_name  # noqa: B018  the access is the test
