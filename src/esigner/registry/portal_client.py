"""The portal as a registered client of the E-signer: it signs as every institution does."""

from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import subjects
from esigner.pki.issuance import Authority
from esigner.registry import certificates, clients, epak, institutions, networks
from esigner.registry.authorities import material
from esigner.registry.clients import Client
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import Environment

CASE: Final = "portal"
"""Takes the place of an institution's cooperation case id."""
NAME: Final = "E-parakstītāja portāls"
MACHINES: Final = ("127.0.0.1/32", "::1/128")


def bootstrap_portal(*, environment: Environment, act: audit.Act, machines: tuple[str, ...] = MACHINES) -> Client:
    """Return the portal's client with a valid certificate; made where it is missing, key in STATE/pki/portal.

    Args:
        environment: Where the portal opens its own sessions.
        act: Whose it is, and when.
        machines: The networks from which the portal runs.
    """
    with transaction.atomic():
        audit.hold()
        client = _client(environment, act)
        for cidr in machines:
            networks.admit_machine(client_id=client.id, cidr=cidr, label=NAME, act=act)
        if not _has_working_key(client, act.at):
            _certify(client, act)
    return client


def _client(environment: Environment, act: audit.Act) -> Client:
    agency = settings.ESIGNER_AGENCY
    institution = institutions.get_or_create(
        registration_number=agency["registration_number"], name=agency["name_lv"], act=act
    )
    number = epak.number_of(CASE) or epak.allocate(institution_id=institution.id, case_id=CASE, act=act)
    known = clients.of_epak_number(number, environment=environment)
    return known or clients.register(
        environment=environment, institution_id=institution.id, epak_number=number, name=NAME,
        return_origins=[settings.ESIGNER_URLS["portal"]], act=act,
    )  # fmt: skip


def _has_working_key(client: Client, at: datetime) -> bool:
    try:
        own = material.load(CASE).certificate.fingerprint(hashes.SHA256()).hex()
    except AuthorityMissingError:
        return False
    return any(one.fingerprint_sha256 == own and one.is_valid(at=at) for one in certificates.of_client(client.id))


def _certify(client: Client, act: audit.Act) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    institution = institutions.get(client.institution_id)
    subject = subjects.client(
        common_name=client.name, organisation_name=institution.name,
        registration_number=institution.registration_number, epak_number=client.epak_number,
    )  # fmt: skip
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    issued = certificates.issue(client_id=client.id, csr=request.public_bytes(Encoding.PEM), act=act)
    own = Authority(certificate=issued.certificate(), key=key, chain=issued.chain())
    material.write(own, material.folder_of(CASE))
