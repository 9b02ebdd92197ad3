"""The simulated foreign trust service provider, asked over HTTP as an outsider would."""

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.acceptance.journey import openssl
from tests.acceptance.journey.cast import Institution, Person


@dataclass(frozen=True, slots=True)
class Holder:
    """A key that never meets the server, and its certificate."""

    key: Path
    certificate: Path
    chain: Path

    @property
    def certificate_b64(self) -> str:
        """DER in base64, as the API takes it."""
        der = x509.load_pem_x509_certificate(self.certificate.read_bytes()).public_bytes(Encoding.DER)
        return base64.b64encode(der).decode()


def signer(base_url: str, folder: Path, person: Person, *, kind: str = "P-256") -> Holder:
    """A person's signing certificate on a key made by openssl."""
    name = f"signer-{person.email.split('@')[0]}-{kind}"
    subject = {
        "commonName": f"{person.given_name} {person.surname}",
        "givenName": person.given_name,
        "surname": person.surname,
        "serialNumber": "PNOLV-320000-00001",
    }
    return _issue(base_url, folder, name, kind, {"kind": "signer", **subject})


def client(
    base_url: str,
    folder: Path,
    institution: Institution,
    *,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Holder:
    """A certificate for an institution's system, perhaps one that has expired."""
    fields = {
        "kind": "client",
        "commonName": f"{institution.registration_number}.example",
        "organisationName": institution.name,
        "organisationIdentifier": f"NTRLV-{institution.registration_number}",
    }
    if not_before and not_after:
        fields |= {"notBefore": not_before.isoformat(), "notAfter": not_after.isoformat()}
    name = f"third-party-{institution.registration_number}-{'expired' if not_after else 'good'}"
    return _issue(base_url, folder, name, "P-256", fields)


def _issue(base_url: str, folder: Path, name: str, kind: str, fields: dict[str, str]) -> Holder:
    key = openssl.new_key(folder / f"{name}.key", kind)
    csr = openssl.run("req", "-new", "-utf8", "-key", str(key), "-subj", "/C=LV/CN=request", "-out", "-")
    answer = httpx.post(f"{base_url}/simulated-qtsp/certificates", json={"csr": csr.decode(), **fields}, timeout=30)
    if answer.status_code >= httpx.codes.BAD_REQUEST:
        message = f"simulated provider: {answer.status_code} {answer.text[:500]}"
        raise RuntimeError(message)
    issued = answer.json()
    holder = Holder(key, folder / f"{name}.pem", folder / f"{name}-chain.pem")
    holder.certificate.write_text(issued["certificate"])
    chain = issued["chain"]
    holder.chain.write_text(chain if isinstance(chain, str) else "".join(chain))
    return holder
