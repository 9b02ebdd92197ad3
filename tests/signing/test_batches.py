"""Several sessions in one act with one certificate: what fails is told of its session, and stops no other."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades import SignatureValueMismatchError
from esigner.signing import batches, errors, sessions
from esigner.signing.batches import Outcome, Value
from esigner.signing.sessions import NewDocument, SessionView, SignatureStart
from esigner.signing.states import SignatureState, Status
from tests.world.sessions import TEXT, Installation

pytestmark = pytest.mark.django_db

EMPTY = NewDocument(name="vēl nav.txt", media_type="text/plain")
NOWHERE = "00000000-0000-0000-0000-000000000000"


def prepare(installation: Installation, *session_ids: str) -> list[Outcome[SignatureStart]]:
    return batches.prepare(
        session_ids=session_ids,
        signing_certificate=installation.persona().public_bytes(Encoding.DER),
        client_id=str(installation.client.id),
        act=installation.by_client(),
    )


def finalize(installation: Installation, *values: Value) -> list[Outcome[SessionView]]:
    return batches.finalize(values=values, client_id=str(installation.client.id), act=installation.by_client())


def values_of(installation: Installation, outcomes: list[Outcome[SignatureStart]]) -> list[Value]:
    """Return the values that the device makes of what was prepared."""
    return [
        Value(
            session_id=one.session_id,
            signature_id=one.given.signature_id,
            value=installation.value(one.given),
        )
        for one in outcomes
        if one.given
    ]


def codes(outcomes: list[Outcome[SignatureStart]] | list[Outcome[SessionView]]) -> list[str | None]:
    return [one.error.code if one.error else None for one in outcomes]


def test_all_sessions_are_signed_in_one_act(installation: Installation) -> None:
    opened = [installation.open(TEXT) for _ in range(3)]

    started = prepare(installation, *(one.id for one in opened))
    done = finalize(installation, *values_of(installation, started))

    assert [one.session_id for one in done] == [one.id for one in opened]
    assert [one.given.status for one in done if one.given] == [Status.SIGNED] * 3
    assert len({one.given.signatures[0].id for one in done if one.given}) == 3
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"] * 3


def test_what_cannot_be_prepared_stops_no_other(installation: Installation) -> None:
    first, awaiting, last = installation.open(TEXT), installation.open(EMPTY), installation.open(TEXT)

    started = prepare(installation, first.id, awaiting.id, NOWHERE, last.id)

    assert codes(started) == [None, errors.SessionStateConflictError.code, errors.SessionNotFoundError.code, None]
    done = finalize(installation, *values_of(installation, started))
    assert [one.given.status for one in done if one.given] == [Status.SIGNED] * 2
    assert installation.view(awaiting).status is Status.OPEN


def test_wrong_value_fails_alone_and_may_be_mended(installation: Installation) -> None:
    named = [NewDocument(name=f"{number}.txt", media_type="text/plain", content=b"x") for number in range(3)]
    opened = [installation.open(document) for document in named]
    good = values_of(installation, prepare(installation, *(one.id for one in opened)))
    swapped = Value(session_id=good[1].session_id, signature_id=good[1].signature_id, value=good[0].value)

    done = finalize(installation, good[0], swapped, good[2])

    assert codes(done) == [None, SignatureValueMismatchError.code, None]
    assert [installation.view(one).status for one in opened] == [Status.SIGNED, Status.SIGNING, Status.SIGNED]
    (mended,) = finalize(installation, good[1])
    assert mended.given is not None
    assert mended.given.status is Status.SIGNED


def test_values_may_be_given_again(installation: Installation) -> None:
    values = values_of(installation, prepare(installation, installation.open(TEXT).id, installation.open(TEXT).id))

    first, second = finalize(installation, *values), finalize(installation, *values)

    assert codes(first) == codes(second) == [None, None]
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"] * 2


def test_every_value_is_kept_where_the_authority_is_away(installation: Installation) -> None:
    values = values_of(installation, prepare(installation, installation.open(TEXT).id, installation.open(TEXT).id))
    installation.trust.reachable = False

    done = finalize(installation, *values)

    states = [one.given.signatures[0].state for one in done if one.given]
    assert states == [SignatureState.VALUE_GIVEN] * 2


def test_revoked_certificate_fails_each_session_and_leaves_it_ready(installation: Installation) -> None:
    opened = [installation.open(TEXT), installation.open(TEXT)]
    values = values_of(installation, prepare(installation, *(one.id for one in opened)))
    installation.trust.revoked.add(installation.persona().serial_number)

    assert codes(finalize(installation, *values)) == [errors.SignerCertificateRevokedError.code] * 2
    assert [installation.view(one).status for one in opened] == [Status.READY] * 2


def test_session_of_another_client_is_refused_alone(installation: Installation) -> None:
    own = installation.open(TEXT)
    outcomes = batches.prepare(
        session_ids=[own.id],
        signing_certificate=installation.persona().public_bytes(Encoding.DER),
        client_id=NOWHERE,
        act=installation.by_client(),
    )

    assert codes(outcomes) == [errors.SessionOfAnotherClientError.code]


def test_one_session_twice_is_refused(installation: Installation) -> None:
    session = installation.open(TEXT)

    with pytest.raises(errors.SessionRepeatedError):
        prepare(installation, session.id, session.id)
    assert installation.view(session).status is Status.READY


def test_document_given_by_digest_takes_part(installation: Installation) -> None:
    digest = sessions.Digest(algorithm="SHA256", value=bytes(32))
    kept = installation.open(NewDocument(name="a.txt", media_type="text/plain", digest=digest))

    done = finalize(installation, *values_of(installation, prepare(installation, kept.id, installation.open(TEXT).id)))

    assert [one.given.by_digest for one in done if one.given] == [True, False]
