"""Successors of authorities and services: when, by whom, whole after any death."""

import sys
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from esigner import audit
from esigner.pki import ocsp
from esigner.pki.keys import spki_sha256
from esigner.registry import anchors, authorities, certificates, models
from esigner.registry.authorities import material
from esigner.registry.errors import AuthorityEndedError, GenerationNotFoundError
from esigner.registry.kinds import AnchorPurpose, CertificateStatus, Environment
from tests.world import crash
from tests.world import registry as world
from tests.world.generations import (
    AT,
    DAY,
    OFFICERS,
    YEAR,
    fingerprint,
    travel,
)

pytestmark = pytest.mark.django_db


def state_of_everything(state: Path) -> tuple[object, ...]:
    files = {str(one): one.read_bytes() for one in sorted((state / "pki").rglob("*.pem"))}
    tables = (models.Generation, models.Certificate, models.Anchor)
    return files, [sorted(map(repr, table.objects.values_list())) for table in tables], audit.events()


def test_nothing_is_renewed_before_it_is_due(state: Path) -> None:
    world.authorities_founded()
    before = state_of_everything(state)
    assert authorities.renew(at=AT + 3 * YEAR - 31 * DAY) == ()
    assert state_of_everything(state) == before


@pytest.mark.parametrize(
    ("slot", "due"),
    [
        ("agency-seal", 3 * YEAR - 30 * DAY),
        ("test-tsa", 5 * YEAR),
        ("production-tsa", 5 * YEAR),
        ("test-clients-ocsp", 10 * YEAR - 30 * DAY),
        ("test-signers", 9 * YEAR),
        ("test-root", 8 * YEAR),
        ("server-root", 11 * YEAR),
        ("test-clients", 12 * YEAR),
    ],
)
def test_successor_is_made_when_due_and_overlaps(slot: str, due: timedelta) -> None:
    world.authorities_founded()
    travel((due - 2 * DAY) / YEAR)
    before = authorities.current(slot, at=AT + due - DAY)
    known = len(authorities.certificates(slot))
    at = AT + due + DAY
    authorities.renew(at=at)
    assert len(authorities.certificates(slot, at=at)) == len(authorities.certificates(slot)) == known + 1
    newest = authorities.certificates(slot)[0]
    assert newest.not_valid_after_utc > authorities.load(before).certificate.not_valid_after_utc + 30 * DAY
    assert spki_sha256(newest.public_key()) != spki_sha256(authorities.load(before).certificate.public_key())


def test_successor_is_made_once_however_often_the_job_runs(state: Path) -> None:
    world.authorities_founded()
    at = AT + 5 * YEAR + DAY
    assert set(authorities.renew(at=at)) == {"test-tsa-2", "production-tsa-2", "agency-seal-2"}
    before = state_of_everything(state)
    assert authorities.renew(at=at) == ()
    assert authorities.renew(at=at + 30 * DAY) == ()
    assert state_of_everything(state) == before


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_it_once(state: Path) -> None:
    world.authorities_founded()
    at, start, made = AT + 5 * YEAR + DAY, threading.Barrier(2), list[str]()

    def work() -> None:
        start.wait()
        try:
            made.extend(authorities.renew(at=at))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(made) == ["agency-seal-2", "production-tsa-2", "test-tsa-2"]
    named = {(row.material, row.fingerprint_sha256) for row in models.Generation.objects.all()}
    here = {(name, fingerprint(authorities.load(name).certificate)) for name in made}
    assert named == here
    told = [str(event.data["name"]) for event in audit.events(event_prefix="authority.renewed")]
    assert sorted(told) == sorted(made)


