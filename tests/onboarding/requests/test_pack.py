"""The connection pack of a case, with the API's description as its door serves it."""

import io
import zipfile

import pytest

from esigner.onboarding import maintenance, requests
from esigner.onboarding.errors import CertificateMissingError, ClientMissingError
from esigner.onboarding.requests import description
from esigner.registry.kinds import Environment
from esigner.wire.errors import UnreachableError
from tests.world import cases as world
from tests.world import registry as registry_world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def test_the_pack_holds_the_doors_own_description() -> None:
    case = world.connected()

    with world.api_described(b'{"openapi": "3.1.0", "x": 1}'):
        name, content = requests.pack(case_id=case.id, environment=Environment.TEST, by=case.applicant, at=AT)

    assert name == f"{case.row.epak_number}-test.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.read("openapi.json") == b'{"openapi": "3.1.0", "x": 1}'
        assert b"BEGIN CERTIFICATE" in pack.read("certificate.pem")


def test_there_is_no_pack_before_there_is_a_client() -> None:
    case = world.registered()

    with pytest.raises(ClientMissingError):
        requests.pack(case_id=case.id, environment=Environment.TEST, by=case.applicant, at=AT)


def test_a_door_that_does_not_answer_is_said(settings: object) -> None:
    registry_world.authorities_founded(at=AT)
    closed = {"api_test": "https://localhost:1", "trust": "http://localhost:1"}
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, **closed}  # type: ignore[attr-defined]  # Django's settings

    with pytest.raises(UnreachableError) as refusal:
        description.fetch(Environment.TEST)

    assert refusal.value.retryable


def test_there_is_no_pack_without_a_certificate_in_force() -> None:
    case = world.connected()
    certificate = case.view().environments[0].certificates[0]
    maintenance.revoke_certificate(
        case_id=case.id, certificate_id=certificate.id, act=world.act(case.applicant), reason="superseded"
    )

    with pytest.raises(CertificateMissingError):
        requests.pack(case_id=case.id, environment=Environment.TEST, by=case.applicant, at=AT)
