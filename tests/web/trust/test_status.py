from base64 import b64encode
from datetime import timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from django.test import Client
from django.utils import timezone

from esigner.pki import profiles
from esigner.registry import authorities, certificates
from esigner.registry.certificates import Certificate
from tests.world import certification
from tests.world import registry as world

pytestmark = pytest.mark.usefixtures("founded")
QUERY = "application/ocsp-request"


def issued() -> Certificate:
    return certificates.issue(
        client_id=world.client().id, csr=world.csr(world.ec_key()), act=world.by_officer(at=timezone.now())
    )


def query(certificate: x509.Certificate) -> bytes:
    issuer = authorities.load("test-clients").certificate
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA256())
    return builder.build().public_bytes(Encoding.DER)


def post(client: Client, content: bytes, name: str = "test-clients") -> ocsp.OCSPResponse:
    answer = client.post(f"/ocsp/{name}", content, content_type=QUERY)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/ocsp-response"
    assert answer["Cache-Control"] == "no-store"
    return ocsp.load_der_ocsp_response(answer.content)


def test_a_certificate_is_good_until_it_is_revoked(client: Client) -> None:
    certificate = issued()
    content = query(certificate.certificate())
    assert post(client, content).certificate_status is ocsp.OCSPCertStatus.GOOD
    revoked_at = timezone.now()
    certificates.revoke(certificate_id=certificate.id, reason="superseded", act=world.by_officer(at=revoked_at))
    response = post(client, content)
    assert response.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert response.revocation_time_utc == revoked_at.replace(microsecond=0)
    assert response.revocation_reason is x509.ReasonFlags.superseded


def test_a_serial_that_was_never_issued_is_unknown(client: Client) -> None:
    stranger = certification.below(authorities.load("test-clients"), profile=profiles.CLIENT).certificate
    assert post(client, query(stranger)).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_the_answer_is_of_now(client: Client) -> None:
    response = post(client, query(issued().certificate()))
    assert timedelta(0) <= timezone.now() - response.produced_at_utc < timedelta(seconds=5)


def test_get_takes_the_query_in_its_path(client: Client) -> None:
    content = query(issued().certificate())
    for encoded in (quote(b64encode(content), safe=""), b64encode(content).decode()):
        answer = client.get(f"/ocsp/test-clients/{encoded}")
        assert ocsp.load_der_ocsp_response(answer.content).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_get_of_nonsense_is_malformed(client: Client) -> None:
    answer = client.get("/ocsp/test-clients/%7Bnonsense%7D")
    response = ocsp.load_der_ocsp_response(answer.content)
    assert response.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_another_authority_is_not_answered_for(client: Client) -> None:
    response = post(client, query(issued().certificate()), "production-clients")
    assert response.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("name", ["nobody", "test-tsa", "simulated-qtsp", "server"])
def test_only_authorities_of_ours_have_a_responder(client: Client, name: str) -> None:
    answer = client.post(f"/ocsp/{name}", b"x", content_type=QUERY)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"


def test_a_query_has_its_media_type_and_a_size(client: Client) -> None:
    assert client.post("/ocsp/test-clients", b"x", content_type="text/plain").status_code == 415
    assert client.post("/ocsp/test-clients", b"x" * 70_000, content_type=QUERY).status_code == 413
    assert client.put("/ocsp/test-clients", b"x", content_type=QUERY).status_code == 405
