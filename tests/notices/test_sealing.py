"""The agency's seal, with timestamp, OCSP and CRLs fetched from the real trust door over HTTP."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from esigner import ades
from esigner.notices import letters, sealing, unfinished
from esigner.notices.errors import SealMissingError, SealRevokedError
from esigner.registry import anchors, certificates
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.wire import breaker
from esigner.wire.errors import AnswerInvalidError, WireError
from esigner.wire.keys.errors import KeyFileUnreadableError
from tests.world import registry as world
from tests.world.loopback import closed_port
from tests.world.tokens import PIN, fresh, module, new_store, token_with
from tests.world.trust_door import trust_door
from tests.world.trust_service import trust_service

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = {
    "number": "EPAK/V/2026/1", "date": "2026-11-22", "epak_number": "EPAK-2026-00001",
    "application_date": "21.11.2026.", "portal_url": "https://portals.example",
    "recipient": {"name": "Parauga iestāde", "registration_number": "40003011203"},
}  # fmt: skip


@pytest.fixture
def at(door: Callable[..., None]) -> Iterator[datetime]:
    with trust_door(door):
        now = timezone.now()
        world.authorities_founded(at=now)
        yield now


def validated(document: bytes, name: str) -> ades.Report:
    trusted = [
        *anchors.of(Environment.PRODUCTION, AnchorPurpose.SIGNATURE),
        *anchors.of(Environment.PRODUCTION, AnchorPurpose.TIMESTAMP),
    ]
    trust = ades.Trust(anchors=tuple(trusted))
    return ades.validate(document, name=name, trust=trust, at=timezone.now())


def test_seal_gives_a_letter_that_passes_as_pades_b_lt(at: datetime) -> None:
    sealed = sealing.seal(letters.render("registration_letter", LETTER), at=at, reason="Reģistrēšana")
    report = validated(sealed, "vestule.pdf")
    assert report.passed, report.as_dict()
    (signature,) = report.signatures
    assert signature.format == "PAdES-B-LT"
    assert "Parauga aģentūra" in signature.signed_by


def test_seal_of_files_gives_a_container(at: datetime) -> None:
    files = [ades.DataFile(name="protokols.txt", media_type="text/plain", content="Testēts.".encode())]
    report = validated(sealing.seal_files(files, at=at), "protokols.asice")
    assert report.passed, report.as_dict()
    assert report.data_files["protokols.txt"] == "Testēts.".encode()


def test_flipped_byte_is_refused(at: datetime) -> None:
    sealed = bytearray(sealing.seal(letters.render("registration_letter", LETTER), at=at))
    sealed[len(sealed) // 4] ^= 1
    assert not validated(bytes(sealed), "vestule.pdf").passed


def test_seal_refuses_a_revoked_certificate(at: datetime) -> None:
    from esigner.registry.models import Certificate

    row = Certificate.objects.get(use="seal")
    certificates.revoke(certificate_id=row.id, reason="superseded", act=world.by_officer(at=at))
    with pytest.raises(SealRevokedError):
        sealing.seal(letters.render("registration_letter", LETTER), at=at)


def test_seal_fails_aloud_when_the_time_stamping_authority_is_away(at: datetime, settings: Settings) -> None:
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": "http://127.0.0.1:9"}
    with pytest.raises(WireError) as failed:
        sealing.seal(letters.render("registration_letter", LETTER), at=at)
    assert failed.value.retryable


def test_second_time_stamping_authority_stamps_while_the_first_is_down(at: datetime, settings: Settings) -> None:
    breaker.forget()
    with trust_service() as foreign:
        anchors.add(
            environment=Environment.PRODUCTION, purpose=AnchorPurpose.TIMESTAMP, certificate=foreign.root.certificate,
            label="Cits laika zīmogotājs", act=world.by_officer(at=at),
        )  # fmt: skip
        urls = (f"http://127.0.0.1:{closed_port()}/tsa", foreign.tsa_url)
        settings.ESIGNER_TSA_URLS = {**settings.ESIGNER_TSA_URLS, "production": urls}
        sealed = sealing.seal(letters.render("registration_letter", LETTER), at=at)

    report = validated(sealed, "vestule.pdf")
    assert report.passed, report.as_dict()
    assert foreign.server is not None
    assert [call.path for call in foreign.server.calls].count("/tsa") == 1


def test_seal_takes_no_timestamp_of_an_authority_that_is_no_anchor(at: datetime, settings: Settings) -> None:
    breaker.forget()
    with trust_service() as foreign:
        settings.ESIGNER_TSA_URLS = {**settings.ESIGNER_TSA_URLS, "production": (foreign.tsa_url,)}
        with pytest.raises(AnswerInvalidError):
            sealing.seal(letters.render("registration_letter", LETTER), at=at)


def claimed_time(pdf: bytes) -> str:
    return str(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0].sig_object["/M"])


def test_letter_is_signed_once_however_often_a_service_is_away(at: datetime, settings: Settings) -> None:
    breaker.forget()
    letter, there = letters.render("registration_letter", LETTER), settings.ESIGNER_URLS
    settings.ESIGNER_URLS = {**there, "trust": f"http://127.0.0.1:{closed_port()}"}
    for _ in range(2):
        with pytest.raises(WireError):
            sealing.seal(letter, at=at, order="7")
    settings.ESIGNER_URLS = there
    breaker.forget()

    later = at + timedelta(seconds=5)
    sealed = sealing.seal(letter, at=later, order="7")

    report = validated(sealed, "vestule.pdf")
    assert report.passed, report.as_dict()
    assert report.signatures[0].format == "PAdES-B-LT"
    assert claimed_time(sealed) == f"D:{at:%Y%m%d%H%M%S}Z"
    assert claimed_time(sealing.seal(letter, at=later, order="7")) == f"D:{later:%Y%m%d%H%M%S}Z"


def test_letter_that_a_revoked_seal_had_signed_is_not_kept(at: datetime, settings: Settings) -> None:
    from esigner.registry.models import Certificate

    breaker.forget()
    letter, there = letters.render("registration_letter", LETTER), settings.ESIGNER_URLS
    settings.ESIGNER_URLS = {**there, "trust": f"http://127.0.0.1:{closed_port()}"}
    with pytest.raises(WireError):
        sealing.seal(letter, at=at, order="7")
    settings.ESIGNER_URLS = there
    breaker.forget()
    row = Certificate.objects.get(use="seal")
    certificates.revoke(certificate_id=row.id, reason="superseded", act=world.by_officer(at=at))

    with pytest.raises(SealRevokedError):
        sealing.seal(letter, at=at, order="7")

    assert unfinished.find("7") is None


def test_file_is_sealed_as_well_as_can_be_while_a_service_is_away(at: datetime, settings: Settings) -> None:
    breaker.forget()
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": f"http://127.0.0.1:{closed_port()}"}
    files = [ades.DataFile(name="protokols.txt", media_type="text/plain", content=b"x")]

    report = validated(sealing.seal_at_best(files, at=at), "protokols.asice")

    assert [one.format for one in report.signatures] == ["XAdES-B-B"]


def test_key_of_the_seal_may_lie_in_a_token(
    at: datetime, settings: Settings, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = module()
    folder = state / "pki/agency-seal"
    token = token_with(new_store(tmp_path, monkeypatch), name="Agentura", folder=folder)
    (folder / "key.pem").unlink()
    (folder / "certificate.pem").unlink()
    fresh(path)
    settings.ESIGNER_SEAL_KEY, settings.ESIGNER_SEAL_MODULE = token.uri("seal"), token.module
    settings.ESIGNER_SEAL_PASSWORD = PIN

    report = validated(sealing.seal(letters.render("registration_letter", LETTER), at=at), "vestule.pdf")

    assert report.passed, report.as_dict()
    assert report.signatures[0].format == "PAdES-B-LT"
    fresh(path)


def test_key_that_is_named_and_cannot_be_used_says_why(at: datetime, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "seal.p12").write_bytes(b"0 no PKCS#12")
    settings.ESIGNER_SEAL_KEY = str(tmp_path / "seal.p12")
    with pytest.raises(KeyFileUnreadableError):
        sealing.seal(b"%PDF", at=at)


def test_seal_refuses_without_a_key(at: datetime, state: Path) -> None:
    (state / "pki/agency-seal/key.pem").unlink()
    with pytest.raises(SealMissingError):
        sealing.seal(b"%PDF", at=at)
