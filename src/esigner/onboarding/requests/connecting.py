"""The registry calls that connect an institution: client, networks, certificate, links; for both environments."""

import uuid
from datetime import datetime
from typing import Any

from esigner import audit
from esigner.onboarding import case_rows, models, official
from esigner.onboarding.checks import as_json, names_of_failed
from esigner.onboarding.errors import ChecksFailedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import checking
from esigner.onboarding.requests.entries import ThirdPartyCertificate
from esigner.onboarding.requests.view import entries_of, key_of
from esigner.registry import certificates, clients, links, networks
from esigner.registry.kinds import Environment


def check_again(case: models.Case, row: models.ConnectionRequest, *, at: datetime) -> None:
    """Make every check anew and keep the results; ChecksFailedError where the world has changed since."""
    results = checking.run(
        case,
        environment=Environment(row.environment),
        entries=entries_of(row),
        key=key_of(row),
        return_origins=row.return_origins,
        at=at,
        request_id=str(row.pk),
        needs_networks=False,
    )
    row.checks = as_json(results.every)
    if not results.passed:
        raise ChecksFailedError(failed=", ".join(names_of_failed(results.every)), checks=results.every)


def connect(case: models.Case, row: models.ConnectionRequest, *, by: Person, at: datetime) -> None:
    """Register the client from the application's data, then its networks and its certificate."""
    environment = Environment(row.environment)
    client = clients.register(
        environment=environment,
        institution_id=case.institution_id,
        epak_number=case.epak_number,
        name=case_rows.form(case).system_name,
        return_origins=row.return_origins,
        act=audit.Act(actor=by.actor, at=at),
    )
    if environment is Environment.TEST:
        case.test_client_id = client.id
    else:
        case.production_client_id = client.id
    add_to_client(row, client_id=client.id, actor=by.actor, at=at)


def add_to_client(row: models.ConnectionRequest, *, client_id: uuid.UUID, actor: audit.Actor, at: datetime) -> None:
    """Make the request's changes of a client: networks that end, networks and a certificate that come, origins."""
    act = audit.Act(actor=actor, at=at)
    row.client_id = client_id
    if row.removed_networks:
        networks.withdraw(client_id=client_id, cidrs=row.removed_networks, act=act)
    if row.replaces_origins:
        clients.set_return_origins(client_id=client_id, return_origins=row.return_origins, act=act)
    if row.networks:
        allowed = [entry.as_network() for entry in entries_of(row)]
        networks.allow(client_id=client_id, networks=allowed, act=act)
    key = key_of(row)
    if isinstance(key, bytes):
        issued = certificates.issue(client_id=client_id, csr=key, act=act, request=str(row.pk))
        row.certificate_id = issued.id
    elif isinstance(key, ThirdPartyCertificate):
        registered = certificates.register_third_party(
            client_id=client_id,
            certificate_pem=key.certificate_pem,
            chain_pem=key.chain_pem,
            nonce_signature=key.nonce_signature,
            act=act,
        )
        row.certificate_id = registered.id


def configuration(case: models.Case, row: models.ConnectionRequest) -> dict[str, Any]:
    """Return what the sealed notice says of the configuration done."""
    environment = Environment(row.environment)
    certificate = certificates.get(row.certificate_id) if row.certificate_id else None
    issued = isinstance(key_of(row), bytes)
    return {
        "recipient": official.recipient(case),
        "epak_number": case.epak_number,
        "environment_lv": environment.title.lv,
        "environment_en": environment.title.en,
        "client": case_rows.form(case).system_name,
        "certificate": {
            "sha256": certificate.fingerprint_sha256 if certificate else "",
            "not_after": official.day(certificate.not_after) if certificate else "",
            "source_lv": "izdots pēc CSR" if issued else "uzticamas trešās puses izdots",
            "source_en": "issued for the CSR" if issued else "issued by a trusted third party",
        },
        "networks": [entry.cidr for entry in entries_of(row)],
        "links": [{"title_lv": name, "url": url} for name, url in links.of(environment).as_dict().items()],
        "approved_by": [name for name in (row.first_approved_by_name, row.decided_by_name) if name],
    }


def links_text(environment: Environment) -> str:
    """Return the environment's web-service links as lines of a letter."""
    return "\n".join(f"{name}: {url}" for name, url in links.of(environment).as_dict().items())