RENEW: Final = f"""
import sys, django
django.setup()
from datetime import datetime
from esigner.registry import authorities
authorities.renew(at=datetime.fromisoformat(sys.argv[1]))
print("{crash.PAST}", flush=True)
sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("registry_generation", 'INSERT INTO "registry_generation"'),
        ("registry_certificate", 'INSERT INTO "registry_certificate"'),
        ("registry_anchor", 'INSERT INTO "registry_anchor"'),
        ("audit_unchained", "INSERT INTO audit_unchained"),
    ],
)
def test_killed_halfway_nothing_is_lost_and_nothing_doubled(table: str, statement: str, state: Path) -> None:
    world.authorities_founded()
    at = travel(7.9)
    due, slot = AT + 8 * YEAR + DAY, "test-root"
    rows, keys = models.Generation.objects.count(), len(list((state / "pki").glob("*/key.pem")))
    assert authorities.current(slot, at=at) == slot
    with crash.doomed() as process:
        process.hold(f"LOCK TABLE {table} IN SHARE MODE")
        process.start(sys.executable, "-c", RENEW, due.isoformat(), trust="http://127.0.0.1:9")
        process.wait_at(statement)
        left = {one.parent.name: one.read_bytes() for one in (state / "pki").glob("*/key.pem")}
        process.kill()
    assert models.Generation.objects.count() == rows, "what is not whole is not named"
    made = authorities.renew(at=due + DAY)
    assert {"test-root-2", "production-root-2", "server-root"} & set(made) >= {"test-root-2", "production-root-2"}
    now = {one.parent.name: one.read_bytes() for one in (state / "pki").glob("*/key.pem")}
    assert left.items() <= now.items(), "a key that was written is used, not made again"
    assert len(left) > keys, "it was killed after a key was written"
    for row in models.Generation.objects.all():
        own = authorities.load(row.material)
        assert row.fingerprint_sha256 == fingerprint(own.certificate)
        assert spki_sha256(own.key.public_key()) == spki_sha256(own.certificate.public_key())


def test_a_row_that_the_database_refuses_leaves_no_event_and_the_key_for_the_next_try(state: Path) -> None:
    world.authorities_founded()
    at = AT + 5 * YEAR + DAY
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registry_generation ADD CONSTRAINT closed CHECK (slot <> 'test-tsa')")
    try:
        with pytest.raises(IntegrityError):
            authorities.renew(at=at)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE registry_generation DROP CONSTRAINT closed")
    assert audit.events(event_prefix="authority.renewed") == []
    assert authorities.current("test-tsa", at=at) == "test-tsa"
    key = (state / "pki/test-tsa-2/key.pem").read_bytes()
    authorities.renew(at=at + DAY)
    assert (state / "pki/test-tsa-2/key.pem").read_bytes() == key
    assert authorities.current("test-tsa", at=at + DAY) == "test-tsa-2"


def test_production_authority_waits_for_two_officers() -> None:
    world.authorities_founded()
    at = travel(10.1)
    (waiting,) = authorities.awaiting_officers()
    new = authorities.load("production-root-2").certificate
    assert waiting.material == "production-root-2"
    assert authorities.current("production-root", at=at) == "production-root"
    assert new not in anchors.of(Environment.PRODUCTION, AnchorPurpose.TIMESTAMP)
    authorities.take_over(generation_id=waiting.id, officers=OFFICERS, act=world.by_officer(at=at))
    assert authorities.current("production-root", at=at) == "production-root-2"
    trusted = anchors.of(Environment.PRODUCTION, AnchorPurpose.TIMESTAMP)
    assert {new, authorities.load("production-root").certificate} <= set(trusted), "both are trusted"
    (event,) = audit.events(event_prefix="authority.agreed")
    assert event.data["fingerprintSha256"] == fingerprint(new)
    with pytest.raises(GenerationNotFoundError):
        authorities.take_over(generation_id=waiting.id, officers=OFFICERS, act=world.by_officer(at=at))


@pytest.mark.parametrize("officers", [("", ""), ("one", ""), ("one", "one")])
def test_database_refuses_a_production_authority_that_one_officer_let_in(officers: tuple[str, str]) -> None:
    world.authorities_founded()
    at = travel(10.1)
    (waiting,) = authorities.awaiting_officers()
    with pytest.raises(IntegrityError), transaction.atomic():
        authorities.take_over(generation_id=waiting.id, officers=officers, act=world.by_officer(at=at))
    assert authorities.current("production-root", at=at) == "production-root"


def test_take_over_refuses_what_nobody_prepared() -> None:
    with pytest.raises(GenerationNotFoundError):
        authorities.take_over(generation_id=uuid.uuid4(), officers=OFFICERS, act=world.ACT)


def test_no_certificate_outlives_its_authority() -> None:
    world.authorities_founded()
    made = world.client(environment=Environment.PRODUCTION)
    at = AT + 14 * YEAR + 200 * DAY
    issued = certificates.issue(
        client_id=made.id, csr=world.csr(ec.generate_private_key(ec.SECP256R1())), act=world.by_officer(at=at)
    )
    assert issued.not_after == authorities.load("production-clients").certificate.not_valid_after_utc


def test_an_authority_that_has_ended_issues_and_stamps_nothing() -> None:
    world.authorities_founded()
    made, at = world.client(), AT + 15 * YEAR + DAY
    with pytest.raises(AuthorityEndedError):
        certificates.issue(
            client_id=made.id, csr=world.csr(ec.generate_private_key(ec.SECP256R1())), act=world.by_officer(at=at)
        )
    with pytest.raises(AuthorityEndedError):
        authorities.timestamp_unit(Environment.TEST, at=at)


def test_server_root_is_announced_a_year_before_it_is_used(settings: Settings) -> None:
    world.authorities_founded()
    at = travel(11.1)
    assert authorities.current("server-root", at=at) == "server-root"
    assert len(authorities.certificates("server-root", at=at)) == 2
    authorities.bootstrap(state=settings.ESIGNER_STATE, act=world.by_officer(at=at), urls=settings.ESIGNER_URLS)
    assert authorities.load("server").chain[-1] == authorities.load("server-root").certificate
    later = AT + YEAR * 13.2
    authorities.bootstrap(state=settings.ESIGNER_STATE, act=world.by_officer(at=later), urls=settings.ESIGNER_URLS)
    assert authorities.load("server").chain[-1] == authorities.load("server-root-2").certificate
    serial = authorities.load("server").certificate.serial_number
    assert certificates.status("server-root-2", serial) == ocsp.GOOD


def test_generation_whose_files_are_elsewhere_is_passed_over(state: Path) -> None:
    world.authorities_founded()
    at = AT + 5 * YEAR + DAY
    authorities.renew(at=at)
    (state / "pki/test-tsa-2").rename(state / "elsewhere")
    assert authorities.current("test-tsa", at=at) == "test-tsa"


@pytest.mark.parametrize("kind", ["key", "certificate"])
def test_server_pair_that_a_death_has_torn_is_made_again(kind: str, state: Path, settings: Settings) -> None:
    world.authorities_founded()
    torn = state / f"pki/server/{kind}.pem"
    torn.write_bytes((state / f"pki/test-tsa/{kind}.pem").read_bytes())
    world.authorities_founded(at=AT + DAY)
    own = authorities.load("server")
    assert spki_sha256(own.key.public_key()) == spki_sha256(own.certificate.public_key())
    assert own.chain[0] == authorities.load("server-root").certificate


@pytest.mark.parametrize("dies", ["before", "between", "after"])
def test_exchange_of_a_folder_is_finished_by_the_next_start(dies: str, state: Path) -> None:
    world.authorities_founded()
    pki, new = state / "pki", authorities.load("test-tsa")
    material.prepare(new, "server")
    if dies != "before":
        (pki / "server").rename(pki / "server.old")
    if dies == "after":
        (pki / "server.next").rename(pki / "server")
    material.exchange("server")
    assert authorities.load("server").certificate == new.certificate
    assert not list(pki.glob("*.next"))


def test_every_name_that_a_generation_may_have_is_found_again() -> None:
    for name in (
        "test-clients-2",
        "test-clients-2-ocsp",
        "test-clients-12-ocsp-3",
        "simulated-qtsp-root-2",
        "test-tsa-2",
    ):
        found = authorities.find(name)
        assert found is not None
        assert found.name == name
    for name in ("test-clients-1", "test-clients-02", "test-tsa-ocsp", "nobody", "-2", "test-clients-2-3-ocsp-ocsp"):
        assert authorities.find(name) is None or name == "test-clients-2-3-ocsp"


def test_revocation_of_a_third_generation_is_asked_by_its_own_name() -> None:
    world.authorities_founded()
    at = travel(12.2)
    serial = authorities.load("test-clients-2").certificate.serial_number
    assert certificates.status("test-root-2", serial) == ocsp.GOOD
    assert certificates.status("test-root", serial) == ocsp.UNKNOWN
    row = models.Certificate.objects.get(authority="test-root-2", serial=f"{serial:x}")
    assert row.status == CertificateStatus.ACTIVE.value
    assert authorities.current("test-clients", at=at) == "test-clients-2"
