"""Chains, lists, answers and time-stamps of old and new generations, judged by openssl."""

from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from esigner.pki import ocsp, tsa
from esigner.registry import authorities, certificates, models, revocation_lists
from esigner.registry.kinds import Environment
from tests.world import openssl
from tests.world import registry as world
from tests.world.generations import AT, DAY, YEAR, agree_on_everything, openssl_accepts, travel, written

pytestmark = pytest.mark.django_db


def test_openssl_verifies_old_and_new_chains_with_both_roots(tmp_path: Path) -> None:
    world.authorities_founded()
    travel(10.1)
    agree_on_everything(at=AT + 10.1 * YEAR)
    at = travel(12.2)
    agree_on_everything(at=at)
    for environment in ("test", "production"):
        roots = (f"{environment}-root", f"{environment}-root-2")
        for leaf in (f"{environment}-clients", f"{environment}-clients-2", f"{environment}-tsa-2"):
            openssl_accepts(leaf, trusted=roots, at=at, folder=tmp_path)
        for leaf in (f"{environment}-clients-ocsp-2", f"{environment}-clients-2-ocsp"):
            openssl_accepts(leaf, trusted=roots, at=at, folder=tmp_path)
    assert authorities.load("test-clients-2").chain[0] == authorities.load("test-root-2").certificate


def test_openssl_reads_the_lists_of_every_generation_until_its_last_certificate_ends(tmp_path: Path) -> None:
    world.authorities_founded()
    made = world.client()
    old = certificates.issue(client_id=made.id, csr=world.csr(ec.generate_private_key(ec.SECP256R1())), act=world.ACT)
    at = travel(12.2)
    act = world.by_officer(at=at)
    new = certificates.issue(client_id=made.id, csr=world.csr(ec.generate_private_key(ec.SECP256R1())), act=act)
    by = {models.Certificate.objects.get(pk=one.id).authority for one in (old, new)}
    assert by == {"test-clients", "test-clients-2"}
    for one in (old, new):
        certificates.revoke(certificate_id=one.id, reason="superseded", act=act)
    for name, one in (("test-clients", old), ("test-clients-2", new)):
        own = authorities.load(name)
        (tmp_path / "list.der").write_bytes(revocation_lists.current(name, at=at).content)
        issuer = written(tmp_path, "issuer.pem", own.certificate)
        said = openssl.run(
            "crl", "-inform", "DER", "-in", str(tmp_path / "list.der"), "-noout", "-text", "-CAfile", str(issuer),
            "-verify",
        )  # fmt: skip
        assert b"verify OK" in said
        assert one.serial.upper().encode() in said
        assert said.count(b"Serial Number:") == 1


def test_openssl_accepts_the_responders_answers_of_every_generation(tmp_path: Path) -> None:
    world.authorities_founded()
    at = travel(12.2)
    for name, leaf in (("test-clients", "test-clients-ocsp"), ("test-clients-2", "test-clients-2-ocsp")):
        issuer = written(tmp_path, "issuer.pem", authorities.load(name).certificate)
        asked = written(tmp_path, "asked.pem", authorities.load(leaf).certificate)
        openssl.run(
            "ocsp", "-issuer", str(issuer), "-cert", str(asked), "-reqout", str(tmp_path / "q.der"), "-no_nonce"
        )
        responder = authorities.responder(name, at=at)
        assert responder.certificate.not_valid_after_utc > at
        answer = ocsp.answer(
            (tmp_path / "q.der").read_bytes(), responder=responder,
            statuses=partial(certificates.status, name), at=at,
        )  # fmt: skip
        (tmp_path / "a.der").write_bytes(answer)
        said = openssl.run(
            "ocsp", "-respin", str(tmp_path / "a.der"), "-issuer", str(issuer), "-cert", str(asked), "-CAfile",
            str(issuer), "-partial_chain", "-attime", str(int(at.timestamp())), "-no_nonce", status=None,
        )  # fmt: skip
        assert b"Response verify OK" in said, said
        assert b"good" in said, said


def test_openssl_accepts_time_stamps_of_the_old_and_the_new_unit(tmp_path: Path) -> None:
    world.authorities_founded()
    at = AT + 5 * YEAR + DAY
    root = written(tmp_path, "root.pem", authorities.load("test-root").certificate)
    (tmp_path / "data").write_bytes(b"data")
    openssl.run("ts", "-query", "-data", str(tmp_path / "data"), "-sha256", "-cert", "-out", str(tmp_path / "q.tsq"))

    def stamp(name: str) -> x509.Certificate:
        unit = authorities.timestamp_unit(Environment.TEST, at=at)
        answer = tsa.answer((tmp_path / "q.tsq").read_bytes(), tsu=unit, serial=1, at=at)
        (tmp_path / name).write_bytes(answer)
        return unit.certificate

    before = stamp("old.tsr")
    authorities.renew(at=at)
    after = stamp("new.tsr")
    assert before != after
    for name in ("old.tsr", "new.tsr"):
        for moment in (at, at + 4 * YEAR):
            openssl.run(
                "ts", "-verify", "-in", str(tmp_path / name), "-queryfile", str(tmp_path / "q.tsq"), "-CAfile",
                str(root), "-attime", str(int(moment.timestamp())),
            )  # fmt: skip
