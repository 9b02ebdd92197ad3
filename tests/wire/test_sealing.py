"""Sealing with a key: every format and level over real services, and what is told when one of many fails."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades.containers.files import StoredFile
from esigner.ades.encoding.formats import Shape
from esigner.ades.validation import Report, validate
from esigner.errors import EsignerError
from esigner.pki import ocsp, profiles
from esigner.wire import breaker, levels, revocation_lists, sealing
from esigner.wire.errors import ServiceFailedError, SignerNotGoodError
from esigner.wire.keys.errors import IssuersUnknownError, TimestampingUnsetError
from esigner.wire.keys.pkcs12 import FileKey
from esigner.wire.keys.validity import OutOfTime
from esigner.wire.sealing import Item, SealOptions
from tests.world import certification
from tests.world.pdfs import pdf
from tests.world.trust_service import TrustService, trust_service

TEXT = ades.DataFile("līgums.txt", "text/plain", b"Sveiki")
WANTING: dict[ades.Level, set[str | None]] = {
    ades.Level.B: {"TIMESTAMP_MISSING"},
    ades.Level.T: {"REVOCATION_MISSING", "PATH_NOT_FOUND"},
    ades.Level.LT: {None},
    ades.Level.LTA: {None},
}
"""What the policy still wants of a level: XAdES-T carries no issuers."""
XML = ades.DataFile("a.xml", "text/xml", b"<rikojums><nr>1</nr></rikojums>")
PDF = ades.DataFile("a.pdf", "application/pdf", pdf())


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture(autouse=True)
def untroubled(service: TrustService) -> None:
    service.refuses.clear()
    service.status = ocsp.GOOD
    service.status_clock_behind = timedelta(0)
    revocation_lists.forget()
    breaker.forget()


def options(service: TrustService, form: ades.Format, level: ades.Level) -> SealOptions:
    return SealOptions(format=form, level=level, authorities=service.authorities)


def judged(document: bytes, service: TrustService, *, name: str = "x") -> Report:
    return validate(document, name=name, trust=service.trust, at=datetime.now(UTC), detached=[TEXT])


@pytest.mark.parametrize("level", list(ades.Level))
@pytest.mark.parametrize("form", ["asice", "edoc", "asics", "pdf", "xades", "cades"])
def test_sealed_document_is_passed_and_has_its_level(service: TrustService, form: str, level: ades.Level) -> None:
    files = [{"pdf": PDF, "xades": XML}.get(form, TEXT)]
    asked = options(service, ades.Format(form), level)
    document = sealing.seal(files, key=service.key, options=asked, at=datetime.now(UTC)).at_level()
    report = judged(document, service)
    assert (report.rule.code if report.rule else None) in WANTING[level], report.as_detailed_dict()
    assert [one.format.rsplit("-", 1)[1] for one in report.signatures] == [level]


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.LT])
def test_sealed_to_a_file_in_one_pass_is_passed(service: TrustService, level: ades.Level, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    file, out = StoredFile.at(tmp_path / "a", name="a", media_type="a/b"), io.BytesIO()
    asked = options(service, ades.Format.ASICE, level)
    sealing.seal_to(out, [file, TEXT], key=service.key, options=asked, at=datetime.now(UTC))
    report = judged(out.getvalue(), service)
    assert (report.rule.code if report.rule else None) in WANTING[level]


def test_batch_tells_of_each_how_it_went(service: TrustService) -> None:
    items = [Item(name=f"{number}", files=[PDF if number % 3 else TEXT]) for number in range(40)]
    asked = options(service, ades.Format.PDF, ades.Level.T)
    outcomes = list(sealing.seal_each(items, key=service.key, options=asked, at=datetime.now(UTC), in_flight=4))
    assert [one.name for one in outcomes] == [f"{number}" for number in range(40)]
    codes = [one.error.code if one.error else None for one in outcomes]
    assert codes == [None if number % 3 else "PDF_UNREADABLE" for number in range(40)]
    sealed = [one.document for one in outcomes if one.document is not None]
    assert len(sealed) == 26
    for one in sealed[:3]:
        assert [found.format for found in judged(one, service).signatures] == ["PAdES-B-T"]


class Counting:
    """A key that counts how often it was asked."""

    def __init__(self, key: FileKey) -> None:
        self.certificate, self.chain, self._key, self.asked = key.certificate, key.chain, key, 0

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        self.asked += 1
        return self._key.sign(data, algorithm=algorithm)


@pytest.mark.parametrize(
    ("away", "asked", "reached"),
    [
        ("/tsa", ades.Level.T, ades.Level.B),
        ("/tsa", ades.Level.LTA, ades.Level.B),
        ("/ocsp/issuing", ades.Level.LT, ades.Level.T),
        ("/ocsp/issuing", ades.Level.LTA, ades.Level.T),
    ],
)
@pytest.mark.parametrize("form", ["asice", "pdf", "cades"])
def test_what_the_key_made_is_kept_where_a_service_fails(
    service: TrustService, form: str, away: str, asked: ades.Level, reached: ades.Level
) -> None:
    service.refuses.add(away)
    key = Counting(service.key)
    wanted = options(service, ades.Format(form), asked)

    sealed = sealing.seal([PDF if form == "pdf" else TEXT], key=key, options=wanted, at=datetime.now(UTC))

    assert (sealed.level, key.asked) == (reached, 1)
    assert isinstance(sealed.error, ServiceFailedError)
    assert [one.format.rsplit("-", 1)[1] for one in judged(sealed.document, service).signatures] == [reached]
    with pytest.raises(ServiceFailedError):
        sealed.at_level()
    service.refuses.clear()
    breaker.forget()
    finished = levels.raised(
        sealed.document, level=asked, authorities=service.authorities, at=datetime.now(UTC), known=service.key.chain
    )
    assert [one.format.rsplit("-", 1)[1] for one in judged(finished, service).signatures] == [asked]


def test_container_in_one_pass_is_kept_where_a_service_fails(service: TrustService) -> None:
    service.refuses.add("/ocsp/issuing")
    out, asked = io.BytesIO(), options(service, ades.Format.ASICE, ades.Level.LT)

    reached = sealing.seal_to(out, [TEXT], key=service.key, options=asked, at=datetime.now(UTC))

    assert (reached.level, isinstance(reached.error, ServiceFailedError)) == (ades.Level.T, True)
    assert [one.format for one in judged(out.getvalue(), service).signatures] == ["XAdES-B-T"]


def test_batch_keeps_every_document_where_a_service_fails(service: TrustService) -> None:
    service.refuses.add("/ocsp/issuing")
    key, asked = Counting(service.key), options(service, ades.Format.ASICE, ades.Level.LT)
    items = [Item(name=f"{number}", files=[TEXT]) for number in range(8)]

    outcomes = list(sealing.seal_each(items, key=key, options=asked, at=datetime.now(UTC)))

    assert key.asked == 8
    assert [one.level for one in outcomes] == [ades.Level.T] * 8
    for one in outcomes:
        assert one.error is not None
        assert one.error.retryable
        assert [found.format for found in judged(one.document or b"", service).signatures] == ["XAdES-B-T"]


def test_key_is_not_asked_for_what_no_service_could_mend(service: TrustService) -> None:
    key = Counting(FileKey(certificate=service.seal.certificate, chain=(), private_key=service.key.private_key))
    compact = Shape(serialization=ades.Serialization.COMPACT)
    hopeless = {
        "ISSUERS_UNKNOWN": options(service, ades.Format.ASICE, ades.Level.LT),
        "TIMESTAMPING_UNSET": SealOptions(format=ades.Format.PDF, level=ades.Level.T),
        "LEVEL_NOT_HELD": replace(options(service, ades.Format.JADES, ades.Level.T), shape=compact),
    }
    for code, asked in hopeless.items():
        with pytest.raises(EsignerError) as refused:
            sealing.seal([PDF], key=key, options=asked, at=datetime.now(UTC))
        assert refused.value.code == code
    assert key.asked == 0


def test_answer_older_than_the_timestamp_leaves_the_timestamp(service: TrustService) -> None:
    service.status_clock_behind = timedelta(minutes=1)

    sealed = sealing.seal(
        [TEXT], key=service.key, options=options(service, ades.Format.ASICE, ades.Level.LT), at=datetime.now(UTC)
    )

    assert (sealed.level, sealed.error.code if sealed.error else "") == (ades.Level.T, "REVOCATION_BEFORE_TIMESTAMP")
    assert [one.format for one in judged(sealed.document, service).signatures] == ["XAdES-B-T"]


def test_revoked_seal_gives_no_document(service: TrustService) -> None:
    service.status = ocsp.Status(state=ocsp.State.REVOKED, revoked_at=datetime.now(UTC))
    asked = options(service, ades.Format.ASICE, ades.Level.LT)
    with pytest.raises(SignerNotGoodError):
        sealing.seal([TEXT], key=service.key, options=asked, at=datetime.now(UTC))


def test_level_that_needs_a_timestamp_needs_an_authority(service: TrustService) -> None:
    with pytest.raises(TimestampingUnsetError) as refused:
        sealing.seal(
            [TEXT],
            key=service.key,
            options=SealOptions(format=ades.Format.ASICE, level=ades.Level.T),
            at=datetime.now(UTC),
        )
    assert refused.value.code == "TIMESTAMPING_UNSET"


def test_issuer_that_is_not_at_hand_is_asked_for(service: TrustService) -> None:
    bare = FileKey(certificate=service.seal.certificate, chain=(), private_key=service.key.private_key)
    asked = options(service, ades.Format.ASICE, ades.Level.LT)
    with pytest.raises(IssuersUnknownError) as refused:
        sealing.seal([TEXT], key=bare, options=asked, at=datetime.now(UTC))
    assert refused.value.code == "ISSUERS_UNKNOWN"
    known = (service.issuing.certificate, service.root.certificate)
    helped = SealOptions(format=ades.Format.ASICE, level=ades.Level.LT, authorities=service.authorities, known=known)
    document = sealing.seal([TEXT], key=bare, options=helped, at=datetime.now(UTC)).at_level()
    assert judged(document, service).passed


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (timedelta(days=-2), timedelta(hours=-1), "SIGNER_CERTIFICATE_ENDED"),
        (timedelta(hours=1), timedelta(days=2), "SIGNER_CERTIFICATE_NOT_YET_VALID"),
    ],
)
@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.LT])
def test_key_whose_certificate_is_not_in_force_is_not_asked(
    service: TrustService, level: ades.Level, since: timedelta, until: timedelta, code: str
) -> None:
    at = datetime.now(UTC)
    key = _Watched(service, since=at + since, until=at + until)
    with pytest.raises(EsignerError) as refused:
        sealing.seal([TEXT], key=key, options=options(service, ades.Format.ASICE, level), at=at)
    assert (refused.value.code, key.asked) == (code, 0)
    accepting = SealOptions(format=ades.Format.ASICE, out_of_time=OutOfTime.ACCEPTED)
    assert sealing.seal([TEXT], key=key, options=accepting, at=at).at_level()
    assert key.asked == 1


class _Watched:
    """A key in a file that counts how often it is asked; its certificate is in force for a while."""

    def __init__(self, service: TrustService, *, since: datetime, until: datetime) -> None:
        holder = certification.below(service.issuing, profile=profiles.SIGNER, not_before=since, not_after=until)
        self.certificate, self.chain, self.asked = holder.certificate, service.key.chain, 0
        self._key = FileKey(certificate=holder.certificate, chain=self.chain, private_key=holder.key)

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        self.asked += 1
        return self._key.sign(data, algorithm=algorithm)
