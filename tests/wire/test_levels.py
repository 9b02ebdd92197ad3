"""Raising the level of a document over real services, and what is refused on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from esigner import ades
from esigner.ades.create import asics
from esigner.ades.validation import validate
from esigner.errors import EsignerError
from esigner.pki import ocsp
from esigner.wire import breaker, evidence, http, levels, metrics, revocation_lists, sealing
from esigner.wire.errors import ServiceFailedError, ServicePausedError
from tests.world.loopback import closed_port
from tests.world.pdfs import pdf
from tests.world.trust_service import TrustService, trust_service

FILES = (ades.DataFile("līgums.txt", "text/plain", b"Sveiki"),)
PDF = (ades.DataFile("a.pdf", "application/pdf", pdf()),)


@pytest.fixture
def service() -> Iterator[TrustService]:
    revocation_lists.forget()
    breaker.forget()
    with trust_service() as running:
        yield running


def sealed(service: TrustService, form: ades.Format = ades.Format.ASICE) -> bytes:
    files = PDF if form is ades.Format.PDF else FILES
    options = sealing.SealOptions(format=form)
    return sealing.seal(files, key=service.key, options=options, at=datetime.now(UTC)).at_level()


def raised(document: bytes, service: TrustService, level: ades.Level, *, issuers_known: bool = True) -> bytes:
    known = service.key.chain if issuers_known else ()
    return levels.raised(document, level=level, authorities=service.authorities, at=datetime.now(UTC), known=known)


@pytest.mark.parametrize("form", [ades.Format.ASICE, ades.Format.PDF, ades.Format.ASICE_CADES])
def test_raised_document_is_passed(service: TrustService, form: ades.Format) -> None:
    document = raised(sealed(service, form), service, ades.Level.LTA)
    report = validate(document, name="x", trust=service.trust, at=datetime.now(UTC))
    assert report.passed, report.as_detailed_dict()
    assert [one.format.rsplit("-", 1)[1] for one in report.signatures] == ["LTA"]


def test_timestamp_alone_is_renewed(service: TrustService) -> None:
    (file,) = FILES
    document = asics.timestamped(file, timestamp=levels.stamp(file.content, authorities=service.authorities))
    renewed = raised(raised(document, service, ades.Level.LTA), service, ades.Level.LTA)
    report = validate(renewed, name="x", trust=service.trust, at=datetime.now(UTC))
    assert report.passed, report.as_detailed_dict()
    assert [one.format for one in report.signatures] == ["Timestamp-B-LTA"]


def test_document_that_has_the_level_stays_as_it_is(service: TrustService) -> None:
    document = raised(sealed(service), service, ades.Level.LT)
    assert raised(document, service, ades.Level.LT) == document


@pytest.mark.parametrize(
    ("state", "known", "code"),
    [(ocsp.State.REVOKED, True, "SIGNER_NOT_GOOD"), (ocsp.State.GOOD, False, "ISSUER_NOT_GOOD")],
)
def test_certificate_that_is_revoked_or_without_issuer_ends_it(
    service: TrustService, state: ocsp.State, *, known: bool, code: str
) -> None:
    document = sealed(service)
    service.status = ocsp.Status(state=state, revoked_at=datetime.now(UTC) if state is ocsp.State.REVOKED else None)
    with pytest.raises(EsignerError) as refused:
        raised(document, service, ades.Level.LT, issuers_known=known)
    assert refused.value.code == code


@pytest.mark.parametrize("path", ["/tsa", "/ocsp/issuing", "/root.crl"])
def test_service_that_fails_may_be_asked_again(service: TrustService, path: str) -> None:
    document = sealed(service)
    service.refuses.add(path)
    with pytest.raises(EsignerError) as refused:
        raised(document, service, ades.Level.LT)
    assert refused.value.retryable
    service.refuses.clear()
    assert validate(
        raised(document, service, ades.Level.LT), name="x", trust=service.trust, at=datetime.now(UTC)
    ).passed


def test_next_responder_is_asked_where_the_first_fails_and_both_are_counted(service: TrustService) -> None:
    metrics.forget()
    document = sealed(service)
    first = f"http://127.0.0.1:{closed_port()}/ocsp"
    reach = evidence.Reach(responders=(first,), timeout_seconds=2)
    known = service.key.chain
    at = datetime.now(UTC)
    done = levels.raised(
        document, level=ades.Level.LT, authorities=service.authorities, at=at, known=known, reach=reach
    )
    assert validate(done, name="x", trust=service.trust, at=datetime.now(UTC)).passed
    asked = {one.service: (one.answered, dict(one.failed)) for one in metrics.figures() if one.kind == "OCSP"}
    assert asked[http.service_name(first)] == (0, {"SERVICE_UNREACHABLE": 1})
    assert sum(answered for answered, _ in asked.values()) == 1


def test_responder_that_fails_again_and_again_is_left_alone(service: TrustService) -> None:
    document = sealed(service)
    service.refuses.add("/ocsp/issuing")
    for _ in range(breaker.DEFAULT.failures):
        with pytest.raises(ServiceFailedError):
            raised(document, service, ades.Level.LT)
    with pytest.raises(ServicePausedError):
        raised(document, service, ades.Level.LT)
