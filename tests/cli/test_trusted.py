"""Whom `--trust` lets stamp: roots and what a trusted list names; nobody else where there are any."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from esigner.cli.frame import main
from esigner.pki import profiles, tsa
from esigner.pki.tsa import TimestampUnit
from esigner.wire import breaker, revocation_lists
from tests.world import certification as ca
from tests.world import loopback
from tests.world.loopback import Call, Reply
from tests.world.trust_service import PASSWORD, TrustService, trust_service

KEY = ("--key", "seal.p12", "--password-env", "SEAL_PASSWORD")


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """An authority of a root that nobody here knows."""
    unit = ca.below(ca.root(name="Stranger"), profile=profiles.TSA)
    own = TimestampUnit(certificate=unit.certificate, key=unit.key, chain=unit.chain)

    def answer(call: Call) -> Reply:
        return Reply(body=tsa.answer(call.body, tsu=own, serial=1, at=ca.now()))

    with loopback.http(answer) as server:
        yield server.url


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, service: TrustService, monkeypatch: pytest.MonkeyPatch) -> Path:
    revocation_lists.forget()
    breaker.forget()
    service.p12(tmp_path)
    ca.write(tmp_path, "issuing.pem", service.issuing.certificate)
    (tmp_path / "a.txt").write_bytes(b"Sveiki")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEAL_PASSWORD", PASSWORD)
    return tmp_path


def seal(url: str, *more: str) -> int:
    return main(["seal", "a.txt", "--level", "T", "--tsa", url, "-o", "o.asice", *KEY, *more])


@pytest.mark.attack
def test_stranger_does_not_stamp_where_roots_are_named(stranger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert seal(stranger, "--trust", "chain.pem") == 1
    row = json.loads(capsys.readouterr().out)
    assert (row["error"], row["level"], row["wanted"]) == ("ANSWER_INVALID", "B", "T")


@pytest.mark.attack
def test_stranger_does_not_extend_where_roots_are_named(stranger: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", "a.txt", "-o", "o.asice", *KEY]) == 0
    words = ("--level", "T", "--tsa", stranger, "--trust", "root.pem")
    assert main(["extend", "o.asice", *words]) == 1
    assert "ANSWER_INVALID" in capsys.readouterr().out


def test_authority_below_the_root_stamps(service: TrustService) -> None:
    assert seal(service.tsa_url, "--trust", "chain.pem") == 0


@pytest.mark.parametrize("more", [(), ("--trust", "issuing.pem")])
def test_without_a_root_whoever_answers_stamps(stranger: str, more: tuple[str, ...]) -> None:
    assert seal(stranger, *more) == 0


def test_ended_certificate_seals_only_if_told_to(
    folder: Path, service: TrustService, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = service.seal
    try:
        service.seal = ca.below(service.issuing, profile=profiles.SIGNER, not_after=ca.NOW - timedelta(hours=1))
        service.p12(folder)
    finally:
        service.seal = kept
    assert main(["seal", "a.txt", "-o", "o.asice", *KEY]) == 1
    assert "SIGNER_CERTIFICATE_ENDED" in capsys.readouterr().err
    assert main(["seal", "a.txt", "-o", "o.asice", "--out-of-time", *KEY]) == 0
