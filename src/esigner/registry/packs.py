"""The connection pack: everything an institution's developer needs for the first call, in one zip."""

import io
import json
import zipfile
from datetime import datetime
from importlib import resources
from string import Template
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from esigner.registry import authorities, certificates, clients, institutions, links
from esigner.registry.certificates import Certificate
from esigner.registry.clients import Client
from esigner.registry.errors import CertificateNotFound
from esigner.registry.kinds import Environment

_TEMPLATES: Final = ("example.sh", "LASIMANI.txt", "README.txt")
_TEST_TEMPLATES: Final = ("two-step.sh",)
"""In packs of the test environment: there every developer may sign as a person who does not exist."""
_TEST_CONTENTS_LV: Final = """
two-step.sh        strādājošs divu soļu paraksts ar curl un openssl
test-signer-*.pem  TESTA PERSONAS atslēga un sertifikāts: derīgi tikai testa vidē, tos saņem visas iestādes"""
_TEST_CONTENTS_EN: Final = """
two-step.sh        a working two-step signature with curl and openssl
test-signer-*.pem  key and certificate of a TEST PERSON: good in the test environment only, given to everybody"""
_EXECUTABLE: Final = 0o755 << 16
_PLAIN: Final = 0o644 << 16


def build(*, client_id: UUID, openapi: bytes, at: datetime) -> bytes:
    """Give the zip for the client's newest valid certificate; the same input gives the same bytes.

    Args:
        client_id: Whose.
        openapi: The environment's OpenAPI document, JSON.
        at: Goes into the entries' times and the texts.

    Raises:
        ClientNotFound: No such client.
        CertificateNotFound: The client has no valid certificate.
    """
    client = clients.get(client_id)
    certificate = next((one for one in certificates.of_client(client_id) if one.is_valid(at=at)), None)
    if certificate is None:
        raise CertificateNotFound(id=str(client_id))
    files = {
        "urls.json": _urls(client),
        "certificate.pem": certificate.pem.encode() + certificate.chain_pem.encode(),
        "client-chain.pem": certificate.chain_pem.encode(),
        "ca-chain.pem": _server_chain() + certificate.chain_pem.encode(),
        "openapi.json": openapi,
    }
    values = _values(client, certificate, at)
    names: tuple[str, ...] = _TEMPLATES
    if client.environment is Environment.TEST:
        files |= _test_signer(at)
        names += _TEST_TEMPLATES
    folder = resources.files("esigner.registry") / "pack_templates"
    files |= {name: _fill((folder / name).read_text(encoding="utf-8"), values) for name in names}
    return _zip(files, at)


def _urls(client: Client) -> bytes:
    content = {
        "environment": client.environment.value,
        "epakNumber": client.epak_number,
        **links.of(client.environment).as_dict(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"


def _server_chain() -> bytes:
    """Give the authorities above the doors' server certificate: what `curl --cacert` needs."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in authorities.load("server").chain)


def _test_signer(at: datetime) -> dict[str, bytes]:
    """Give key and certificate of the test person; the two-step scenario needs a key that signs outside of here."""
    persona, key = certificates.pack_signer(at=at)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"test-signer-key.pem": pem, "test-signer-certificate.pem": persona.certificate.pem.encode()}


def _values(client: Client, certificate: Certificate, at: datetime) -> dict[str, str]:
    where, is_test = links.of(client.environment), client.environment is Environment.TEST
    local = ZoneInfo(settings.TIME_ZONE)
    return {
        "environment_lv": client.environment.title.lv,
        "environment_en": client.environment.title.en,
        "institution": institutions.get(client.institution_id).name,
        "client": client.name,
        "epak_number": client.epak_number,
        "api_url": where.api_url,
        "sign_url": where.sign_url,
        "portal_url": where.portal_url,
        "fingerprint": certificate.fingerprint_sha256,
        "not_after": f"{certificate.not_after.astimezone(local):%d.%m.%Y}",
        "made_at": f"{at.astimezone(local):%d.%m.%Y %H:%M}",
        "test_contents_lv": _TEST_CONTENTS_LV if is_test else "",
        "test_contents_en": _TEST_CONTENTS_EN if is_test else "",
        "agency_lv": settings.ESIGNER_AGENCY["name_lv"],
        "agency_en": settings.ESIGNER_AGENCY["name_en"],
        "agency_email": settings.ESIGNER_AGENCY["email"],
    }


def _fill(template: str, values: dict[str, str]) -> bytes:
    class _Marked(Template):
        delimiter = "@"  # bash has its own use for the dollar sign

    return _Marked(template).substitute(values).encode()


def _zip(files: dict[str, bytes], at: datetime) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=at.astimezone(ZoneInfo("UTC")).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _EXECUTABLE if name.endswith(".sh") else _PLAIN
            archive.writestr(entry, content)
    return target.getvalue()
