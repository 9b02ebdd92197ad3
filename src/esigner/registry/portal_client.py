"""The portal as a registered client of the E-signer: it signs as every institution does."""

from datetime import datetime, timedelta
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
RENEWED_BEFORE: Final = timedelta(days=30)
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
        _take_up(client)
        for cidr in machines:
            networks.admit_machine(client_id=client.id, cidr=cidr, label=NAME, act=act)
        if not _has_working_key(client, act.at):
            _certify(client, act)
            material.exchange(CASE)
    return client


def renew(*, act: audit.Act) -> bool:
    """Give the portal's client its next certificate 30 days before the end; return whether it was due.

    The certificate is registered before it takes the old one's place; until it ends, the old one counts, too.
    """
    with transaction.atomic():
        audit.hold()
        number = epak.number_of(CASE)
        known = [clients.of_epak_number(number, environment=one) for one in Environment] if number else []
        client = next((one for one in known if one is not None and _holds_key_of(one)), None)
        if client is None:
            return False
        _take_up(client)
        if _has_working_key(client, act.at + RENEWED_BEFORE):
            return False
        _certify(client, act)
    material.exchange(CASE)  # it is registered: until here the old one worked
    return True


def _take_up(client: Client) -> None:
    """Put a registered certificate in place that a killed process had made ready."""
    waiting = material.prepared(CASE)
    if waiting is not None and _is_registered(client, waiting.certificate):
        material.exchange(CASE)


def _holds_key_of(client: Client) -> bool:
    """Return whether the certificate in the folder was the client's."""
    try:
        return _is_registered(client, material.load(CASE).certificate)
    except AuthorityMissingError:
        return False


def _is_registered(client: Client, certificate: x509.Certificate) -> bool:
    own = certificate.fingerprint(hashes.SHA256()).hex()
    return any(one.fingerprint_sha256 == own for one in certificates.of_client(client.id))


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
        kept = material.load(CASE)
    except AuthorityMissingError:
        return False
    own = kept.certificate.fingerprint(hashes.SHA256()).hex()
    return material.is_pair(kept) and any(
        one.fingerprint_sha256 == own and one.is_valid(at=at) for one in certificates.of_client(client.id)
    )


def _certify(client: Client, act: audit.Act) -> None:
    """Make key and certificate ready beside the old ones."""
    key = ec.generate_private_key(ec.SECP256R1())
    institution = institutions.get(client.institution_id)
    subject = subjects.client(
        common_name=client.name, organisation_name=institution.name,
        registration_number=institution.registration_number, epak_number=client.epak_number,
    )  # fmt: skip
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    issued = certificates.issue(client_id=client.id, csr=request.public_bytes(Encoding.PEM), act=act)
    own = Authority(certificate=issued.certificate(), key=key, chain=issued.chain())
    material.prepare(own, CASE)
