"""Strangers with certificates of their own at the API door."""

import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.acceptance.journey.cast import CITY
from tests.acceptance.journey.story import Story
from tests.attack.honest import PATIENCE_SECONDS, Honest
from tests.attack.tally import Row

SAME_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Same")])


def chain_of_one_name(path: Path, *, certificates: int) -> Path:
    """A key and certificates that all have one name and one key, so that each could have issued each."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(tz=UTC)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for number in range(certificates):
        builder = x509.CertificateBuilder(SAME_NAME, SAME_NAME, key.public_key(), number + 1)
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        pem += builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    path.write_bytes(pem)
    return path


def probe(story: Story, identity: Path | None) -> httpx.Response:
    """One call of GET /v1/probe by a newly connected stranger."""
    party = story.party(CITY)
    context = ssl.create_default_context(cafile=str(party.systems["test"].credentials.door_ca))
    if identity:
        context.load_cert_chain(identity)
    with httpx.Client(base_url=party.systems["test"].api_url, verify=context, timeout=PATIENCE_SECONDS) as client:
        return client.get("/v1/probe", headers={"EPAK-Number": party.epak_number})


@pytest.mark.parametrize("certificates", [7, 9])
def test_certificates_of_one_name_hold_nobody_up(story: Story, tmp_path: Path, row: Row, certificates: int) -> None:
    identity = chain_of_one_name(tmp_path / "chain.pem", certificates=certificates)
    honest = Honest(lambda: story.party(CITY).systems["test"].call("GET", "/v1/probe"))

    with honest.working(), ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: probe(story, identity), range(24)))

    row.tried, row.got_in = len(answers), sum(answer.is_success for answer in answers)
    row.starved, row.answered = honest.starved, honest.answered
    assert {answer.json()["code"] for answer in answers} == {"CLIENT_CERTIFICATE_UNKNOWN"}
    assert (row.got_in, honest.reasons) == (0, [])
    assert row.answered >= 1
