"""Which answers and lists count, one condition at a time: what is found, and why the others do not count."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.trust.anchors import Anchor, Purpose, Trust
from esigner.ades.trust.revocation import Status, statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der, nodes
from esigner.pkix import fields
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT
from tests.world.strangers import Made, extension

NOW: Final = SIGNED_AT
TOLERATED: Final = timedelta(minutes=5)
SECOND: Final = timedelta(seconds=1)
MAY_ANSWER: Final = extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.9")))


def made(
    name: str, *extensions: bytes, issuer: Made | None = None, ends: datetime = NOT_AFTER, begins: datetime = NOT_BEFORE
) -> Made:
    return strangers.make(
        subject=strangers.name(name), issuer=issuer, extensions=extensions, not_before=begins, not_after=ends
    )


ISSUER: Final = made("issuer", *strangers.authority_extensions())
LEAF: Final = made("leaf", issuer=ISSUER)
OTHER: Final = made("other", issuer=ISSUER)
RESPONDER: Final = made("responder", MAY_ANSWER, issuer=ISSUER)


def single(
    *,
    about: Made = LEAF,
    this_update: datetime = NOW,
    status: bytes = b"\x80\x00",
    name: bytes | None = None,
    key: bytes | None = None,
    digest: str | None = None,
) -> bytes:
    """Return what an answer says of a certificate; with another hash of the issuer's name or key, or digest."""
    usual = strangers.single(
        about.certificate, ISSUER.certificate, status=status, this_update=der.generalized_time(this_update)
    )
    identifier, *rest = nodes.read(usual).children()
    algorithm, of_name, of_key, serial = (one.encoded for one in identifier.children())
    return der.sequence(
        der.sequence(
            der.sequence(der.oid(digest)) if digest else algorithm,
            der.octet_string(name) if name else of_name,
            der.octet_string(key) if key else of_key,
            serial,
        ),
        *(one.encoded for one in rest),
    )


def answer(
    *singles: bytes, by: Made = ISSUER, produced_at: datetime = NOW, certificates: Sequence[x509.Certificate] = ()
) -> bytes:
    held = [one.public_bytes(Encoding.DER) for one in certificates]
    return strangers.answer(by, *singles, produced_at=der.generalized_time(produced_at), certificates=held)


def said(
    *answers: bytes, lists: Sequence[bytes] = (), trust: Trust | None = None, pool: Sequence[x509.Certificate] = ()
) -> tuple[list[Status], list[tuple[str, str]]]:
    """Return what is found of the leaf, and the code and detail of why something does not count."""
    found, findings = statuses(
        LEAF.certificate,
        ISSUER.certificate,
        evidence=ValidationData(ocsp_responses=answers, crls=tuple(lists)),
        trust=trust or Trust(),
        pool=pool,
        at=NOW,
    )
    return found, [(one.rule.code, one.detail) for one in findings]


def refused(*answers: bytes, trust: Trust | None = None) -> tuple[str, str]:
    found, (why,) = said(*answers, trust=trust)
    assert found == []
    return why


def test_answer_is_told_as_it_is() -> None:
    revoked = b"\xa1\x11" + der.generalized_time(NOW - SECOND)
    for status, revoked_at in ((b"\x80\x00", None), (revoked, NOW - SECOND)):
        usual = single(this_update=NOW - timedelta(hours=1), status=status)
        later = der.context(0, der.generalized_time(NOW + timedelta(hours=1)))
        parts = [one.encoded for one in nodes.read(usual).children()]
        found, findings = said(answer(der.sequence(*parts, later)))
        assert findings == []
        assert found == [
            Status(
                produced_at=NOW,
                this_update=NOW - timedelta(hours=1),
                next_update=NOW + timedelta(hours=1),
                revoked_at=revoked_at,
                source="OCSP",
            )
        ]


def test_what_cannot_be_read_is_told_and_what_can_is_judged() -> None:
    found, findings = said(b"\x30\x00", answer(single()))
    assert len(found) == 1
    assert findings == [("OCSP_MALFORMED", "")]


def test_every_answer_and_list_is_judged_whatever_the_one_before_it_was() -> None:
    found, findings = said(answer(single(about=OTHER)), answer(single()), answer(single(status=b"\x82\x00")))
    assert len(found) == 1
    assert [code for code, _ in findings] == ["OCSP_OTHER_CERTIFICATE", "OCSP_UNKNOWN"]


