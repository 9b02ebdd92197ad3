"""Certificates of a trusted third party: the simulated provider issues, its responder answers over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from pytest_django import Settings

from esigner import audit
from esigner.pki import issuance, profiles, subjects
from esigner.pki.checks import Outcome
from esigner.pki.issuance import Urls
from esigner.pki.keys import PrivateKey
from esigner.registry import authorities, certificates, gate, networks
from esigner.registry.certificate_records import Certificate, store
from esigner.registry.certificates import third_party_checks
from esigner.registry.clients import Client
from esigner.registry.errors import CertificateRegisteredError, SandboxOnlyError, ThirdPartyRefusedError
from esigner.registry.kinds import CertificateSource, CertificateUse, Environment
from tests.world import registry as world
from tests.world.trust_door import trust_door

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = world.REGISTRATION_NUMBERS[0]


@dataclass
class Applicant:
    """An institution whose provider is the simulated one."""

    client: Client
    at: datetime

    def certificate(
        self,
        key: PrivateKey,
        *,
        number: str = NUMBER,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> Certificate:
        """Return a certificate of the provider."""
        subject = subjects.organisation(
            common_name="Sistēma", organisation_name="Parauga iestāde", registration_number=number
        )
        return certificates.issue_simulated(
            kind="client",
            public_key=key.public_key(),
            subject=subject,
            act=world.by_officer(at=self.at),
            not_before=not_before,
            not_after=not_after,
        )

    def proof(self, key: PrivateKey) -> bytes:
        """Return the signature over a new challenge."""
        text = certificates.challenge(institution_id=self.client.institution_id, at=self.at)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))

    def check(self, certificate: Certificate, signature: bytes, **changes: object) -> certificates.ThirdPartyReport:
        """Return the report."""
        values: dict[str, object] = {
            "institution_id": self.client.institution_id, "environment": Environment.PRODUCTION,
            "certificate_pem": certificate.pem, "chain_pem": certificate.chain_pem, "nonce_signature": signature,
            "at": self.at, **changes,
        }  # fmt: skip
        return certificates.check_third_party(**values)  # type: ignore[arg-type]  # each test changes what it needs

    def register(self, certificate: Certificate, signature: bytes) -> Certificate:
        """Return the registered certificate."""
        return certificates.register_third_party(
            client_id=self.client.id, certificate_pem=certificate.pem, chain_pem=certificate.chain_pem,
            nonce_signature=signature, act=world.by_officer(at=self.at),
        )  # fmt: skip


@pytest.fixture
def applicant(door: Callable[..., None]) -> Iterator[Applicant]:
    with trust_door(door):
        at = timezone.now()
        world.authorities_founded(at=at)
        yield Applicant(client=world.client(environment=Environment.PRODUCTION, at=at), at=at)


def failed(report: certificates.ThirdPartyReport) -> set[str]:
    return {one.name for one in report.checks if one.outcome is Outcome.FAILED}


def test_register_takes_a_good_certificate_and_the_gate_admits_it(applicant: Applicant) -> None:
    key = world.ec_key()
    certificate = applicant.certificate(key)
    report = applicant.check(certificate, applicant.proof(key))
    assert [one.name for one in report.checks] == list(third_party_checks.NAMES)
    assert report.passed
    registered = applicant.register(certificate, applicant.proof(key))
    assert (registered.source, registered.client_id) == (CertificateSource.THIRD_PARTY, applicant.client.id)
    networks.allow(
        client_id=applicant.client.id, networks=[networks.Network(cidr=world.NETWORK)],
        act=world.by_officer(at=applicant.at),
    )  # fmt: skip
    admitted = gate.admit(
        environment=Environment.PRODUCTION, certificate=registered.certificate(), chain=registered.chain(),
        address=world.ADDRESS, epak_number=applicant.client.epak_number, at=applicant.at,
    )  # fmt: skip
    assert admitted.client == applicant.client
    (event,) = audit.events(subject=str(registered.id))
    assert (event.event, event.data["source"]) == ("certificate.registered", "third_party")


def test_check_refuses_an_expired_certificate_by_name(applicant: Applicant) -> None:
    key, before = world.ec_key(), applicant.at - timedelta(days=2)
    expired = applicant.certificate(key, not_before=before, not_after=before + timedelta(days=1))
    # The issuer's own certificate is younger, so the chain is out of time in more than one place.
    assert "THIRD_PARTY_VALIDITY" in failed(applicant.check(expired, applicant.proof(key)))
    with pytest.raises(ThirdPartyRefusedError) as refused:
        applicant.register(expired, applicant.proof(key))
    assert "THIRD_PARTY_VALIDITY" in str(refused.value.data["checks"])


def test_check_refuses_a_chain_to_nobody_we_trust(applicant: Applicant) -> None:
    made = world.connected(environment=Environment.TEST, at=applicant.at)
    found = failed(applicant.check(made.certificate, applicant.proof(made.key)))
    assert {"THIRD_PARTY_CHAIN", "THIRD_PARTY_REVOCATION", "KEY_REUSED_TEST_PRODUCTION"} <= found


def test_check_finds_the_chain_without_the_caller_s_help(applicant: Applicant) -> None:
    key = world.ec_key()
    assert applicant.check(applicant.certificate(key), applicant.proof(key), chain_pem="").passed


def test_check_refuses_a_certificate_that_its_issuer_revoked(applicant: Applicant) -> None:
    key = world.ec_key()
    certificate = applicant.certificate(key)
    certificates.revoke(certificate_id=certificate.id, reason="superseded", act=world.by_officer(at=applicant.at))
    assert failed(applicant.check(certificate, applicant.proof(key))) == {"THIRD_PARTY_REVOCATION"}


def test_check_refuses_when_nobody_answers_for_the_issuer(applicant: Applicant, settings: Settings) -> None:
    key = world.ec_key()
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": "http://127.0.0.1:9"}
    certificate = applicant.certificate(key)
    assert failed(applicant.check(certificate, applicant.proof(key))) == {"THIRD_PARTY_REVOCATION"}


def test_check_refuses_another_organisation(applicant: Applicant) -> None:
    key = world.ec_key()
    certificate = applicant.certificate(key, number=world.REGISTRATION_NUMBERS[1])
    assert failed(applicant.check(certificate, applicant.proof(key))) == {"THIRD_PARTY_ORGANISATION"}


def test_check_refuses_a_proof_by_another_key(applicant: Applicant) -> None:
    certificate = applicant.certificate(world.ec_key())
    assert failed(applicant.check(certificate, applicant.proof(world.ec_key()))) == {"THIRD_PARTY_POSSESSION"}


def test_check_refuses_a_proof_over_an_old_challenge(applicant: Applicant) -> None:
    key = world.ec_key()
    certificate, signature = applicant.certificate(key), applicant.proof(key)
    late = applicant.check(certificate, signature, at=applicant.at + timedelta(days=31))
    assert "THIRD_PARTY_POSSESSION" in failed(late)


def test_check_refuses_the_key_of_the_test_environment(applicant: Applicant) -> None:
    made = world.connected(environment=Environment.TEST, at=applicant.at)
    certificate = applicant.certificate(made.key)
    assert failed(applicant.check(certificate, applicant.proof(made.key))) == {"KEY_REUSED_TEST_PRODUCTION"}


def test_check_says_what_cannot_be_read(applicant: Applicant) -> None:
    key = world.ec_key()
    report = applicant.check(applicant.certificate(key), b"", certificate_pem=b"words")
    assert (failed(report), report.certificate) == ({"THIRD_PARTY_CERTIFICATE"}, None)


def test_register_uses_a_challenge_once(applicant: Applicant) -> None:
    key = world.ec_key()
    certificate, signature = applicant.certificate(key), applicant.proof(key)
    applicant.register(certificate, signature)
    with pytest.raises(ThirdPartyRefusedError):
        applicant.register(certificate, signature)
    with pytest.raises(CertificateRegisteredError):
        applicant.register(certificate, applicant.proof(key))


def test_simulated_provider_exists_in_a_sandbox_only(applicant: Applicant, settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = False
    with pytest.raises(SandboxOnlyError):
        applicant.certificate(world.ec_key())


def listed(applicant: Applicant, urls: Urls) -> x509.Certificate:
    """Return a certificate of the provider that names these places alone."""
    return issuance.issue(
        authorities.load("simulated-qtsp"), profile=profiles.CLIENT, public_key=world.ec_key().public_key(), serial=99,
        subject=subjects.service(common_name="x"), not_before=applicant.at, not_after=applicant.at + timedelta(days=1),
        urls=urls,
    )  # fmt: skip


def revocation_of(certificate: x509.Certificate, applicant: Applicant) -> Outcome:
    path = (certificate, authorities.load("simulated-qtsp").certificate)
    return third_party_checks.revocation(certificate, path=path, at=timezone.now()).outcome


def test_revocation_is_read_from_the_list_where_no_responder_is_named(applicant: Applicant) -> None:
    certificate = listed(applicant, replace(authorities.urls_of("simulated-qtsp"), ocsp=None))
    assert revocation_of(certificate, applicant) is Outcome.PASSED
    row = store(certificate, use=CertificateUse.SERVICE, at=applicant.at, authority="simulated-qtsp")
    certificates.revoke(certificate_id=row.id, reason="superseded", act=world.by_officer(at=applicant.at))
    assert revocation_of(certificate, applicant) is Outcome.FAILED


def test_revocation_fails_where_nobody_can_be_asked(applicant: Applicant) -> None:
    assert revocation_of(listed(applicant, Urls()), applicant) is Outcome.FAILED
    assert revocation_of(listed(applicant, Urls(crl="ldap://x")), applicant) is Outcome.FAILED


def test_revocation_fails_for_a_serial_unknown_to_the_issuer(applicant: Applicant) -> None:
    certificate = listed(applicant, authorities.urls_of("simulated-qtsp"))
    assert revocation_of(certificate, applicant) is Outcome.FAILED
