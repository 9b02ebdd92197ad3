import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from esigner import audit
from esigner.pki.checks import Outcome
from esigner.pki.csr import CsrReport
from esigner.registry import authorities, certificates
from esigner.registry.errors import CertificateNotFoundError, CsrRefusedError, KeyPendingError
from esigner.registry.kinds import CertificateSource, CertificateStatus, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def founded() -> None:
    world.authorities_founded()


def failed(report: CsrReport) -> set[str]:
    return {one.name for one in report.checks if one.outcome is Outcome.FAILED}


def test_issue_gives_a_certificate_by_our_profile_not_the_request_s() -> None:
    client, key = world.client(), world.ec_key()
    issued = certificates.issue(client_id=client.id, csr=world.csr(key, organisation="Cita iestāde"), act=world.ACT)
    certificate = issued.certificate()
    subject = {one.oid: one.value for one in certificate.subject}
    assert subject[NameOID.ORGANIZATION_NAME] == "Parauga iestāde"
    assert subject[NameOID.ORGANIZATIONAL_UNIT_NAME] == client.epak_number
    assert subject[NameOID.ORGANIZATION_IDENTIFIER] == "NTRLV-40003011203"
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert certificate.public_key() == key.public_key()
    assert certificate.issuer == authorities.load("test-clients").certificate.subject
    assert certificate.not_valid_before_utc <= world.AT < certificate.not_valid_after_utc


def test_issue_registers_it_for_the_client_and_says_so() -> None:
    made = world.connected()
    found = certificates.of_client(made.client.id)
    assert found == [made.certificate]
    assert (found[0].status, found[0].source) == (CertificateStatus.ACTIVE, CertificateSource.ISSUED)
    assert found[0].is_valid(at=world.AT)
    assert found[0].chain()[-1] == authorities.load("test-root").certificate
    (event,) = audit.events(subject=str(found[0].id))
    assert (event.event, event.client, event.environment) == ("certificate.issued", str(made.client.id), "test")
    assert certificates.get(found[0].id) == found[0]


def test_issue_uses_the_authority_of_the_environment() -> None:
    made = world.connected(environment=Environment.PRODUCTION)
    assert made.chain[0] == authorities.load("production-clients").certificate


def test_issue_gives_a_second_certificate_beside_the_first() -> None:
    made = world.connected()
    certificates.issue(client_id=made.client.id, csr=world.csr(world.ec_key()), act=world.ACT)
    assert [one.status for one in certificates.of_client(made.client.id)] == [CertificateStatus.ACTIVE] * 2


def test_issue_refuses_a_weak_key_and_names_the_check() -> None:
    client = world.client()
    with pytest.raises(CsrRefusedError) as refused:
        certificates.issue(client_id=client.id, csr=world.csr(world.weak_key()), act=world.ACT)
    assert "KEY_TYPE" in str(refused.value.data["checks"])
    assert certificates.of_client(client.id) == []


def test_check_refuses_the_test_key_in_production() -> None:
    made = world.connected()
    report = certificates.check_csr(
        csr=world.csr(made.key), institution_id=made.client.institution_id, environment=Environment.PRODUCTION
    )
    assert failed(report) == {"KEY_REUSED_TEST_PRODUCTION"}


def test_check_refuses_another_institution_s_key() -> None:
    made = world.connected()
    other = world.institution(world.REGISTRATION_NUMBERS[1])
    csr = world.csr(made.key)
    report = certificates.check_csr(csr=csr, institution_id=other.id, environment=Environment.TEST)
    assert "KEY_REUSED_OTHER_CLIENT" in failed(report)


def test_check_refuses_a_key_that_was_compromised() -> None:
    made = world.connected()
    certificates.revoke(certificate_id=made.certificate.id, reason="keyCompromise", act=world.ACT)
    csr = world.csr(made.key)
    report = certificates.check_csr(csr=csr, institution_id=made.client.institution_id, environment=Environment.TEST)
    assert "KEY_BLOCKLIST" in failed(report)


def test_hold_key_keeps_it_from_other_requests_until_it_is_issued() -> None:
    client, csr = world.client(), world.csr(world.ec_key())
    owner = client.institution_id
    certificates.hold_key(csr=csr, institution_id=owner, environment=Environment.TEST, request="r1", at=world.AT)
    certificates.hold_key(csr=csr, institution_id=owner, environment=Environment.TEST, request="r1", at=world.AT)
    with pytest.raises(KeyPendingError):
        certificates.hold_key(csr=csr, institution_id=owner, environment=Environment.TEST, request="r2", at=world.AT)
    report = certificates.check_csr(csr=csr, institution_id=owner, environment=Environment.TEST)
    assert failed(report) == {"KEY_ALREADY_PENDING"}
    own = certificates.check_csr(csr=csr, institution_id=owner, environment=Environment.TEST, request="r1")
    assert failed(own) == set()
    certificates.issue(client_id=client.id, csr=csr, act=world.ACT, request="r1")


def test_release_keys_frees_them() -> None:
    owner, csr = world.institution(), world.csr(world.ec_key())
    certificates.hold_key(csr=csr, institution_id=owner.id, environment=Environment.TEST, request="r1", at=world.AT)
    certificates.release_keys(request="r1")
    certificates.hold_key(csr=csr, institution_id=owner.id, environment=Environment.TEST, request="r2", at=world.AT)


def test_hold_key_refuses_what_is_no_request() -> None:
    with pytest.raises(CsrRefusedError):
        certificates.hold_key(
            csr=b"words", institution_id=world.institution().id, environment=Environment.TEST, request="r", at=world.AT
        )


def test_get_refuses_an_unknown_id() -> None:
    with pytest.raises(CertificateNotFoundError):
        certificates.get("00000000-0000-0000-0000-000000000000")