def test_entry_of_the_certificate_is_found_among_others() -> None:
    found, findings = said(answer(single(about=OTHER, status=b"\x82\x00"), single()))
    assert (len(found), findings) == (1, [])


@pytest.mark.attack
@pytest.mark.parametrize(
    "entry",
    [
        single(about=OTHER),
        single(name=bytes(32)),
        single(key=bytes(32)),
        single(digest="1.3.36.3.2.1"),
        single(digest="2.16.840.1.101.3.4.2.3"),
    ],
    ids=["number", "name", "key", "unknown digest", "another digest"],
)
def test_entry_is_of_the_certificate_by_number_name_and_key(entry: bytes) -> None:
    """RFC 6960, 4.1.1."""
    assert refused(answer(entry)) == ("OCSP_OTHER_CERTIFICATE", "")


@pytest.mark.parametrize("late", [timedelta(0), TOLERATED])
def test_clock_that_is_minutes_ahead_is_tolerated(late: timedelta) -> None:
    found, findings = said(answer(single(this_update=NOW + late), produced_at=NOW + late))
    assert (len(found), findings) == (1, [])


@pytest.mark.parametrize(
    ("produced", "known"), [(TOLERATED + SECOND, timedelta(0)), (timedelta(0), TOLERATED + SECOND)]
)
def test_answer_from_the_future_does_not_count(produced: timedelta, known: timedelta) -> None:
    code, detail = refused(answer(single(this_update=NOW + known), produced_at=NOW + produced))
    assert (code, detail) == ("OCSP_FROM_FUTURE", (NOW + produced).isoformat())


@pytest.mark.attack
def test_answer_of_nobody_who_is_named_is_of_no_authorised_responder() -> None:
    stranger = made("nobody", MAY_ANSWER)
    code, detail = refused(answer(single(), by=stranger))
    assert (code, detail) == ("OCSP_RESPONDER_NOT_AUTHORISED", NOW.isoformat())


@pytest.mark.attack
def test_answer_that_its_named_responder_did_not_sign_has_a_wrong_signature() -> None:
    named_alike = made("issuer", *strangers.authority_extensions())
    code, detail = refused(answer(single(), by=named_alike))
    assert (code, detail) == ("OCSP_SIGNATURE", NOW.isoformat())


@pytest.mark.attack
def test_responder_without_the_right_is_named() -> None:
    without = made("without", issuer=ISSUER)
    code, detail = refused(answer(single(), by=without, certificates=(without.certificate,)))
    assert code == "OCSP_RESPONDER_NOT_AUTHORISED"
    assert detail == fields.subject(without.certificate).text


def test_responder_is_found_in_the_answer_in_the_pool_or_among_the_anchors() -> None:
    bare = answer(single(), by=RESPONDER)
    anchored = Trust(services=(Anchor(certificate=RESPONDER.certificate, purposes=frozenset({Purpose.OCSP})),))
    for encoded, trust, pool in (
        (answer(single(), by=RESPONDER, certificates=(RESPONDER.certificate,)), None, ()),
        (bare, None, (RESPONDER.certificate,)),
        (bare, anchored, ()),
    ):
        found, findings = said(encoded, trust=trust, pool=pool)
        assert (len(found), findings) == (1, [])
    assert refused(bare)[0] == "OCSP_RESPONDER_NOT_AUTHORISED"


def _anchored(responder: Made, purpose: Purpose = Purpose.OCSP) -> Trust:
    return Trust(services=(Anchor(certificate=responder.certificate, purposes=frozenset({purpose})),))


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        (NOW, NOT_AFTER, True),
        (NOW + SECOND, NOT_AFTER, False),
        (NOT_BEFORE, NOW, True),
        (NOT_BEFORE, NOW - SECOND, False),
    ],
)
def test_anchored_responder_of_no_issuer_of_ours_counts_in_its_own_time(
    begins: datetime, ends: datetime, *, counts: bool
) -> None:
    elsewhere = made("elsewhere", MAY_ANSWER, begins=begins, ends=ends)
    encoded = answer(single(), by=elsewhere)
    found, findings = said(encoded, trust=_anchored(elsewhere))
    assert bool(found) is counts
    assert bool(findings) is not counts


