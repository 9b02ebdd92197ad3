"""OCSP answers of strangers: read whatever their responder is called; nothing but our own error comes out."""

import random
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from esigner.asn1 import der
from esigner.pkix import answers, fields
from esigner.pkix.answers import State
from esigner.pkix.errors import CertificatePartUnreadableError
from tests.world import strangers
from tests.world.strangers import Made, extension

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
AT: Final = der.generalized_time(NOW)
REVOKED: Final = der.context(1, AT)
UNKNOWN: Final = b"\x82\x00"


def made(subject: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    day = timedelta(days=1)
    return strangers.make(
        subject=subject, issuer=issuer, extensions=extensions, not_before=NOW - day, not_after=NOW + day
    )


ROOT: Final = made(strangers.string(strangers.PRINTABLE, b"a_b@c"), *strangers.authority_extensions())
LEAF: Final = made(strangers.name("leaf"), issuer=ROOT)


def about(status: bytes = b"\x80\x00", extensions: tuple[bytes, ...] = ()) -> bytes:
    return strangers.single(
        LEAF.certificate, ROOT.certificate, status=status, this_update=AT, extensions=extensions
    )  # fmt: skip


def encoded(*singles: bytes, extensions: tuple[bytes, ...] = (), certificates: tuple[bytes, ...] = ()) -> bytes:
    return strangers.answer(
        ROOT, *(singles or (about(),)), produced_at=AT, extensions=extensions, certificates=certificates
    )


def test_answer_of_an_odd_responder_with_odd_and_broken_certificates_is_read() -> None:
    own = ROOT.certificate.public_bytes(Encoding.DER)
    found = answers.load(encoded(certificates=(own, b"\x30\x00", LEAF.certificate.public_bytes(Encoding.DER))))

    assert found.responder is not None
    assert found.responder.key == fields.subject(ROOT.certificate).key
    assert found.certificates == (ROOT.certificate, LEAF.certificate)
    assert found.produced_at == NOW
    assert [(one.digest, one.serial_number, one.this_update, one.next_update) for one in found.singles] == [
        ("SHA256", LEAF.certificate.serial_number, NOW, None)
    ]


@pytest.mark.parametrize(
    ("status", "state", "revoked_at"),
    [(b"\x80\x00", State.GOOD, None), (REVOKED, State.REVOKED, NOW), (UNKNOWN, State.UNKNOWN, None)],
)
def test_every_state_is_told(status: bytes, state: State, revoked_at: datetime | None) -> None:
    (single,) = answers.load(encoded(about(status))).singles
    assert (single.state, single.revoked_at) == (state, revoked_at)


@pytest.mark.attack
@pytest.mark.parametrize(
    "broken",
    [
        encoded(extensions=(extension("1.2.3", b"\5\0", critical=True),)),
        encoded(about(extensions=(extension("1.2.3", b"\5\0", critical=True),))),
        encoded(about(b"\x83\x00")),
        strangers.answer(ROOT, about(), produced_at=der.tlv(0x18, b"20260101000000")),
        strangers.answer(ROOT, about(), produced_at=der.tlv(0x18, b"20261301000000Z")),
        encoded() + b"\0",
        b"",
    ],
    ids=["critical", "critical in one", "a fourth state", "local time", "month 13", "more behind", "nothing"],
)
def test_what_cannot_be_understood_is_no_answer(broken: bytes) -> None:
    with pytest.raises(CertificatePartUnreadableError):
        answers.load(broken)


def test_harmless_extensions_and_fractions_of_a_second_are_read() -> None:
    nonce = extension("1.3.6.1.5.5.7.48.1.2", der.octet_string(b"12345678"), critical=True)
    other = extension("1.2.3", b"\5\0")
    produced_at = der.tlv(0x18, b"20260101000000.25Z")
    single = about(extensions=(other,))
    found = answers.load(strangers.answer(ROOT, single, produced_at=produced_at, extensions=(nonce, other)))
    assert found.nonce == b"12345678"
    assert found.produced_at == NOW + timedelta(milliseconds=250)
    bare = extension("1.3.6.1.5.5.7.48.1.2", der.sequence(der.octet_string(b"time-mark")))
    assert answers.load(encoded(extensions=(bare,))).nonce == der.sequence(der.octet_string(b"time-mark"))


@pytest.mark.parametrize(("number", "name"), [(1, "MALFORMED_REQUEST"), (3, "TRY_LATER"), (9, "9")])
def test_answer_that_is_none_says_why(number: int, name: str) -> None:
    with pytest.raises(CertificatePartUnreadableError) as refused:
        answers.load(der.sequence(der.tlv(0x0A, bytes((number,)))))
    assert refused.value.data["status"] == name


def test_what_the_library_makes_is_read_as_it_reads_it() -> None:
    issuer = made(strangers.name("plain"), *strangers.authority_extensions())
    leaf = made(strangers.name("x"), issuer=issuer)
    builder = ocsp.OCSPResponseBuilder().add_response(
        leaf.certificate, issuer.certificate, hashes.SHA1(), ocsp.OCSPCertStatus.REVOKED,  # noqa: S303 — a name
        NOW, NOW + timedelta(days=1), NOW, x509.ReasonFlags.key_compromise,
    )  # fmt: skip
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    theirs = builder.sign(issuer.key, hashes.SHA384())
    ours = answers.load(theirs.public_bytes(Encoding.DER))

    assert ours.signed == theirs.tbs_response_bytes
    assert ours.signature == theirs.signature
    assert (ours.responder, ours.responder_key_hash) == (None, theirs.responder_key_hash)
    assert ours.produced_at == theirs.produced_at_utc
    (single,) = ours.singles
    assert single.issuer_key_hash == theirs.issuer_key_hash
    assert single.issuer_name_hash == theirs.issuer_name_hash
    assert (single.digest, single.revoked_at) == ("SHA1", theirs.revocation_time_utc)
    assert (single.this_update, single.next_update) == (theirs.this_update_utc, theirs.next_update_utc)


@pytest.mark.attack
def test_nothing_but_our_own_error_comes_out() -> None:
    seeded = random.Random(8)  # noqa: S311 — the same inputs each time
    whole, read = encoded(about(REVOKED), certificates=(LEAF.certificate.public_bytes(Encoding.DER),)), 0
    for _ in range(2000):
        broken = bytearray(whole)
        broken[seeded.randrange(len(broken))] = seeded.randrange(256)
        try:
            _ = answers.load(bytes(broken)).nonce
        except CertificatePartUnreadableError:
            continue
        read += 1
    assert 500 < read < 2000
