"""The door over real HTTP, asked by `wire` and by openssl."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as reference
from django.utils import timezone

from esigner.registry import authorities, certificates
from esigner.wire import responders, revocation_lists, tsa
from tests.world import openssl
from tests.world import registry as world
from tests.world.trust_door import trust_door

pytestmark = pytest.mark.django_db(transaction=True)


def test_wire_and_openssl_understand_the_door(door: Callable[..., None], tmp_path: Path) -> None:
    with trust_door(door) as url:
        world.authorities_founded(at=timezone.now())
        issued = certificates.issue(
            client_id=world.client().id, csr=world.csr(world.ec_key()), act=world.by_officer(at=timezone.now())
        )
        issuer = authorities.load("test-clients")
        encoded = responders.fetch(issued.certificate(), issuer.certificate)
        assert reference.load_der_ocsp_response(encoded).certificate_status is reference.OCSPCertStatus.GOOD
        assert revocation_lists.fetch(f"{url}/crl/test-clients.crl", issuer=issuer.certificate)
        digest = hashlib.sha384(b"dati").digest()
        assert tsa.fetch(f"{url}/tsa/production", data_digest=digest, algorithm="SHA384", nonce=2**65)

        for name in ("test-root", "test-clients"):
            (tmp_path / name).write_bytes(authorities.load(name).certificate.public_bytes(Encoding.PEM))
        (tmp_path / "leaf").write_text(issued.pem)
        said = openssl.run(
            "ocsp", "-url", f"{url}/ocsp/test-clients", "-issuer", str(tmp_path / "test-clients"),
            "-cert", str(tmp_path / "leaf"), "-CAfile", str(tmp_path / "test-root"),
            "-verify_other", str(tmp_path / "test-clients"),
        ).decode()  # fmt: skip
    assert "Response verify OK" in said
    assert ": good" in said
    assert "nonce" not in said.lower()
