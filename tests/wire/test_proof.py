"""The order in which a signature is proven, and what is left of it where a service does not answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from esigner import ades
from esigner.ades import timestamps
from esigner.pki import ocsp
from esigner.wire import breaker, evidence, revocation_lists
from esigner.wire.errors import ServiceFailedError, SignerNotGoodError
from esigner.wire.keys.errors import TimestampingUnsetError
from esigner.wire.proof import Proof, SignerStatus, Sources, prove
from tests.world.trust_service import TrustService, trust_service

FILES = [ades.DataFile("a.txt", "text/plain", b"Sveiki")]


@pytest.fixture(scope="module")
def service() -> Iterator[TrustService]:
    with trust_service() as running:
        yield running


@pytest.fixture(autouse=True)
def untroubled(service: TrustService) -> None:
    service.refuses.clear()
    service.status, service.status_clock_behind = ocsp.GOOD, timedelta(0)
    assert service.server is not None
    service.server.calls.clear()
    revocation_lists.forget()
    breaker.forget()


@pytest.fixture
def signature(service: TrustService) -> ades.Unfinished:
    key = service.key
    sealer = ades.Sealer(format=ades.Format.ASICE, key=key.private_key, signer=key.certificate, chain=key.chain)
    return sealer.sign(FILES, signed_at=datetime.now(UTC))


def sources(service: TrustService, *, status: SignerStatus = SignerStatus.FROM_LT) -> Sources:
    anchors = (service.root.certificate,)
    return Sources(
        signer=(service.key.certificate, *service.key.chain),
        unit=lambda token: evidence.timestamp_path(token, anchors=anchors),
        authorities=service.authorities,
        signer_status=status,
    )


def asked(service: TrustService) -> list[str]:
    assert service.server is not None
    return [call.path for call in service.server.calls]


def test_timestamp_comes_before_any_status(service: TrustService, signature: ades.Unfinished) -> None:
    proof = prove(signature, level=ades.Level.LT, sources=sources(service))

    assert (proof.level, proof.missing) == (ades.Level.LT, None)
    assert asked(service)[:2] == ["/tsa", "/ocsp/issuing"]


def test_nobody_is_asked_for_level_b(service: TrustService, signature: ades.Unfinished) -> None:
    assert prove(signature, level=ades.Level.B, sources=sources(service)) == Proof()
    assert asked(service) == []


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.T])
def test_signers_status_is_asked_at_every_level_where_it_shall_be(
    service: TrustService, signature: ades.Unfinished, level: ades.Level
) -> None:
    always = sources(service, status=SignerStatus.ALWAYS)
    proof = prove(signature, level=level, sources=always)
    assert (proof.level, proof.revocation, proof.missing) == (level, None, None)
    assert asked(service)[-1] == "/ocsp/issuing"

    service.status = ocsp.Status(state=ocsp.State.REVOKED, revoked_at=datetime.now(UTC))
    with pytest.raises(SignerNotGoodError):
        prove(signature, level=level, sources=always)


def test_timestamp_of_an_earlier_try_is_not_asked_for_again(service: TrustService, signature: ades.Unfinished) -> None:
    kept: list[bytes] = []

    def keep(token: bytes) -> bytes:
        kept.append(token)
        return token

    service.refuses.add("/ocsp/issuing")
    first = prove(signature, level=ades.Level.LT, sources=sources(service), keep=keep)
    assert isinstance(first.missing, ServiceFailedError)
    assert (first.level, kept) == (ades.Level.T, [first.timestamp])
    service.refuses.clear()
    breaker.forget()

    second = prove(signature, level=ades.Level.LT, sources=sources(service), timestamp=kept[0], keep=keep)

    assert (second.level, second.timestamp, len(kept)) == (ades.Level.LT, kept[0], 1)
    assert asked(service).count("/tsa") == 1


def test_token_that_somebody_else_kept_first_is_the_one_that_counts(
    service: TrustService, signature: ades.Unfinished
) -> None:
    first = prove(signature, level=ades.Level.T, sources=sources(service)).timestamp
    assert first is not None

    second = prove(signature, level=ades.Level.LT, sources=sources(service), keep=lambda _: first)

    assert second.timestamp == first
    assert timestamps.read(first).covers(signature.timestamp_input())
    assert second.level is ades.Level.LT


def test_answer_older_than_the_timestamp_proves_nothing(service: TrustService, signature: ades.Unfinished) -> None:
    service.status_clock_behind = timedelta(minutes=1)

    proof = prove(signature, level=ades.Level.LT, sources=sources(service))

    assert proof.level is ades.Level.T
    assert proof.missing is not None
    assert proof.missing.code == "REVOCATION_BEFORE_TIMESTAMP"


def test_level_that_needs_a_timestamp_and_no_authority(service: TrustService, signature: ades.Unfinished) -> None:
    nobody = Sources(signer=(service.key.certificate,), unit=lambda _: ())

    proof = prove(signature, level=ades.Level.T, sources=nobody)

    assert proof.level is ades.Level.B
    assert isinstance(proof.missing, TimestampingUnsetError)
