import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings as django_settings
from pytest_django import Settings

from esigner.pki import ocsp, path
from esigner.registry import anchors, authorities, certificates, models
from esigner.registry.authorities import PLAN
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def snapshot(state: Path) -> dict[str, bytes]:
    return {str(file.relative_to(state)): file.read_bytes() for file in sorted((state / "pki").rglob("*.pem"))}


def test_bootstrap_founds_the_whole_plan(state: Path) -> None:
    world.authorities_founded()
    assert {folder.name for folder in (state / "pki").iterdir()} == {planned.name for planned in PLAN}
    assert {stat.S_IMODE(file.stat().st_mode) for file in (state / "pki").rglob("key.pem")} == {0o600}


def test_bootstrap_changes_nothing_the_second_time(state: Path) -> None:
    world.authorities_founded()
    before, rows, trusted = snapshot(state), models.Certificate.objects.count(), models.Anchor.objects.count()
    world.authorities_founded(at=world.AT + timedelta(days=30))
    assert snapshot(state) == before
    assert (models.Certificate.objects.count(), models.Anchor.objects.count()) == (rows, trusted)


def test_bootstrap_registers_again_what_a_lost_database_knew(state: Path) -> None:
    world.authorities_founded()
    known = set(models.Certificate.objects.values_list("fingerprint_sha256", flat=True))
    models.Certificate.objects.all().delete()
    world.authorities_founded()
    assert set(models.Certificate.objects.values_list("fingerprint_sha256", flat=True)) == known


def test_bootstrap_founds_nothing_simulated_outside_a_sandbox(settings: Settings, state: Path) -> None:
    settings.ESIGNER_SANDBOX = False
    authorities.bootstrap(state=state, act=world.ACT, urls=settings.ESIGNER_URLS)
    names = {folder.name for folder in (state / "pki").iterdir()}
    assert not [name for name in names if name.startswith("simulated")]
    assert "agency-seal" not in names
    assert anchors.of(Environment.PRODUCTION, AnchorPurpose.SIGNATURE) == []
    assert "simulated-qtsp" not in authorities.names(sandbox=False)


def test_bootstrap_renews_the_server_when_a_host_is_new(state: Path) -> None:
    world.authorities_founded()
    before = snapshot(state)
    urls = {**django_settings.ESIGNER_URLS, "portal": "https://esigner.example"}
    authorities.bootstrap(state=state, act=world.ACT, urls=urls)
    changed = {name for name, content in snapshot(state).items() if before[name] != content}
    assert changed == {"pki/server/certificate.pem", "pki/server/key.pem"}
    names = authorities.load("server").certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert "esigner.example" in names.value.get_values_for_type(x509.DNSName)


@pytest.mark.parametrize("name", [planned.name for planned in PLAN if planned.issuer])
def test_every_certificate_is_known_to_its_issuer_as_good(name: str) -> None:
    world.authorities_founded()
    planned = next(one for one in PLAN if one.name == name)
    serial = authorities.load(name).certificate.serial_number
    assert certificates.status(planned.issuer, serial) == ocsp.GOOD


@pytest.mark.parametrize(
    ("name", "environment", "purpose"),
    [
        ("test-tsa", Environment.TEST, AnchorPurpose.TIMESTAMP),
        ("production-tsa", Environment.PRODUCTION, AnchorPurpose.TIMESTAMP),
        ("agency-seal", Environment.TEST, AnchorPurpose.SIGNATURE),
        ("agency-seal", Environment.PRODUCTION, AnchorPurpose.SIGNATURE),
    ],
)
def test_services_lead_to_an_anchor(name: str, environment: Environment, purpose: AnchorPurpose) -> None:
    world.authorities_founded()
    own = authorities.load(name)
    found = path.validate(
        own.certificate, anchors=anchors.of(environment, purpose), intermediates=own.chain, at=world.AT,
        purpose=path.Purpose(purpose.value),
    )  # fmt: skip
    assert found[0] == own.certificate


def test_test_certificates_have_no_anchor_in_production() -> None:
    world.authorities_founded()
    test_names = {authorities.load(name).certificate for name in ("test-root", "test-clients", "test-signers")}
    for purpose in AnchorPurpose:
        assert not test_names & set(anchors.of(Environment.PRODUCTION, purpose))


def test_responder_answers_for_its_issuer() -> None:
    world.authorities_founded()
    responder = authorities.responder("test-clients", at=world.AT)
    assert responder.certificate.issuer == responder.issuer.subject
    usage = responder.certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.OCSP_SIGNING]


def test_timestamp_unit_carries_its_chain() -> None:
    world.authorities_founded()
    unit = authorities.timestamp_unit(Environment.TEST, at=world.AT)
    assert unit.chain == (authorities.load("test-root").certificate,)


def test_urls_point_to_the_trust_door() -> None:
    base = django_settings.ESIGNER_URLS["trust"]
    assert authorities.urls_of("test-clients").ocsp == f"{base}/ocsp/test-clients"
    assert authorities.urls_of("simulated-qtsp").crl == f"{base}/simulated-qtsp/crl/simulated-qtsp.crl"


def test_load_refuses_what_was_not_founded(state: Path) -> None:
    with pytest.raises(AuthorityMissingError):
        authorities.load("test-root")


def test_load_gives_the_files_as_they_are_now(state: Path) -> None:
    world.authorities_founded()
    before = authorities.load("server").certificate
    urls = {**django_settings.ESIGNER_URLS, "portal": "https://esigner.example"}
    authorities.bootstrap(state=state, act=world.ACT, urls=urls)
    after = authorities.load("server").certificate
    assert before != after
    assert (state / "pki/server/certificate.pem").read_bytes() == after.public_bytes(Encoding.PEM)
