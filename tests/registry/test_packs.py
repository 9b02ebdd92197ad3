import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pytest_django import Settings

from esigner.registry import authorities, certificates, packs
from esigner.registry.errors import CertificateNotFoundError
from esigner.registry.kinds import Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db
OPENAPI = b'{"openapi": "3.1.0"}'


def pack(made: world.Connected) -> dict[str, bytes]:
    content = packs.build(client_id=made.client.id, openapi=OPENAPI, at=world.AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def made() -> world.Connected:
    world.authorities_founded()
    return world.connected()


def test_build_holds_everything_for_the_first_call(made: world.Connected) -> None:
    files = pack(made)
    assert set(files) == {
        "urls.json", "certificate.pem", "client-chain.pem", "ca-chain.pem", "openapi.json", "example.sh",
        "LASIMANI.txt", "README.txt", "two-step.sh", "test-signer-key.pem", "test-signer-certificate.pem",
    }  # fmt: skip
    assert files["openapi.json"] == OPENAPI
    urls = json.loads(files["urls.json"])
    assert (urls["epakNumber"], urls["environment"]) == (made.client.epak_number, "test")
    assert urls["probeUrl"] == urls["apiUrl"] + "/v1/probe"


def test_build_holds_the_certificate_and_whom_to_trust(made: world.Connected) -> None:
    files = pack(made)
    own, *issuers = x509.load_pem_x509_certificates(files["certificate.pem"])
    assert own == made.certificate.certificate()
    trusted = x509.load_pem_x509_certificates(files["ca-chain.pem"])
    assert authorities.load("server-root").certificate in trusted
    assert set(issuers) <= set(trusted)


def test_build_gives_the_same_bytes_again(made: world.Connected) -> None:
    first = packs.build(client_id=made.client.id, openapi=OPENAPI, at=world.AT)
    assert packs.build(client_id=made.client.id, openapi=OPENAPI, at=world.AT) == first


def test_texts_name_client_and_number_in_both_languages(made: world.Connected) -> None:
    files = pack(made)
    for name, word in (("LASIMANI.txt", "Iestāde"), ("README.txt", "Institution")):
        text = files[name].decode()
        assert word in text
        assert made.client.epak_number in text
        assert made.client.name in text
        assert "@" not in text.replace("epak@agentura.example", "")


def test_example_is_a_script_that_bash_accepts(made: world.Connected, tmp_path: Path) -> None:
    content = packs.build(client_id=made.client.id, openapi=OPENAPI, at=world.AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.getinfo("example.sh").external_attr >> 16 == 0o755
        script = Path(archive.extract("example.sh", tmp_path))
    subprocess.run(["bash", "-n", script], check=True)
    told = subprocess.run(["bash", script], check=False, capture_output=True, text=True)
    assert told.returncode != 0
    assert "usage" in told.stderr


def test_build_takes_the_newest_valid_certificate(made: world.Connected) -> None:
    certificates.revoke(certificate_id=made.certificate.id, reason="superseded", act=world.ACT)
    with pytest.raises(CertificateNotFoundError):
        packs.build(client_id=made.client.id, openapi=OPENAPI, at=world.AT)
    second = certificates.issue(client_id=made.client.id, csr=world.csr(world.ec_key()), act=world.ACT)
    assert second.pem.encode() in pack(made)["certificate.pem"]


@pytest.mark.parametrize("installation", ["sandbox", "real"])
def test_test_pack_holds_a_test_person_who_is_labelled(
    made: world.Connected, settings: Settings, installation: str
) -> None:
    settings.ESIGNER_SANDBOX = installation == "sandbox"
    files = pack(made)
    certificate = x509.load_pem_x509_certificate(files["test-signer-certificate.pem"])
    key = load_pem_private_key(files["test-signer-key.pem"], password=None)
    assert key.public_key() == certificate.public_key()
    assert "TESTA PERSONAS" in files["LASIMANI.txt"].decode()
    assert "TEST PERSON" in files["README.txt"].decode()
    assert "TEST" in certificate.issuer.rfc4514_string()


@pytest.mark.attack
def test_production_pack_holds_no_key(settings: Settings) -> None:
    world.authorities_founded()
    files = pack(world.connected(environment=Environment.PRODUCTION))
    assert not [name for name, content in files.items() if b"PRIVATE KEY" in content]
    assert not [name for name in files if name.startswith("test-signer")]
    for name, words in (("LASIMANI.txt", "uzticams sniedzējs"), ("README.txt", "trusted provider")):
        text = files[name].decode()
        assert words in text
        assert "SIGNER_KEY=" in text


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("script", ["example.sh", "two-step.sh"])
def test_scripts_are_bash_and_say_what_they_need(environment: Environment, script: str, tmp_path: Path) -> None:
    world.authorities_founded()
    written = tmp_path / script
    written.write_bytes(pack(world.connected(environment=environment))[script])
    subprocess.run(["bash", "-n", written], check=True)
    told = subprocess.run(["bash", written], check=False, capture_output=True, text=True)
    assert "usage" in told.stderr


def test_two_step_of_production_names_the_variable_that_is_missing(tmp_path: Path) -> None:
    world.authorities_founded()
    written = tmp_path / "two-step.sh"
    written.write_bytes(pack(world.connected(environment=Environment.PRODUCTION))["two-step.sh"])
    told = subprocess.run(["bash", written, "key.pem"], check=False, capture_output=True, text=True)
    assert told.returncode != 0
    assert "SIGNER_KEY" in told.stderr


def test_production_pack_has_production_links() -> None:
    world.authorities_founded()
    made = world.connected(environment=Environment.PRODUCTION)
    urls = json.loads(pack(made)["urls.json"])
    assert urls["tsaUrl"].endswith("/tsa/production")
    assert urls["caUrl"].endswith("/ca/production-clients.pem")
