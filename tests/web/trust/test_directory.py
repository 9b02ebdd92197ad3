import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from esigner.registry import authorities, certificates
from tests.world import openssl
from tests.world import registry as world

pytestmark = pytest.mark.usefixtures("founded")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/ca/test-clients", "test-clients"),
        ("/ca/production-root", "production-root"),
        ("/ca/test-tsa", "test-tsa"),
        ("/simulated-qtsp/ca/simulated-qtsp", "simulated-qtsp"),
    ],
)
def test_certificates_are_served_as_der_and_pem(client: Client, path: str, name: str) -> None:
    known = authorities.load(name).certificate
    der, pem = client.get(f"{path}.cer"), client.get(f"{path}.pem")
    assert der["Content-Type"] == "application/pkix-cert"
    assert x509.load_der_x509_certificate(der.content) == known
    assert x509.load_pem_x509_certificate(pem.content) == known


@pytest.mark.parametrize(
    "path",
    [
        "/ca/nobody.cer",
        "/ca/test-clients.key",
        "/ca/simulated-qtsp.cer",
        "/simulated-qtsp/ca/test-clients.cer",
        "/crl/test-tsa.crl",
        "/crl/..%2Fx.crl",
        "/simulated-qtsp/crl/test-clients.crl",
    ],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_address_in_our_certificates_answers(client: Client, settings: Settings) -> None:
    """What AIA and the distribution point promise is there."""
    base = settings.ESIGNER_URLS["trust"]
    for name in authorities.names(sandbox=True):
        urls = authorities.urls_of(name)
        for url in (urls.issuer, urls.crl):
            assert url is not None
            assert client.get(url.removeprefix(base)).status_code == 200
        assert urls.ocsp is not None
        assert client.get(urls.ocsp.removeprefix(base)).status_code == 405


def test_crl_is_signed_and_lists_what_is_revoked(client: Client) -> None:
    owner = world.client()
    issued = certificates.issue(
        client_id=owner.id, csr=world.csr(world.ec_key()), act=world.by_officer(at=timezone.now())
    )
    answer = client.get("/crl/test-clients.crl")
    assert answer["Content-Type"] == "application/pkix-crl"
    assert answer["Cache-Control"] == "no-store"
    before = x509.load_der_x509_crl(answer.content)
    assert before.get_revoked_certificate_by_serial_number(int(issued.serial, 16)) is None
    certificates.revoke(certificate_id=issued.id, reason="keyCompromise", act=world.by_officer(at=timezone.now()))
    content = client.get("/crl/test-clients.crl").content
    after = x509.load_der_x509_crl(content)
    assert after.get_revoked_certificate_by_serial_number(int(issued.serial, 16)) is not None
    pem = authorities.load("test-clients").certificate.public_bytes(Encoding.PEM)
    said = _verified(content, pem)
    assert "verify OK" in said


def _verified(crl: bytes, authority_pem: bytes) -> str:
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(authority_pem)
        file.flush()
        return openssl.run("crl", "-inform", "DER", "-CAfile", file.name, "-noout", content=crl).decode()


def test_index_says_where_everything_is(client: Client) -> None:
    own, simulated = client.get("/").json(), client.get("/simulated-qtsp/").json()
    assert own["authorities"]["test-clients"]["crl"].endswith("/crl/test-clients.crl")
    assert own["timestamps"]["test"].endswith("/tsa/test")
    assert set(own["authorities"]) & set(simulated["authorities"]) == set()
    assert "SIMUL" in simulated["notice"]
    for place in own["timestamps"].values():
        assert client.get(place).status_code == 405


def test_outside_a_sandbox_nothing_simulated_is_there(client: Client, settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = False
    for path in ("/simulated-qtsp/", "/simulated-qtsp/ca/simulated-qtsp.cer", "/simulated-qtsp/crl/simulated-qtsp.crl"):
        assert client.get(path).status_code == 404
    for path in ("certificates", "revocations", "ocsp/simulated-qtsp"):
        assert client.post(f"/simulated-qtsp/{path}", b"{}", content_type="application/json").status_code == 404
    assert client.get("/ca/test-root.cer").status_code == 200
