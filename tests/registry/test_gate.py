"""Every reason to be kept out, each with its own code, and the order in which they are judged."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from django.db import connection
from django.test.utils import CaptureQueriesContext

from esigner import bounds
from esigner.errors import EsignerError
from esigner.pki import issuance, profiles, subjects
from esigner.registry import (
    anchors,
    authorities,
    callers,
    certificate_records,
    certificates,
    clients,
    gate,
    gate_errors,
    models,
)
from esigner.registry.kinds import AnchorPurpose, CertificateUse, Environment
from tests.world import registry as world
from tests.world import strangers

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> world.Connected:
    world.authorities_founded()
    return world.connected()


def call(made: world.Connected, **changes: object) -> clients.Client:
    values: dict[str, object] = {
        "environment": Environment.TEST, "certificate": made.certificate.certificate(), "chain": made.chain,
        "address": world.ADDRESS, "epak_number": made.client.epak_number, "at": world.AT, **changes,
    }  # fmt: skip
    return gate.admit(**values).client  # type: ignore[arg-type]  # each test changes what it needs


def code(made: world.Connected, **changes: object) -> str:
    with pytest.raises(gate_errors.GateRefusedError) as refused:
        call(made, **changes)
    return refused.value.code


def unregistered(issuer: str, *, at: datetime = world.AT, days: int = 30) -> x509.Certificate:
    """Return a certificate that our authority issued and nobody registered."""
    return issuance.issue(
        authorities.load(issuer), profile=profiles.CLIENT, public_key=world.ec_key().public_key(), serial=7,
        subject=subjects.service(common_name="svešs"), not_before=at, not_after=at + timedelta(days=days),
        urls=authorities.urls_of(issuer),
    )  # fmt: skip


def test_admit_gives_the_client(made: world.Connected) -> None:
    assert call(made) == made.client


def test_admit_needs_no_chain_from_the_caller(made: world.Connected) -> None:
    assert call(made, chain=()) == made.client


@pytest.fixture
def third_party(made: world.Connected) -> tuple[strangers.Made, strangers.Made]:
    """A certificate registered with its issuer, whose root alone is trusted; and the issuer."""
    begins_at, ends_at = world.AT - timedelta(days=1), world.AT + timedelta(days=365)
    root = strangers.make(
        subject=strangers.name("Root"), extensions=strangers.authority_extensions(), not_before=begins_at,
        not_after=ends_at,
    )  # fmt: skip
    issuing = strangers.make(
        subject=strangers.string(strangers.T61, b"Cit\xe2 izdev\xe7js"), issuer=root,
        extensions=strangers.authority_extensions(), not_before=begins_at, not_after=ends_at,
    )  # fmt: skip
    leaf = strangers.make(
        subject=strangers.string(strangers.PRINTABLE, b"sist\xe8ma@x"), issuer=issuing,
        extensions=strangers.signer_extensions(), not_before=begins_at, not_after=ends_at,
    )  # fmt: skip
    anchors.add(
        environment=Environment.TEST, purpose=AnchorPurpose.CLIENT, certificate=root.certificate, label="cits",
        act=world.ACT,
    )  # fmt: skip
    row = clients_row(made.client)
    certificate_records.store(
        leaf.certificate, use=CertificateUse.CLIENT, at=world.AT, client=row, chain=[issuing.certificate]
    )
    return leaf, issuing


def clients_row(client: clients.Client) -> models.Client:
    return models.Client.objects.get(pk=client.id)


def test_admit_takes_the_issuers_registered_with_the_certificate(
    made: world.Connected, third_party: tuple[strangers.Made, strangers.Made]
) -> None:
    """Behind nginx the leaf alone arrives; and names of odd strings are names."""
    leaf, issuing = third_party
    assert call(made, certificate=leaf.certificate, chain=()) == made.client
    assert call(made, certificate=leaf.certificate, chain=[issuing.certificate]) == made.client


def test_admit_refuses_one_whose_anchor_is_gone(
    made: world.Connected, third_party: tuple[strangers.Made, strangers.Made]
) -> None:
    models.Anchor.objects.filter(label="cits").delete()
    assert code(made, certificate=third_party[0].certificate, chain=()) == "CLIENT_CERTIFICATE_UNKNOWN"


@pytest.mark.attack
def test_a_strangers_maze_costs_a_look_up(made: world.Connected) -> None:
    """Nine certificates of one name: 63 seconds before the certificate was looked up first."""
    own = strangers.key()
    maze = [
        strangers.make(
            subject=strangers.name("maze"), extensions=strangers.authority_extensions(), own_key=own,
            not_before=world.AT, not_after=world.AT + timedelta(days=9),
        ).certificate
        for _ in range(9)
    ]  # fmt: skip
    with bounds.allowance(steps=1_000):
        assert code(made, certificate=maze[0], chain=maze[1:]) == "CLIENT_CERTIFICATE_UNKNOWN"


@pytest.mark.attack
def test_a_clients_own_maze_is_bounded(made: world.Connected) -> None:
    """A registered client may send what it likes beside its certificate: it is admitted all the same."""
    issuing = made.chain[0]
    maze = [
        strangers.make(
            subject=issuing.subject.public_bytes(), extensions=strangers.authority_extensions(),
            not_before=world.AT, not_after=world.AT + timedelta(days=9),
        ).certificate
        for _ in range(10)
    ]  # fmt: skip
    with bounds.allowance(steps=10_000):
        assert call(made, chain=maze) == made.client


def test_admit_refuses_a_missing_certificate(made: world.Connected) -> None:
    assert code(made, certificate=None) == "CLIENT_CERTIFICATE_MISSING"
    assert code(made, certificate=None, is_unreadable=True) == "CLIENT_CERTIFICATE_UNREADABLE"


def test_admit_refuses_a_certificate_of_a_stranger(made: world.Connected) -> None:
    key = world.ec_key()
    subject = made.certificate.certificate().subject
    self_signed = issuance.self_sign(
        key=key, profile=profiles.CLIENT, subject=subject, serial=1, not_before=world.AT,
        not_after=world.AT + timedelta(days=1),
    )  # fmt: skip
    assert code(made, certificate=self_signed.certificate, chain=()) == "CLIENT_CERTIFICATE_UNKNOWN"


def test_admit_refuses_a_certificate_of_our_authority_that_nobody_registered(made: world.Connected) -> None:
    assert code(made, certificate=unregistered("test-clients")) == "CLIENT_CERTIFICATE_UNKNOWN"


def test_admit_refuses_a_signer_s_certificate_at_the_door(made: world.Connected) -> None:
    persona = certificates.issue_persona(
        slug="anna", given_name="Anna", surname="Bērziņa", personal_code="32000010001", key_kind="P-256", act=world.ACT
    ).certificate
    refused = code(made, certificate=persona.certificate(), chain=persona.chain())
    assert refused == "CLIENT_CERTIFICATE_UNKNOWN"


def test_admit_refuses_the_other_environment_s_certificate(made: world.Connected) -> None:
    assert code(made, environment=Environment.PRODUCTION) == "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT"
    late = made.certificate.not_after + timedelta(days=1)
    assert code(made, environment=Environment.PRODUCTION, at=late) == "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT"


@pytest.mark.parametrize("days", [-1, 731])
def test_admit_refuses_outside_the_validity(made: world.Connected, days: int) -> None:
    assert code(made, at=world.AT + timedelta(days=days)) == "CLIENT_CERTIFICATE_EXPIRED"


def test_admit_judges_expiry_before_registration(made: world.Connected) -> None:
    old = unregistered("test-clients", days=1)
    assert code(made, certificate=old, at=world.AT + timedelta(days=2)) == "CLIENT_CERTIFICATE_EXPIRED"


def test_admit_refuses_a_revoked_certificate_at_the_next_call(made: world.Connected) -> None:
    call(made)
    certificates.revoke(certificate_id=made.certificate.id, reason="superseded", act=world.ACT)
    assert code(made) == "CLIENT_CERTIFICATE_REVOKED"


def test_admit_takes_the_second_certificate_when_the_first_is_revoked(made: world.Connected) -> None:
    second = certificates.issue(client_id=made.client.id, csr=world.csr(world.ec_key()), act=world.ACT)
    assert call(made) == call(replace(made, certificate=second))
    certificates.revoke(certificate_id=made.certificate.id, reason="superseded", act=world.ACT)
    assert call(replace(made, certificate=second)) == made.client


def test_admit_refuses_a_suspended_client(made: world.Connected) -> None:
    clients.suspend(client_id=made.client.id, reason="", act=world.ACT)
    assert code(made) == "CLIENT_SUSPENDED"


@pytest.mark.parametrize("address", ["8.8.5.1", "127.0.0.1", "", "::1", "8.8.4.4, 1.1.1.1"])
def test_admit_refuses_another_address(made: world.Connected, address: str) -> None:
    assert code(made, address=address) == "ADDRESS_NOT_ALLOWED"


@pytest.mark.parametrize("number", [None, "", "  "])
def test_admit_refuses_a_missing_number(made: world.Connected, number: str | None) -> None:
    assert code(made, epak_number=number) == "EPAK_NUMBER_MISSING"


def test_admit_refuses_another_client_s_number(made: world.Connected) -> None:
    other = world.connected(world.institution(world.REGISTRATION_NUMBERS[1]))
    assert code(made, epak_number=other.client.epak_number) == "EPAK_NUMBER_MISMATCH"
    assert code(made, epak_number="EPAK-2026-99999") == "EPAK_NUMBER_MISMATCH"


def test_refusal_names_the_client_as_soon_as_it_is_known(made: world.Connected) -> None:
    with pytest.raises(gate_errors.GateRefusedError) as known:
        call(made, epak_number=None)
    assert known.value.client == made.client
    with pytest.raises(gate_errors.GateRefusedError) as unknown:
        call(made, certificate=unregistered("test-clients"))
    assert unknown.value.client is None


def test_every_reason_has_its_own_code_and_both_languages() -> None:
    reasons: list[type[EsignerError]] = list(gate_errors.GateRefusedError.__subclasses__())
    assert {one.code for one in reasons} == {
        "CLIENT_CERTIFICATE_MISSING", "CLIENT_CERTIFICATE_UNREADABLE", "CLIENT_CERTIFICATE_UNKNOWN",
        "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT",
        "CLIENT_CERTIFICATE_EXPIRED", "CLIENT_CERTIFICATE_REVOKED", "CLIENT_SUSPENDED", "ADDRESS_NOT_ALLOWED",
        "EPAK_NUMBER_MISSING", "EPAK_NUMBER_MISMATCH",
    }  # fmt: skip
    assert all(one.text.lv and one.text.en for one in reasons)
    assert len(reasons) == 10


def test_path_that_was_found_is_not_searched_again_and_ends_with_its_certificates(made: world.Connected) -> None:
    assert call(made) == made.client
    key = (made.certificate.fingerprint_sha256, found(made).anchors)
    assert gate._known[key][1] == made.certificate.certificate().not_valid_after_utc
    gate._known[key] = (world.AT - timedelta(days=2), world.AT - timedelta(days=1))
    assert call(made) == made.client, "out of what is known, it is judged again"
    assert code(made, at=made.certificate.not_after + timedelta(seconds=1)) == "CLIENT_CERTIFICATE_EXPIRED"


def test_path_that_was_found_counts_for_the_same_anchors_only(made: world.Connected) -> None:
    assert call(made) == made.client
    models.Anchor.objects.filter(environment="test", purpose="client").delete()
    assert code(made) == "CLIENT_CERTIFICATE_UNKNOWN"


def found(made: world.Connected) -> callers.Caller:
    caller = callers.find(fingerprint_sha256=made.certificate.fingerprint_sha256, at=world.AT)
    assert caller is not None
    return caller


def test_caller_is_read_in_one_statement_with_all_that_is_registered(made: world.Connected) -> None:
    with CaptureQueriesContext(connection) as asked:
        caller = found(made)
    assert len(asked) == 1
    assert (caller.client, caller.case) == (made.client, clients_row(made.client).epak_number.case)
    assert caller.networks == (world.NETWORK,)
    assert caller.issuers_pem == made.certificate.chain_pem
    assert (caller.is_revoked, caller.revoked_at) == (False, None)


def test_known_caller_costs_the_gate_one_statement(made: world.Connected) -> None:
    call(made)
    with CaptureQueriesContext(connection) as asked:
        call(made)
    assert len(asked) == 1