@pytest.mark.attack
def test_anchored_responder_counts_only_for_ocsp_and_with_the_right() -> None:
    may, without = made("may", MAY_ANSWER), made("without")
    for responder, purpose in ((may, Purpose.SIGNATURE), (without, Purpose.OCSP)):
        encoded = answer(single(), by=responder, certificates=(responder.certificate,))
        assert refused(encoded, trust=_anchored(responder, purpose))[0] == "OCSP_RESPONDER_NOT_AUTHORISED"


@pytest.mark.attack
def test_responder_of_another_issuer_or_out_of_its_time_does_not_count() -> None:
    foreign = made("foreign", MAY_ANSWER, issuer=made("another", *strangers.authority_extensions()))
    ended = made("ended", MAY_ANSWER, issuer=ISSUER, ends=NOW - SECOND)
    for responder in (foreign, ended):
        encoded = answer(single(), by=responder, certificates=(responder.certificate,))
        assert refused(encoded) == (
            "OCSP_RESPONDER_NOT_AUTHORISED",
            fields.subject(responder.certificate).text,
        )


def _by_key(value_digest: hashes.HashAlgorithm, algorithm: str, *, key_hash: bytes | None = None) -> bytes:
    """Return an answer of the issuer that names it by the hash of its key, signed with another algorithm."""
    hashed = key_hash or hashes_of(fields.public_key_bits(ISSUER.certificate))
    signed = der.sequence(der.context(2, der.octet_string(hashed)), der.generalized_time(NOW), der.sequence(single()))
    value = ISSUER.key.sign(signed, ec.ECDSA(value_digest))
    basic = der.sequence(signed, der.sequence(der.oid(algorithm)), der.tlv(0x03, b"\0" + value))
    kind = der.oid("1.3.6.1.5.5.7.48.1.1")
    return der.sequence(b"\x0a\x01\x00", der.context(0, der.sequence(kind, der.octet_string(basic))))


def hashes_of(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA1())  # noqa: S303 — RFC 6960, 4.2.1: names a key
    digest.update(data)
    return digest.finalize()


def test_responder_is_named_by_the_hash_of_its_key() -> None:
    right = _by_key(hashes.SHA256(), "1.2.840.10045.4.3.2")
    assert len(said(right)[0]) == 1
    other = _by_key(hashes.SHA256(), "1.2.840.10045.4.3.2", key_hash=bytes(20))
    assert refused(other)[0] == "OCSP_RESPONDER_NOT_AUTHORISED"


@pytest.mark.attack
@pytest.mark.parametrize("algorithm", ["1.2.840.10045.4.1", "1.2.840.10045.4.3.3", "1.2.643.7.1.1.3.2"])
def test_answer_by_a_weak_another_or_an_unknown_algorithm_has_no_right_signature(algorithm: str) -> None:
    """ECDSA with SHA-1 is right as a value, and counts no more."""
    value_digest = hashes.SHA1() if algorithm == "1.2.840.10045.4.1" else hashes.SHA256()  # noqa: S303 — to be refused
    assert refused(_by_key(value_digest, algorithm)) == ("OCSP_SIGNATURE", NOW.isoformat())


def listed(by: Made = ISSUER, *, this_update: datetime = NOW, rows: Sequence[bytes] = ()) -> bytes:
    return strangers.revocation_list(by, revoked=rows, this_update=this_update, next_update=NOW + timedelta(days=1))


def test_list_is_told_as_it_is() -> None:
    row = strangers.entry(LEAF.certificate, revoked_at=NOW - SECOND)
    for rows, revoked_at in (((row,), NOW - SECOND), ((), None)):
        found, findings = said(lists=[listed(rows=rows)])
        assert findings == []
        assert found == [
            Status(
                produced_at=NOW,
                this_update=NOW,
                next_update=NOW + timedelta(days=1),
                revoked_at=revoked_at,
                source="CRL",
            )
        ]


def test_list_of_another_issuer_is_passed_over_and_a_forged_one_is_told() -> None:
    elsewhere = made("elsewhere", *strangers.authority_extensions())
    forged = listed(made("issuer", *strangers.authority_extensions()))
    found, findings = said(lists=[listed(elsewhere), forged, listed()])
    assert len(found) == 1
    assert findings == [("CRL_SIGNATURE", "")]


def test_list_from_the_future_does_not_count() -> None:
    for late, counts in ((TOLERATED, True), (TOLERATED + SECOND, False)):
        found, findings = said(lists=[listed(this_update=NOW + late)])
        assert bool(found) is counts
        assert findings == ([] if counts else [("OCSP_FROM_FUTURE", (NOW + late).isoformat())])
