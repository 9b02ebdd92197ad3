"""What a session costs at least: its answers, commits, authorities, engine and the value's maker, without our service.

Each part is what the session itself does, so often as it does it, against the same doors and the same database.
"""

import hashlib
import os
from pathlib import Path

import httpx
import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from bench.material import FOR_CONTAINER, Material
from esigner import ades
from esigner.ades.timestamps import tokens
from esigner.config.database import NAME, SUPERUSER, socket_folder
from tests.acceptance.journey import openssl, qtsp
from tests.acceptance.journey.system import System
from tests.world.signing_pki import SIGNED_AT, SigningPki

CALLS = 6
"""Open, upload, prepare, the value twice, result."""
COMMITS = 12
"""Each call's own event, and what five of them store; the value and the document are two."""


class Floor:
    """The parts, with what they need at hand."""

    def __init__(self, *, system: System, holder: qtsp.Holder, trust: str, state: Path) -> None:
        """Take a system that may call, a signer, the address of the trust door and the installation's folder."""
        self._system, self._holder = system, holder
        self._http = httpx.Client(timeout=30)
        self._database = psycopg.connect(
            host=str(socket_folder(state / "postgres")), dbname=NAME, user=SUPERUSER, autocommit=True
        )
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY, row text)"
        )
        self._tsa = f"{trust}/tsa/production"
        self._ocsp = _status_request(holder)
        self._material = Material(world=SigningPki(), kind="P-256", pdf=b"")
        self._files = [ades.DataFile("a.txt", "text/plain", FOR_CONTAINER)]

    def session(self) -> None:
        """Do what a session does at least."""
        for _ in range(CALLS):
            self._answer()
        for _ in range(COMMITS):
            self._commit()
        self._prove()
        self._sign()
        openssl.sign(self._holder.key, b"x" * 1500, "sha256")

    def probe(self) -> None:
        """Do what an admitted call does at least."""
        self._answer()
        self._commit()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()
        self._database.close()

    def _answer(self) -> None:
        self._system.call("GET", "/healthz")

    def _commit(self) -> None:
        self._database.execute("INSERT INTO bench_floor (row) VALUES (%s)", ["x" * 400])

    def _prove(self) -> None:
        query = tokens.request(hashlib.sha256(b"x").digest(), "SHA256", int.from_bytes(os.urandom(8)) | 1)
        asked = ((self._tsa, "timestamp-query", query), (self._ocsp[0], "ocsp-request", self._ocsp[1]))
        for url, kind, body in asked:
            answer = self._http.post(url, content=body, headers={"Content-Type": f"application/{kind}"})
            if answer.status_code != httpx.codes.OK:
                message = f"{url}: {answer.status_code}"
                raise RuntimeError(message)

    def _sign(self) -> None:
        material = self._material
        prepared = ades.prepare(
            format=ades.Format.ASICE, files=self._files, signer=material.signer.certificate,
            chain=material.world.chain, signed_at=SIGNED_AT,
        )  # fmt: skip
        value = ades.sign(prepared, key=material.signer.key)
        stamp = material.world.token(ades.timestamp_input(prepared, value))
        ades.finalize(prepared, value, files=self._files, timestamp=stamp, revocation=material.revocation)


def _status_request(holder: qtsp.Holder) -> tuple[str, bytes]:
    """Return where the status of the holder's certificate is asked, and the request."""
    certificate = x509.load_pem_x509_certificate(holder.certificate.read_bytes())
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    places = {one.access_method: one.access_location.value for one in access}
    issuer = x509.load_der_x509_certificate(httpx.get(places[AuthorityInformationAccessOID.CA_ISSUERS]).content)
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, hashes.SHA1()).build()  # noqa: S303 — the CertID that all responders know
    return places[AuthorityInformationAccessOID.OCSP], request.public_bytes(Encoding.DER)
