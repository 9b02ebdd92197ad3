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

from esigner.registry import authorities, certificates, clients, institutions, links, moments, pack_texts
from esigner.registry.certificates import Certificate
from esigner.registry.clients import Client
from esigner.registry.errors import CertificateNotFoundError
from esigner.registry.kinds import Environment

_TEMPLATES: Final = ("example.sh", "two-step.sh", "LASIMANI.txt", "README.txt")
_CALL: Final = "call.part.sh"
"""What both scripts have: how a call is made, and how a refusal is shown."""
_EXECUTABLE: Final = 0o755 << 16
_PLAIN: Final = 0o644 << 16


def build(*, client_id: UUID, openapi: bytes, at: datetime) -> bytes:
    """Return the zip for the client's newest valid certificate; the same input gives the same bytes.

    Args:
        client_id: Whose.
        openapi: The environment's OpenAPI document, JSON.
        at: Goes into the entries' times and the texts.

    Raises:
        ClientNotFoundError: No such client.
        CertificateNotFoundError: The client has no valid certificate.
    """
    client = clients.get(client_id)
    certificate = next((one for one in certificates.of_client(client_id) if one.is_valid(at=at)), None)
    if certificate is None:
        raise CertificateNotFoundError(id=str(client_id))
    files = {
        "urls.json": _urls(client, at),
        "certificate.pem": certificate.pem.encode() + certificate.chain_pem.encode(),
        "client-chain.pem": certificate.chain_pem.encode(),
        "ca-chain.pem": _server_chain(at) + certificate.chain_pem.encode(),
        "openapi.json": openapi,
    }
    values = _values(client, certificate, at)
    if client.environment is Environment.TEST:
        files |= _test_signer(at)
    values["call"] = _fill(_CALL, values).rstrip()
    files |= {name: _fill(name, values).encode() for name in _TEMPLATES}
    return _zip(files, at)


def _urls(client: Client, at: datetime) -> bytes:
    content = {
        "environment": client.environment.value,
        "epakNumber": client.epak_number,
        **links.of(client.environment, at=at).as_dict(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n"


def _server_chain(at: datetime) -> bytes:
    """Return the authorities above the doors' server certificate, and the next one: what `curl --cacert` needs."""
    trusted = (*authorities.load("server").chain, *authorities.certificates(authorities.SERVER_ROOT, at=at))
    return b"".join(one.public_bytes(Encoding.PEM) for one in dict.fromkeys(trusted))


def _test_signer(at: datetime) -> dict[str, bytes]:
    """Return key and certificate of the test person; the two-step scenario needs a key that signs outside of here."""
    persona, key = certificates.pack_signer(at=at)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"test-signer-key.pem": pem, "test-signer-certificate.pem": persona.certificate.pem.encode()}


def _values(client: Client, certificate: Certificate, at: datetime) -> dict[str, str]:
    where = links.of(client.environment)
    return {
        "environment_lv": client.environment.title.lv,
        "environment_en": client.environment.title.en,
        "institution": institutions.get(client.institution_id).name,
        "client": client.name,
        "epak_number": client.epak_number,
        "api_url": where.api_url,
        "sign_url": where.sign_url,
        "portal_url": where.portal_url,
        "trust_url": where.trust_url,
        "fingerprint": certificate.fingerprint_sha256,
        "not_after_lv": moments.day(certificate.not_after, language="lv"),
        "not_after_en": moments.day(certificate.not_after, language="en"),
        "made_at_lv": moments.moment(at, language="lv"),
        "made_at_en": moments.moment(at, language="en"),
        **pack_texts.OF[client.environment],
        "agency_lv": settings.ESIGNER_AGENCY["name_lv"],
        "agency_en": settings.ESIGNER_AGENCY["name_en"],
        "agency_email": settings.ESIGNER_AGENCY["email"],
    }


def _fill(name: str, values: dict[str, str]) -> str:
    class _Marked(Template):
        delimiter = "@"  # bash has its own use for the dollar sign

    template = (resources.files("esigner.registry") / "pack_templates" / name).read_text(encoding="utf-8")
    return _Marked(template).substitute(values)


def _zip(files: dict[str, bytes], at: datetime) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=at.astimezone(ZoneInfo("UTC")).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _EXECUTABLE if name.endswith(".sh") else _PLAIN
            archive.writestr(entry, content)
    return target.getvalue()
