import stat
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from esigner import audit
from esigner.pki import ocsp, path
from esigner.registry import anchors, certificates
from esigner.registry.certificates.personas import KeyKind
from esigner.registry.errors import CertificateNotFoundError, SandboxOnlyError
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def anna(*, revoked: bool = False, key_kind: KeyKind = "P-384") -> certificates.Persona:
    return certificates.issue_persona(
        slug="anna", given_name="Anna", surname="Bērziņa", personal_code="32000010001", key_kind=key_kind,
        revoked=revoked, act=world.ACT,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-3072"])
def test_issue_persona_gives_a_certificate_that_leads_to_the_test_root(kind: KeyKind, state: Path) -> None:
    world.authorities_founded()
    persona = anna(key_kind=kind)
    certificate = persona.certificate.certificate()
    path.validate(
        certificate, anchors=anchors.of(Environment.TEST, AnchorPurpose.SIGNATURE),
        intermediates=persona.certificate.chain(), at=world.AT, purpose=path.Purpose.SIGNATURE,
    )  # fmt: skip
    assert certificates.persona_key("anna").public_key() == certificate.public_key()
    assert stat.S_IMODE((state / "personas/anna.pem").stat().st_mode) == 0o600
    assert persona.name == "Anna Bērziņa (TESTS)"
    assert certificates.persona("anna") == persona


def test_issue_persona_gives_the_same_one_again() -> None:
    world.authorities_founded()
    assert anna() == anna() == certificates.persona("anna")


def test_issue_persona_keeps_the_personal_code_out_of_the_log() -> None:
    world.authorities_founded()
    anna()
    assert not [one for one in audit.events() if "32000" in str(one.data)]


def test_revoked_persona_is_revoked_at_the_responder() -> None:
    world.authorities_founded()
    serial = int(anna(revoked=True).certificate.serial, 16)
    assert certificates.status("test-signers", serial).state is ocsp.State.REVOKED


def test_personas_exist_in_a_sandbox_only(settings: Settings) -> None:
    world.authorities_founded()
    anna()
    settings.ESIGNER_SANDBOX = False
    with pytest.raises(SandboxOnlyError):
        anna()
    with pytest.raises(SandboxOnlyError):
        certificates.persona_key("anna")


def test_persona_refuses_an_unknown_slug() -> None:
    with pytest.raises(CertificateNotFoundError):
        certificates.persona("nobody")


def test_personas_are_certified_again_with_the_same_key_before_they_end() -> None:
    world.authorities_founded()
    before = anna()
    year = timedelta(days=365)
    assert certificates.renew_personas(act=world.by_officer(at=world.AT + 5 * year - timedelta(days=31))) == 0
    act = world.by_officer(at=world.AT + 5 * year - timedelta(days=29))
    assert certificates.renew_personas(act=act) == 1
    assert certificates.renew_personas(act=act) == 0
    after = certificates.persona("anna")
    assert after.certificate.not_after > before.certificate.not_after + 4 * year
    assert after.certificate.certificate().public_key() == before.certificate.certificate().public_key()


def test_revoked_persona_stays_revoked() -> None:
    world.authorities_founded()
    anna(revoked=True)
    assert certificates.renew_personas(act=world.by_officer(at=world.AT + timedelta(days=1820))) == 0
