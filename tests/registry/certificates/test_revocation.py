import pytest
from cryptography import x509

from esigner import audit
from esigner.pki import ocsp
from esigner.registry import certificates, revocation_lists
from esigner.registry.errors import (
    CertificateAlreadyRevokedError,
    CertificateNotFoundError,
    RevocationReasonUnknownError,
)
from esigner.registry.kinds import CertificateStatus, RevocationReason
from tests.world import registry as world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> world.Connected:
    world.authorities_founded()
    return world.connected()


def revoke(made: world.Connected, reason: str = "superseded") -> certificates.Certificate:
    return certificates.revoke(certificate_id=made.certificate.id, reason=reason, act=world.ACT)


def listed(authority: str) -> list[int]:
    content = revocation_lists.current(authority, at=world.AT).content
    return [one.serial_number for one in x509.load_der_x509_crl(content)]


def test_revoke_is_told_by_responder_and_list(made: world.Connected) -> None:
    serial = int(made.certificate.serial, 16)
    assert certificates.status("test-clients", serial) == ocsp.GOOD
    assert listed("test-clients") == []
    assert revoke(made).status is CertificateStatus.REVOKED
    status = certificates.status("test-clients", serial)
    assert (status.state, status.revoked_at, status.reason) == (
        ocsp.State.REVOKED, world.AT, x509.ReasonFlags.superseded,
    )  # fmt: skip
    assert listed("test-clients") == [serial]
    assert listed("production-clients") == []


def test_status_of_a_serial_never_issued_is_unknown(made: world.Connected) -> None:
    assert certificates.status("test-clients", 1) == ocsp.UNKNOWN
    assert certificates.status("production-clients", int(made.certificate.serial, 16)) == ocsp.UNKNOWN


def test_revoke_records_its_event(made: world.Connected) -> None:
    revoke(made)
    event = audit.events(subject=str(made.certificate.id), event_prefix="certificate.revoked")[0]
    assert (event.client, event.data["reason"]) == (str(made.client.id), "superseded")


def test_revoke_cannot_be_repeated(made: world.Connected) -> None:
    revoke(made)
    with pytest.raises(CertificateAlreadyRevokedError):
        revoke(made)


def test_revoke_refuses_an_unknown_reason_or_id(made: world.Connected) -> None:
    with pytest.raises(RevocationReasonUnknownError):
        revoke(made, "because")
    with pytest.raises(CertificateNotFoundError):
        certificates.revoke(certificate_id=made.client.id, reason="superseded", act=world.ACT)


@pytest.mark.parametrize("reason", list(RevocationReason))
def test_every_reason_is_one_of_the_standard_s_and_named_twice(reason: RevocationReason) -> None:
    assert x509.ReasonFlags(reason.value).value == reason
    assert reason.title.lv
    assert reason.title.en
