import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from django.test import Client
from django.utils import timezone

from esigner.pki import errors, ocsp, path
from esigner.pki.path import Purpose
from esigner.registry import anchors, certificates
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import openssl
from tests.world import registry as world

pytestmark = pytest.mark.usefixtures("founded")

KINDS: dict[str, tuple[Mapping[str, str], Purpose]] = {
    "client": (
        {
            "commonName": "90000069281.example",
            "organisationName": "Paraugu iestāde",
            "organisationIdentifier": "NTRLV-90000069281",
        },
        Purpose.CLIENT,
    ),
    "signer": (
        {
            "commonName": "Ņina Čakste",
            "givenName": "Ņina",
            "surname": "Čakste",
            "serialNumber": "PNOLV-320000-00001",
        },
        Purpose.SIGNATURE,
    ),
    "seal": (
        {
            "commonName": "Paraugu iestāde",
            "organisationName": "Paraugu iestāde",
            "organisationIdentifier": "NTRLV-90000069281",
        },
        Purpose.SIGNATURE,
    ),
}


def order(client: Client, **fields: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    return asked(client, 201, **fields)


def asked(client: Client, status: int, /, **fields: Any) -> Mapping[str, Any]:  # noqa: ANN401 - JSON
    body = {"csr": openssl.request().decode(), "kind": "signer", "commonName": "x", **fields}
    answer = client.post("/simulated-qtsp/certificates", json.dumps(body), content_type="application/json")
    assert answer.status_code == status, answer.content
    issued: Mapping[str, Any] = answer.json()
    return issued


def anchor(purpose: AnchorPurpose) -> list[x509.Certificate]:
    return anchors.of(Environment.PRODUCTION, purpose)


def validate(issued: Mapping[str, Any], purpose: Purpose, at: datetime) -> None:
    wanted = AnchorPurpose.CLIENT if purpose is Purpose.CLIENT else AnchorPurpose.SIGNATURE
    path.validate(
        x509.load_pem_x509_certificate(issued["certificate"].encode()),
        anchors=anchor(wanted),
        intermediates=x509.load_pem_x509_certificates(issued["chain"].encode()),
        at=at,
        purpose=purpose,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_issued_and_leads_to_an_anchor(client: Client, kind: str) -> None:
    fields, purpose = KINDS[kind]
    issued = order(client, kind=kind, **fields)
    assert "SIMUL" in issued["notice"]
    validate(issued, purpose, timezone.now())
    certificate = x509.load_pem_x509_certificate(issued["certificate"].encode())
    values = {str(attribute.value) for attribute in certificate.subject}
    assert values == {*fields.values(), "LV"}
    key = x509.load_pem_x509_csr(openssl.request()).public_key()
    assert certificate.public_key() == key


def test_an_expired_certificate_may_be_ordered(client: Client) -> None:
    now = timezone.now()
    times = {
        "notBefore": (now - timedelta(days=20)).isoformat(),
        "notAfter": (now - timedelta(days=10)).replace(tzinfo=None).isoformat(),
    }
    issued = order(client, kind="client", **KINDS["client"][0], **times)
    with pytest.raises(errors.CertificateExpiredError):
        validate(issued, Purpose.CLIENT, now)
    certificate = x509.load_pem_x509_certificate(issued["certificate"].encode())
    assert certificate.not_valid_before_utc.isoformat() == times["notBefore"][:19] + "+00:00"
    assert certificate.not_valid_after_utc.isoformat() == times["notAfter"][:19] + "+00:00"


def test_a_certificate_is_revoked_by_its_id(client: Client) -> None:
    issued = order(client)
    serial = int(issued["serial"], 16)
    assert certificates.status("simulated-qtsp", serial) == ocsp.GOOD
    body = json.dumps({"id": issued["id"], "reason": "keyCompromise"})
    answer = client.post("/simulated-qtsp/revocations", body, content_type="application/json")
    assert answer.json()["status"] == "revoked"
    status = certificates.status("simulated-qtsp", serial)
    assert (status.state, status.reason) == (ocsp.State.REVOKED, x509.ReasonFlags.key_compromise)
    crl = x509.load_der_x509_crl(client.get("/simulated-qtsp/crl/simulated-qtsp.crl").content)
    assert crl.get_revoked_certificate_by_serial_number(serial) is not None


def test_what_our_own_authorities_issued_is_out_of_reach(client: Client) -> None:
    own = certificates.issue(
        client_id=world.client().id, csr=world.csr(world.ec_key()), act=world.by_officer(at=timezone.now())
    )
    answer = client.post(
        "/simulated-qtsp/revocations", json.dumps({"id": str(own.id)}), content_type="application/json"
    )
    assert answer.status_code == 404
    assert certificates.status("test-clients", int(own.serial, 16)) == ocsp.GOOD


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"csr": "nonsense"}, "csr"),
        ({"csr": openssl.request(private_key=openssl.key("-algorithm", "ED25519")).decode()}, "csr"),
        ({"kind": "root"}, "kind"),
        ({"commonName": ""}, "commonName"),
        ({"commonName": None}, "commonName"),
        ({"country": "Latvija"}, "commonName"),
        ({"notBefore": "vakar"}, "notBefore"),
    ],
)
def test_bad_orders_name_their_field(client: Client, fields: Mapping[str, Any], blamed: str) -> None:
    problem = asked(client, 400, **fields)
    assert problem["code"] == "ORDER_UNREADABLE"
    assert blamed in problem["title"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
@pytest.mark.parametrize("path_of", ["certificates", "revocations"])
def test_a_body_that_is_no_object_is_refused(client: Client, path_of: str, body: bytes) -> None:
    answer = client.post(f"/simulated-qtsp/{path_of}", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_problems_speak_the_language_asked_for(client: Client) -> None:
    said = [
        client.post(
            "/simulated-qtsp/revocations", b"{", content_type="application/json", headers={"Accept-Language": language}
        ).json()["title"]
        for language in ("lv", "en")
    ]
    assert said == ["Pasūtījuma lauks „JSON” nav derīgs.", "The field “JSON” of the order is not valid."]


def test_an_unknown_certificate_is_not_revoked(client: Client) -> None:
    body = json.dumps({"id": str(uuid4())})
    answer = client.post("/simulated-qtsp/revocations", body, content_type="application/json")
    assert answer.status_code == 404
