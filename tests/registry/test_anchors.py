import pytest

from esigner import audit
from esigner.registry import anchors, authorities, links
from esigner.registry.kinds import AnchorPurpose, Environment
from tests.world import registry as world

pytestmark = pytest.mark.django_db


def test_add_trusts_for_one_purpose_in_one_environment() -> None:
    world.authorities_founded()
    certificate = authorities.load("server-root").certificate
    for _ in range(2):
        anchors.add(
            environment=Environment.TEST, purpose=AnchorPurpose.CLIENT, certificate=certificate, label="Cits",
            act=world.ACT,
        )  # fmt: skip
    assert anchors.of(Environment.TEST, AnchorPurpose.CLIENT).count(certificate) == 1
    assert certificate not in anchors.of(Environment.TEST, AnchorPurpose.SIGNATURE)
    assert certificate not in anchors.of(Environment.PRODUCTION, AnchorPurpose.CLIENT)
    events = [one for one in audit.events(event_prefix="anchor.added") if one.data["label"] == "Cits"]
    assert len(events) == 1


@pytest.mark.parametrize("environment", list(Environment))
def test_links_are_of_their_environment(environment: Environment) -> None:
    found = links.of(environment)
    assert found.openapi_url == f"{found.api_url}/v1/openapi.json"
    assert found.tsa_url.endswith(f"/tsa/{environment}")
    assert set(found.as_dict()) == {
        "apiUrl", "signUrl", "openapiUrl", "probeUrl", "caUrl", "ocspUrl", "crlUrl", "tsaUrl", "trustUrl", "portalUrl",
    }  # fmt: skip
    assert links.of(environment.other).api_url != found.api_url
