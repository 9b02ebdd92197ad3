"""What is done with the moves of requests: registry calls that connect an institution or change its connection."""

import uuid
from typing import Any

from esigner import audit
from esigner.onboarding import case_rows, models, official, two_officers
from esigner.onboarding.checks import as_json
from esigner.onboarding.moves import Done, Move, service
from esigner.onboarding.processes import Audience
from esigner.onboarding.requests.entries import ThirdPartyCertificate
from esigner.onboarding.requests.given import NewRequest, RequestGiven
from esigner.onboarding.requests.view import RequestState, entries_of, key_of
from esigner.registry import certificates, clients, links, networks
from esigner.registry.kinds import Environment


@service("requests.keep")
def keep(move: Move) -> Done:
    """Record what the institution asks for, and reserve its key for it."""
    given = move.given_as(NewRequest)
    row = _row(move, given)
    row.return_origins = [clients.check_origin(origin) for origin in given.return_origins]
    row.replaces_origins = given.replaces_origins
    row.removed_networks = list(given.removed_networks)
    row.checks = as_json(given.results.every)
    row.save(force_insert=True)
    if isinstance(given.key, bytes):
        certificates.hold_key(
            csr=given.key,
            institution_id=move.case.institution_id,
            environment=Environment(row.environment),
            request=str(row.pk),
            at=move.act.at,
        )
    return Done(subject=str(row.pk), result=row)


@service("requests.connect")
def connect(move: Move) -> Done:
    """Register the client from the application's data, then its networks and its certificate; send the links."""
    given = move.given_as(RequestGiven)
    case, environment = move.case, Environment(given.request.environment)
    client = clients.register(
        environment=environment,
        institution_id=case.institution_id,
        epak_number=case.epak_number,
        name=case_rows.form(case).system_name,
        return_origins=given.request.return_origins,
        act=move.act,
    )
    if environment is Environment.TEST:
        case.test_client_id = client.id
    else:
        case.production_client_id = client.id
    case.save()
    _add_to_client(given.request, client_id=client.id, act=move.act)
    _decide(given.request, RequestState.APPROVED, move)
    values = {"links": _links_text(environment)}
    if move.transition.audience is Audience.WITH_DOCUMENT:
        official.order(
            official.DocumentKind.CONFIGURATION_NOTICE,
            case_id=case.pk,
            notice=move.transition.notice or "",
            content=_configuration(case, given.request),
            values=case_rows.values(case) | values,
            at=move.act.at,
        )
    return Done(values=values)


@service("requests.change")
def change(move: Move) -> Done:
    """Make the changes of a working client."""
    given = move.given_as(RequestGiven)
    client = case_rows.client(move.case, Environment(given.request.environment))
    _add_to_client(given.request, client_id=client.id, act=move.act)
    _decide(given.request, RequestState.APPROVED, move)
    return Done()


@service("requests.give_back")
def give_back(move: Move) -> Done:
    """Hand the request back: a first agreement ends, its key may be sent again."""
    row = move.given_as(RequestGiven).request
    row.explanation = move.explanation
    two_officers.end(subject=row.pk, at=move.act.at)
    _decide(row, RequestState.RETURNED, move)
    certificates.release_keys(request=str(row.pk))
    return Done()


def _decide(row: models.ConnectionRequest, state: RequestState, move: Move) -> None:
    row.state = state.value
    row.decided_by_id, row.decided_by_name, row.decided_at = move.by.id, move.by.name, move.act.at
    row.save()


def _row(move: Move, given: NewRequest) -> models.ConnectionRequest:
    row = models.ConnectionRequest(
        case=move.case,
        environment=given.environment.value if given.environment else "",
        kind=given.kind.value,
        state=RequestState.SUBMITTED.value,
        networks=[entry.as_dict() for entry in given.networks],
        submitted_by_id=move.by.id,
        submitted_by_name=move.by.name,
        submitted_at=move.act.at,
    )
    if isinstance(given.key, bytes):
        row.csr_pem = given.key.decode("ascii")
    elif given.key is not None:
        row.certificate_pem = given.key.certificate_pem.decode("ascii")
        row.chain_pem = given.key.chain_pem.decode("ascii")
        row.nonce = given.key.nonce
        row.nonce_signature = given.key.nonce_signature
    return row


def _add_to_client(row: models.ConnectionRequest, *, client_id: uuid.UUID, act: audit.Act) -> None:
    """Make the request's changes of a client: networks that end, new networks and a new certificate, origins."""
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


def _configuration(case: models.Case, row: models.ConnectionRequest) -> dict[str, Any]:
    """Return what the sealed notice says about the configuration done."""
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


def _links_text(environment: Environment) -> str:
    """Return the environment's web-service links as lines of a letter."""
    return "\n".join(f"{name}: {url}" for name, url in links.of(environment).as_dict().items())
