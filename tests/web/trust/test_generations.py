"""Old and new authorities beside each other: certificate, list and responder of each, and an index of all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.test import Client
from django.utils import timezone

from esigner.registry import authorities
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def test_every_generation_has_its_certificate_list_and_responder(client: Client, door: Callable[..., None]) -> None:
    door("trust")
    world.authorities_founded(at=timezone.now() - timedelta(days=365 * 12 + 1))
    for years in range(1, 13):
        authorities.renew(at=timezone.now() - timedelta(days=365 * (12 - years)))
    old, new = (authorities.load(name).certificate for name in ("test-clients", "test-clients-2"))
    assert x509.load_der_x509_certificate(client.get("/ca/test-clients.cer").content) == old
    assert x509.load_der_x509_certificate(client.get("/ca/test-clients-2.cer").content) == new
    assert x509.load_pem_x509_certificates(client.get("/ca/test-clients.pem").content) == [new, old]
    for name, own in (("test-clients", old), ("test-clients-2", new)):
        found = x509.load_der_x509_crl(client.get(f"/crl/{name}.crl").content)
        assert found.is_signature_valid(own.public_key())  # type: ignore[arg-type]  # it is an EC key
        assert client.get(f"/ocsp/{name}/MAA=").status_code == 200
    listed = client.get("/").json()
    assert {"test-clients", "test-clients-2"} <= set(listed["authorities"])
    assert listed["issuing"]["test-clients"] == "test-clients-2"
    assert listed["authorities"]["test-clients-2"]["sha256"] == new.fingerprint(hashes.SHA256()).hex()
    assert client.get("/ca/test-clients-3.cer").status_code == 404
    assert client.get("/crl/test-clients-3.crl").status_code == 404
