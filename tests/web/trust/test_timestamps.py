import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from django.utils import timezone

from esigner.ades import timestamps
from esigner.registry import authorities
from tests.world import openssl

pytestmark = pytest.mark.usefixtures("founded")
QUERY = "application/timestamp-query"
DIGEST = hashlib.sha256(b"dati").digest()


def token(client: Client, environment: str, nonce: int = 2**64) -> bytes:
    content = timestamps.request(DIGEST, "SHA256", nonce)
    answer = client.post(f"/tsa/{environment}", content, content_type=QUERY)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/timestamp-reply"
    return timestamps.read_response(answer.content, digest=DIGEST, algorithm="SHA256", nonce=nonce)


@pytest.mark.parametrize("environment", ["test", "production"])
def test_openssl_accepts_the_token_under_the_root_of_its_environment(
    client: Client, environment: str, tmp_path: Path
) -> None:
    (tmp_path / "t.der").write_bytes(token(client, environment))
    (tmp_path / "data").write_bytes(b"dati")
    for name, status in ((environment, 0), ("production" if environment == "test" else "test", 1)):
        root = tmp_path / f"{name}.pem"
        root.write_bytes(authorities.load(f"{name}-root").certificate.public_bytes(Encoding.PEM))
        openssl.run(
            "ts", "-verify", "-token_in", "-in", str(tmp_path / "t.der"), "-data", str(tmp_path / "data"),
            "-CAfile", str(root), status=status,
        )  # fmt: skip


def test_the_token_is_of_now_and_has_its_own_serial(client: Client) -> None:
    first, second = (timestamps.read(token(client, "test")) for _ in range(2))
    assert timedelta(0) <= timezone.now() - first.gen_time < timedelta(seconds=5)
    assert first.serial != second.serial


def test_nonsense_is_rejected_in_the_protocol(client: Client) -> None:
    answer = client.post("/tsa/test", b"nonsense", content_type=QUERY)
    assert answer.status_code == 200
    with pytest.raises(Exception, match="TIMESTAMP_REFUSED"):
        timestamps.read_response(answer.content, digest=DIGEST, algorithm="SHA256", nonce=1)


def test_a_query_has_its_media_type_and_a_size(client: Client) -> None:
    assert client.post("/tsa/test", b"x", content_type="text/plain").status_code == 415
    assert client.post("/tsa/test", b"x" * 70_000, content_type=QUERY).status_code == 413
    assert client.get("/tsa/test").status_code == 405
    assert client.post("/tsa/other", b"x", content_type=QUERY).status_code == 404


@pytest.mark.attack
def test_compressed_query_is_refused_by_name(client: Client) -> None:
    content = timestamps.request(DIGEST, "SHA256", 1)
    answer = client.post("/tsa/test", content, content_type=QUERY, HTTP_CONTENT_ENCODING="gzip")
    assert (answer.status_code, answer.json()["code"]) == (415, "CONTENT_ENCODING")
