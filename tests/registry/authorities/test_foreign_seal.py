"""A seal that somebody else certifies: the request is openssl's to read, the certificate is imported and used."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from esigner import audit
from esigner.notices import seal_key
from esigner.notices.models import Mail, MailAttachment
from esigner.pki.errors import CertificateUntrustedError
from esigner.registry import authorities, certificates
from esigner.registry.authorities import Remedy, foreign_seal, material
from esigner.registry.errors import SealCertificateUnfitError, SealIsOursError
from tests.world import openssl
from tests.world import registry as world
from tests.world.tokens import PIN, fresh, module, new_store, token_with

pytestmark = pytest.mark.django_db
AT: Final = world.AT
YEAR: Final = timedelta(days=365)
DAY: Final = timedelta(days=1)
LATE: Final = AT + 3 * YEAR - 60 * DAY


def certified(csr_pem: bytes, *, at: datetime) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """Return what the provider makes of a request."""
    csr = x509.load_pem_x509_csr(csr_pem)
    made = certificates.issue_simulated(
        kind="seal", public_key=csr.public_key(), subject=csr.subject, act=world.by_officer(at=at)
    )
    return made.certificate(), made.chain()


def public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def own_key(settings: Settings, state: Path) -> None:
    """A seal in a folder of its own that ESIGNER_SEAL_KEY names."""
    world.authorities_founded()
    shutil.copytree(state / "pki/agency-seal", state / "own")
    settings.ESIGNER_SEAL_KEY = str(state / "own")


def test_openssl_verifies_the_request_for_the_same_key(own_key: None, tmp_path: Path) -> None:
    made = foreign_seal.request(act=audit.by_system(at=LATE))
    (tmp_path / "r.pem").write_bytes(made.csr_pem)
    assert b"verify OK" in openssl.run("req", "-in", str(tmp_path / "r.pem"), "-noout", "-verify")
    csr, before = x509.load_pem_x509_csr(made.csr_pem), seal_key.load(at=AT).key.certificate
    assert csr.subject == before.subject
    assert csr.public_key() == before.public_key()
    assert foreign_seal.request(act=audit.by_system(at=LATE + DAY)) == made, "asked again, it is the same"
    assert len(audit.events(event_prefix="seal.requested")) == 1


def test_imported_certificate_of_the_same_key_is_used_and_seals(own_key: None) -> None:
    before = seal_key.load(at=LATE).key
    certificate, chain = certified(foreign_seal.request(act=audit.by_system(at=LATE)).csr_pem, at=LATE)
    folder = foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE))
    assert folder == "agency-seal-2"
    now = seal_key.load(at=LATE)
    assert now.key.certificate == certificate
    assert now.chain == chain
    value = now.key.sign(b"data", algorithm="ECDSA_SHA256")
    key = before.certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(value, b"data", ec.ECDSA(hashes.SHA256()))
    assert seal_key.load(at=AT).key.certificate == before.certificate, "before it took over, it was the old one"
    assert foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE)) == folder
    assert len(audit.events(event_prefix="seal.imported")) == 1


def test_key_of_the_folder_is_followed_by_a_new_one(settings: Settings, state: Path) -> None:
    world.authorities_founded()
    settings.ESIGNER_SANDBOX = False
    before = seal_key.load(at=LATE).key.certificate
    made = foreign_seal.request(act=audit.by_system(at=LATE))
    key = (state / "pki/agency-seal-2/key.pem").read_bytes()
    assert (state / "pki/agency-seal-2/key.pem").stat().st_mode & 0o077 == 0
    assert seal_key.load(at=LATE).key.certificate == before, "a key without a certificate is not used"
    settings.ESIGNER_SANDBOX = True
    certificate, chain = certified(made.csr_pem, at=LATE)
    settings.ESIGNER_SANDBOX = False
    foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE))
    assert seal_key.load(at=LATE).key.certificate == certificate
    assert public(certificate) != public(before)
    assert (state / "pki/agency-seal-2/key.pem").read_bytes() == key


@pytest.mark.attack
def test_import_refuses_another_key_an_end_and_a_stranger(own_key: None) -> None:
    act = audit.by_system(at=LATE)
    csr = foreign_seal.request(act=act).csr_pem
    other = x509.load_pem_x509_csr(openssl.request())
    wrong = certificates.issue_simulated(kind="seal", public_key=other.public_key(), subject=other.subject, act=act)
    with pytest.raises(SealCertificateUnfitError):
        foreign_seal.import_certificate(wrong.certificate(), wrong.chain(), act=act)
    certificate, chain = certified(csr, at=LATE)
    with pytest.raises(SealCertificateUnfitError):
        foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE + 3 * YEAR))
    with pytest.raises(CertificateUntrustedError):
        foreign_seal.import_certificate(certificate, (), act=act)
    assert seal_key.count_successors() == 0


def test_sandbox_renews_its_own_seal_and_asks_nobody() -> None:
    world.authorities_founded()
    with pytest.raises(SealIsOursError):
        foreign_seal.request(act=world.ACT)
    at = AT + 3 * YEAR - 20 * DAY
    before = seal_key.load(at=at).key.certificate
    assert "agency-seal-2" in authorities.renew(at=at)
    after = seal_key.load(at=at)
    assert after.key.certificate == material.load("agency-seal-2").certificate != before
    assert after.chain[0] == authorities.load("simulated-qtsp").certificate
    assert seal_key.load(at=at - DAY).key.certificate == before


def test_operators_get_the_request_by_mail(own_key: None) -> None:
    (ending,) = [one for one in authorities.outlook(at=LATE) if one.remedy is Remedy.IMPORT]
    assert ending.name == "agency-seal"
    authorities.warn(at=LATE)
    mail = Mail.objects.get(subject__contains="agency-seal")
    attachment = MailAttachment.objects.get(mail=mail)
    with attachment.file.open("rb") as stream:
        assert stream.read() == foreign_seal.request(act=audit.by_system(at=LATE)).csr_pem
    certificate, chain = certified(foreign_seal.request(act=audit.by_system(at=LATE)).csr_pem, at=LATE)
    foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE))
    assert not [one for one in authorities.outlook(at=LATE) if one.remedy is Remedy.IMPORT]


def test_key_in_a_token_is_certified_again_and_the_token_stays_as_it_is(
    settings: Settings, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = module()
    world.authorities_founded()
    folder = state / "pki/agency-seal"
    token = token_with(new_store(tmp_path, monkeypatch), name="Agentura", folder=folder)
    (folder / "key.pem").unlink()
    (folder / "certificate.pem").unlink()
    fresh(path)
    settings.ESIGNER_SEAL_KEY, settings.ESIGNER_SEAL_MODULE = token.uri("seal"), token.module
    settings.ESIGNER_SEAL_PASSWORD = PIN

    made = foreign_seal.request(act=audit.by_system(at=LATE))
    (tmp_path / "r.pem").write_bytes(made.csr_pem)
    assert b"verify OK" in openssl.run("req", "-in", str(tmp_path / "r.pem"), "-noout", "-verify")
    certificate, chain = certified(made.csr_pem, at=LATE)
    foreign_seal.import_certificate(certificate, chain, act=audit.by_system(at=LATE))
    own = seal_key.load(at=LATE)
    assert own.key.certificate == certificate
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(own.key.sign(b"data", algorithm="ECDSA_SHA256"), b"data", ec.ECDSA(hashes.SHA256()))
    assert not (state / "pki/agency-seal-2/key.pem").exists()
    fresh(path)
