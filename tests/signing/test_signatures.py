"""The two steps, with every sub-step in its order and every failure with its way out."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection

from esigner import ades, audit
from esigner.ades import Format, Level
from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.pki import ocsp, subjects
from esigner.registry import certificates
from esigner.registry.kinds import Environment
from esigner.signing import completion, errors, sessions, validations
from esigner.signing.models import Session, Signature
from esigner.signing.sessions import NewDocument, SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire import responders, revocation_lists
from tests.world.pdfs import pdf
from tests.world.sessions import Installation, value_by

pytestmark = pytest.mark.django_db

PDF_BYTES = pdf(pages=3)
PDF = NewDocument(name="Līgums.pdf", media_type="application/pdf", content=PDF_BYTES)


def result(session: SessionView) -> bytes:
    _, file = sessions.result(session_id=session.id)
    with file:
        return file.read()


def judged(installation: Installation, session: SessionView) -> str:
    verdict = validations.validate(
        result(session), name=session.result_name, client_id="test", environment=Environment.TEST, at=installation.now()
    )
    assert verdict.passed, verdict.as_dict()
    return verdict.signatures[0].format


@pytest.mark.parametrize("persona", ["anna", "janis"])
@pytest.mark.parametrize("format", [Format.ASICE, Format.EDOC])
def test_container_at_level_lt(installation: Installation, persona: str, format: Format) -> None:  # noqa: A002
    session = installation.sign(installation.open(format=format), persona)

    assert session.status is Status.SIGNED
    assert session.result_name == f"Iesniegums ar ā un ņ.{format}"
    assert judged(installation, session) == "XAdES-B-LT"


@pytest.mark.parametrize("persona", ["anna", "janis"])
def test_pdf_at_level_lt(installation: Installation, persona: str) -> None:
    session = installation.sign(installation.open(PDF, format=Format.PDF), persona)

    assert result(session).startswith(PDF_BYTES)
    assert judged(installation, session) == "PAdES-B-LT"


@pytest.mark.parametrize(
    ("level", "asked"), [(Level.B, ["ocsp"]), (Level.T, ["tsa", "ocsp"]), (Level.LT, ["tsa", "ocsp"])]
)
def test_timestamp_comes_before_the_status(installation: Installation, level: Level, asked: list[str]) -> None:
    installation.sign(installation.open(level=level))

    assert [path.split("/")[1] for path in installation.trust.asked] == asked


def test_every_step_is_in_the_audit(installation: Installation) -> None:
    session = installation.sign(installation.open())

    events = audit.events(subject=session.id)
    assert [one.event for one in events][-2:] == ["signing.signature.prepared", "signing.signature.finalized"]
    assert events[-1].data["format"] == "asice"
    assert events[-1].data["level"] == "LT"
    assert events[-1].data["means"] == "two-step"
    assert audit.verify() == []


def test_value_of_another_key_is_refused_and_the_right_one_still_counts(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    wrong = value_by(ec.generate_private_key(ec.SECP384R1()), start)

    with pytest.raises(SignatureValueMismatchError):
        sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=wrong, act=installation.by_signer()
        )

    assert installation.trust.asked == []
    done = sessions.finalize(
        session_id=session.id,
        signature_id=start.signature_id,
        value=installation.value(start),
        act=installation.by_signer(),
    )
    assert done.status is Status.SIGNED


def test_same_value_again_changes_nothing(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    value = installation.value(start)
    for _ in range(2):
        done = sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
        )

    assert done.status is Status.SIGNED
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"]
    assert len(installation.trust.asked) == 2


def test_revoked_certificate_fails_the_signature_but_not_the_session(installation: Installation) -> None:
    session = installation.open()

    with pytest.raises(errors.SignerCertificateRevokedError):
        installation.sign(session, "liga")

    now = installation.view(session)
    assert now.status is Status.READY
    assert now.signatures[0].state is SignatureState.FAILED
    failed = audit.events(subject=session.id)[-1]
    assert (failed.event, failed.code) == ("signing.signature.failed", "SIGNER_CERTIFICATE_REVOKED")
    assert installation.sign(session, "anna").status is Status.SIGNED


def test_failed_signature_takes_no_value_any_more(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session, "liga")
    value = installation.value(start, "liga")
    with pytest.raises(errors.SignerCertificateRevokedError):
        sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
        )

    with pytest.raises(errors.SignatureStateConflictError):
        sessions.finalize(
            session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
        )


def test_unreachable_authority_keeps_the_value_and_somebody_finishes_later(installation: Installation) -> None:
    session = installation.open()
    installation.trust.reachable = False

    waiting = installation.sign(session)

    assert waiting.status is Status.SIGNING
    assert waiting.signatures[0].state is SignatureState.VALUE_GIVEN
    assert waiting.signatures[0].outstanding_code == "SERVICE_FAILED"
    installation.trust.reachable = True
    state = completion.complete(signature_id=waiting.signatures[0].id, act=installation.by_system())
    assert state is SignatureState.FINISHED
    assert judged(installation, installation.view(session)) == "XAdES-B-LT"


def test_what_the_worker_finishes_answers_the_call_that_brought_the_value(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    installation.trust.reachable = False
    call = audit.Act(actor=installation.client.actor, at=installation.at, request_id="call")
    sessions.finalize(session_id=session.id, signature_id=start.signature_id, value=installation.value(start), act=call)

    installation.trust.reachable = True
    completion.complete(signature_id=start.signature_id, act=installation.by_system())

    (event,) = audit.events(subject=session.id, event_prefix="signing.signature.finalized")
    assert (event.actor, event.request_id) == (audit.SYSTEM, "call")


def test_timestamp_is_kept_when_only_the_status_fails(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from esigner.wire.errors import UnreachableError

    def unreachable(*_: object, **__: object) -> bytes:
        raise UnreachableError(service="ocsp")

    session = installation.open()
    with monkeypatch.context() as patch:
        patch.setattr(responders, "fetch", unreachable)
        waiting = installation.sign(session)
    assert waiting.status is Status.SIGNING

    completion.complete(signature_id=waiting.signatures[0].id, act=installation.by_system())

    assert [path.split("/")[1] for path in installation.trust.asked] == ["tsa", "ocsp"]


def test_session_with_a_value_under_way_is_neither_cancelled_nor_expired_nor_prepared_anew(
    installation: Installation,
) -> None:
    session = installation.open()
    installation.trust.reachable = False
    installation.sign(session)

    with pytest.raises(errors.SignatureUnderWayError):
        sessions.cancel(session_id=session.id, act=installation.by_signer())
    with pytest.raises(errors.SignatureUnderWayError):
        installation.start(session)
    later = sessions.view(session_id=session.id, client_id=session.client_id, at=session.expires_at)
    assert later.status is Status.SIGNING


def test_new_preparation_supersedes_the_old_one(installation: Installation) -> None:
    session = installation.open()
    first = installation.start(session)
    second = installation.start(session, "janis")

    with pytest.raises(errors.SignatureStateConflictError):
        sessions.finalize(
            session_id=session.id,
            signature_id=first.signature_id,
            value=installation.value(first),
            act=installation.by_signer(),
        )
    done = sessions.finalize(
        session_id=session.id,
        signature_id=second.signature_id,
        value=installation.value(second, "janis"),
        act=installation.by_signer(),
    )
    assert done.status is Status.SIGNED


def test_prepared_survives_as_json_in_the_table(installation: Installation) -> None:
    start = installation.start(installation.open())

    stored = ades.Prepared.from_json(Signature.objects.get(id=start.signature_id).prepared)

    assert stored.to_be_signed == start.data_to_sign


def test_production_refuses_a_test_persona(installation: Installation) -> None:
    session = installation.open()
    Session.objects.filter(id=session.id).update(environment="production")

    with pytest.raises(errors.SignerCertificateNotTrustedError):
        installation.start(session)


def test_certificate_for_something_else_is_refused(installation: Installation) -> None:
    session = installation.open()
    with pytest.raises((errors.SignerCertificateNotForSigningError, errors.SignerCertificateNotTrustedError)):
        sessions.prepare(
            session_id=session.id,
            signing_certificate=installation.certificate.public_bytes(Encoding.DER),
            act=installation.by_signer(),
        )


def _with_another_version(certificate: bytes) -> bytes:
    return certificate.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020142"), 1)


def _with_a_name_of_a_wrong_type(certificate: bytes) -> bytes:
    at = certificate.index(bytes.fromhex("0603550403")) + 5
    return certificate[:at] + b"\x03" + certificate[at + 1 :]


@pytest.mark.attack
@pytest.mark.parametrize("change", [lambda _: b"\x30\x00", _with_another_version, _with_a_name_of_a_wrong_type])
def test_bytes_that_are_no_certificate_are_refused(
    installation: Installation, change: Callable[[bytes], bytes]
) -> None:
    sent = change(installation.persona().public_bytes(Encoding.DER))
    with pytest.raises(errors.SignerCertificateUnreadableError):
        sessions.prepare(session_id=installation.open().id, signing_certificate=sent, act=installation.by_signer())


def test_certificate_past_its_validity_is_refused(installation: Installation) -> None:
    session = installation.open()
    certificate = installation.persona()
    late = certificate.not_valid_after_utc
    Session.objects.filter(id=session.id).update(expires_at=late.replace(year=late.year + 1))

    with pytest.raises(errors.SignerCertificateExpiredError):
        sessions.prepare(
            session_id=session.id,
            signing_certificate=certificate.public_bytes(Encoding.DER),
            act=installation.by_signer(at=late.replace(year=late.year + 1, day=1)),
        )


def test_level_of_one_signature_may_differ_from_the_session(installation: Installation) -> None:
    session = installation.open(level=Level.B)
    start = installation.start(session, level=Level.LT)
    done = sessions.finalize(
        session_id=session.id,
        signature_id=start.signature_id,
        value=installation.value(start),
        act=installation.by_signer(),
    )

    assert done.signatures[0].level is Level.LT
    assert judged(installation, done) == "XAdES-B-LT"


def test_foreign_signer_of_a_trusted_provider_signs_in_production(installation: Installation) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = subjects.person(given_name="ILZE", surname="PARAUGA", identifier="IDCLV-PA0000001")
    issued = certificates.issue_simulated(
        kind="signer", public_key=key.public_key(), subject=subject, act=installation.by_system()
    )
    session = installation.open()
    Session.objects.filter(id=session.id).update(environment="production")

    start = sessions.prepare(
        session_id=session.id,
        signing_certificate=x509.load_pem_x509_certificate(issued.pem.encode()).public_bytes(Encoding.DER),
        act=installation.by_signer(),
    )
    done = sessions.finalize(
        session_id=session.id, signature_id=start.signature_id, value=value_by(key, start), act=installation.by_signer()
    )

    assert done.status is Status.SIGNED
    assert installation.trust.asked == ["/tsa/production", "/simulated-qtsp/ocsp/simulated-qtsp"]
    assert django_settings.ESIGNER_SANDBOX


def test_certificate_without_responder_and_list_cannot_be_judged(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = installation.open()
    for service in (responders, revocation_lists):
        monkeypatch.setattr(service, "addresses", lambda _: ())

    with pytest.raises(errors.SignerCertificateStatusUnknownError):
        installation.sign(session)
    assert installation.view(session).status is Status.READY


def test_certificate_without_a_responder_is_judged_by_its_list(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = installation.open()
    monkeypatch.setattr(responders, "addresses", lambda _: ())

    installation.sign(session)

    assert installation.view(session).status is Status.SIGNED


def test_certificate_that_its_responder_does_not_know_is_refused(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = installation.open()
    monkeypatch.setattr(installation.trust, "status", lambda _: ocsp.UNKNOWN)

    with pytest.raises(errors.SignerCertificateStatusUnknownError):
        installation.sign(session)


@pytest.mark.django_db(transaction=True)
def test_two_doors_finishing_at_once_finish_one_signature(installation: Installation) -> None:
    session = installation.open()
    start = installation.start(session)
    value = installation.value(start)

    def finish(_: int) -> Status:
        try:
            return sessions.finalize(
                session_id=session.id, signature_id=start.signature_id, value=value, act=installation.by_signer()
            ).status
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(finish, range(4)))

    assert statuses == [Status.SIGNED] * 4
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"]
    assert len(default_storage.listdir(f"test/sessions/{session.id}")[1]) == 2
