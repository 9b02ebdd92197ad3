"""Whom an environment trusts, and for what."""

from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection, transaction

from esigner import audit
from esigner.pkix import fields, loading
from esigner.registry import models
from esigner.registry.kinds import AnchorPurpose, Environment

_OF: Final = 'SELECT pem FROM "registry_anchor" WHERE environment = %s AND purpose = %s ORDER BY added_at, label'


def add(
    *,
    environment: Environment,
    purpose: AnchorPurpose,
    certificate: x509.Certificate,
    label: str,
    act: audit.Act,
) -> None:
    """Trust the certificate from now on; an anchor that is there already stays as it is."""
    pem = certificate.public_bytes(Encoding.PEM).decode()
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    with transaction.atomic():
        _, is_new = models.Anchor.objects.get_or_create(
            environment=environment.value, purpose=purpose.value, fingerprint_sha256=fingerprint,
            defaults={"label": label, "pem": pem, "added_at": act.at},
        )  # fmt: skip
        if is_new:
            audit.record(
                event="anchor.added", act=act,
                environment=environment.value, subject=fingerprint,
                data={"purpose": purpose.value, "label": label, "subject": fields.subject(certificate).text},
            )  # fmt: skip


def of(environment: Environment, purpose: AnchorPurpose) -> list[x509.Certificate]:
    """Return the anchors, oldest first; read anew each time, parsed once."""
    with connection.cursor() as cursor:
        cursor.execute(_OF, [environment.value, purpose.value])
        return [_parse(pem) for (pem,) in cursor.fetchall()]


@lru_cache(maxsize=256)
def _parse(pem: str) -> x509.Certificate:
    return loading.load_pem(pem.encode())[0]
