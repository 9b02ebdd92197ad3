"""Revocation lists of strangers: read whatever their issuer is called, and held against one certificate."""

import random
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from esigner.asn1 import der, nodes
from esigner.pkix import lists
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.lists import Unfit
from tests.world import strangers
from tests.world.strangers import Made

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
POINT: Final = der.tlv(0x86, b"http://a.example/a.crl")
OTHER_POINT: Final = der.tlv(0x86, b"http://a.example/b.crl")


def made(subject: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=subject, issuer=issuer, extensions=extensions, not_before=NOW - YEAR, not_after=NOW + YEAR
    )


ROOT: Final = made(strangers.name("root"), *strangers.authority_extensions())


def points(*names: bytes, more: bytes = b"") -> bytes:
    """A certificate's cRLDistributionPoints with one point."""
    named = der.context(0, der.context(0, b"".join(names))) if names else b""
    return strangers.extension("2.5.29.31", der.sequence(der.sequence(named, more)))


def scope(*parts: bytes) -> bytes:
    """A list's issuingDistributionPoint."""
    return strangers.extension("2.5.29.28", der.sequence(*parts), critical=True)


def named(*names: bytes) -> bytes:
    return der.context(0, der.context(0, b"".join(names)))


def flag(number: int) -> bytes:
    return der.tlv(0x80 | number, b"\xff")


def encoded(issuer: Made = ROOT, *, revoked: tuple[bytes, ...] = (), extensions: tuple[bytes, ...] = ()) -> bytes:
    return strangers.revocation_list(
        issuer, revoked=revoked, extensions=extensions, this_update=NOW, next_update=NOW + YEAR
    )


def unfit(certificate: Made, *extensions: bytes, issuer: Made = ROOT) -> Unfit | None:
    return lists.unfit(
        lists.load(encoded(issuer, extensions=extensions)), certificate.certificate, issuer.certificate
    )  # fmt: skip


LEAF: Final = made(strangers.name("leaf"), points(POINT), issuer=ROOT)


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (strangers.T61, b"J\xf6rgen"),
        (strangers.PRINTABLE, b"a_b@c"),
        (strangers.PRINTABLE, b"\xff\xfe"),
        (strangers.BMP, b"\0A\0B\0"),
        (strangers.UNIVERSAL, b"\0\0\0A"),
    ],
)
def test_list_of_an_issuer_with_an_odd_name_counts(tag: int, text: bytes) -> None:
    authority = made(strangers.string(tag, text), *strangers.authority_extensions())
    leaf = made(strangers.name("x"), issuer=authority)
    row = strangers.entry(leaf.certificate, revoked_at=NOW)
    listed = lists.load(encoded(authority, revoked=(row,)))
    other = made(strangers.name("y"), issuer=authority).certificate

    assert lists.unfit(listed, leaf.certificate, authority.certificate) is None
    assert (listed.revoked_at(leaf.certificate), listed.revoked_at(other)) == (NOW, None)
    assert (listed.this_update, listed.next_update) == (NOW, NOW + YEAR)
    assert lists.unfit(listed, LEAF.certificate, ROOT.certificate) is Unfit.ISSUER


@pytest.mark.attack
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((named(POINT),), None),
        ((named(OTHER_POINT, POINT),), None),
        ((named(OTHER_POINT),), Unfit.PARTIAL),
        ((named(der.context(4, strangers.name("root"))),), Unfit.PARTIAL),
        ((flag(1),), None),
        ((flag(2),), Unfit.PARTIAL),
        ((flag(4),), Unfit.PARTIAL),
        ((flag(5),), Unfit.PARTIAL),
        ((der.tlv(0x83, b"\x06\x40"),), Unfit.PARTIAL),
        ((flag(6),), Unfit.PARTIAL),
    ],
    ids=[
        "own-point",
        "one-of-two",
        "other-point",
        "issuer",
        "users",
        "authorities",
        "indirect",
        "attributes",
        "reasons",
        "unknown",
    ],
)
def test_list_is_held_against_its_own_scope(parts: tuple[bytes, ...], expected: Unfit | None) -> None:
    assert unfit(LEAF, scope(*parts)) is expected


def test_list_of_users_does_not_speak_of_authorities() -> None:
    authority = made(strangers.name("sub"), *strangers.authority_extensions(points(POINT)), issuer=ROOT)
    assert unfit(authority, scope(flag(1))) is Unfit.PARTIAL
    assert unfit(authority, scope(flag(2))) is None


def test_without_points_the_issuers_name_is_the_point() -> None:
    leaf = made(strangers.name("plain"), issuer=ROOT)
    assert unfit(leaf, scope(named(der.context(4, strangers.name("ROOT"))))) is None
    assert unfit(leaf, scope(named(POINT))) is Unfit.PARTIAL


@pytest.mark.parametrize("more", [der.tlv(0x81, b"\x06\x40"), der.context(2, der.context(4, strangers.name("x")))])
def test_point_for_some_reasons_or_of_another_issuer_is_none_of_these(more: bytes) -> None:
    leaf = made(strangers.name("some"), points(POINT, more=more), issuer=ROOT)
    assert unfit(leaf, scope(named(POINT))) is Unfit.PARTIAL
    assert unfit(leaf) is None


def test_point_by_a_name_below_the_issuer() -> None:
    relative = der.context(1, der.sequence(der.oid("2.5.4.3"), der.utf8_string("list 1")))
    one = strangers.extension("2.5.29.31", der.sequence(der.sequence(der.context(0, relative))))
    leaf = made(strangers.name("relative"), one, issuer=ROOT)
    below = der.sequence(
        *(strangers.name(text)[2:] for text in ("root", "list 1"))
    )  # fmt: skip
    assert unfit(leaf, scope(der.context(0, relative))) is None
    assert unfit(leaf, scope(named(der.context(4, below)))) is None
    assert unfit(leaf, scope(named(POINT))) is Unfit.PARTIAL


@pytest.mark.attack
@pytest.mark.parametrize(
    "extensions",
    [
        (strangers.extension("2.5.29.27", der.integer(1), critical=True),),
        (strangers.extension("2.5.29.27", der.integer(1)),),
        (strangers.extension("1.2.3.4", b"\5\0", critical=True),),
        (strangers.extension("2.5.29.20", der.integer(1)),) * 2,
    ],
    ids=["delta", "delta, not critical", "critical and unknown", "twice"],
)
def test_list_that_may_not_say_all_is_refused(extensions: tuple[bytes, ...]) -> None:
    assert unfit(LEAF, *extensions) is Unfit.PARTIAL
    assert unfit(LEAF, strangers.extension("1.2.3.4", b"\5\0")) is None


@pytest.mark.attack
def test_authority_that_may_not_sign_lists_is_refused() -> None:
    only_certificates = strangers.extension("2.5.29.15", bytes.fromhex("03020204"), critical=True)
    constraints = strangers.extension("2.5.29.19", strangers.CA, critical=True)
    authority = made(strangers.name("no lists"), constraints, only_certificates)
    assert unfit(made(strangers.name("x"), issuer=authority), issuer=authority) is Unfit.SIGNATURE


@pytest.mark.attack
def test_list_signed_by_another_or_changed_is_refused() -> None:
    namesake = made(strangers.name("root"), *strangers.authority_extensions())
    assert lists.unfit(lists.load(encoded(namesake)), LEAF.certificate, ROOT.certificate) is Unfit.SIGNATURE
    signed, _, value = nodes.read(encoded()).children()
    other = der.sequence(signed.encoded, der.sequence(der.oid("1.2.840.10045.4.3.3")), value.encoded)
    assert lists.unfit(lists.load(other), LEAF.certificate, ROOT.certificate) is Unfit.SIGNATURE


def test_list_by_a_broken_digest_is_weak() -> None:
    sha1 = der.sequence(der.oid("1.2.840.10045.4.1"))
    parts = [one.encoded for one in nodes.read(encoded()).children()[0].children()]
    body = der.sequence(parts[0], sha1, *parts[2:])
    value = ROOT.key.sign(body, ec.ECDSA(hashes.SHA1()))  # noqa: S303 — made to be refused
    listed = lists.load(der.sequence(body, sha1, der.tlv(strangers.BITS, b"\0" + value)))
    assert lists.unfit(listed, LEAF.certificate, ROOT.certificate) is Unfit.WEAK


@pytest.mark.attack
def test_entry_with_a_critical_extension_that_nobody_knows_is_not_read_as_harmless() -> None:
    unknown = strangers.extension("1.2.3.4", b"\5\0", critical=True)
    reason = strangers.extension("2.5.29.21", b"\x0a\x01\x01", critical=True)
    other = made(strangers.name("y"), issuer=ROOT).certificate
    listed = lists.load(encoded(revoked=(
        strangers.entry(LEAF.certificate, unknown, revoked_at=NOW),
        strangers.entry(other, reason, revoked_at=NOW),
    )))  # fmt: skip
    with pytest.raises(CertificatePartUnreadableError):
        listed.revoked_at(LEAF.certificate)
    assert listed.revoked_at(other) == NOW


def test_pem_is_read_where_it_is_expected() -> None:
    block = b"-----BEGIN X509 CRL-----\n" + encodebytes(encoded()) + b"-----END X509 CRL-----\n"
    assert lists.load_any(block).issuer.shown == "root"
    with pytest.raises(CertificatePartUnreadableError):
        lists.load(block)


@pytest.mark.attack
def test_nothing_but_our_own_error_comes_out() -> None:
    seeded = random.Random(8)  # noqa: S311 — the same inputs each time
    row = strangers.entry(LEAF.certificate, revoked_at=NOW)
    whole = encoded(revoked=(row,), extensions=(scope(named(POINT)),))
    read = 0
    for _ in range(1500):
        broken = bytearray(whole)
        broken[seeded.randrange(len(broken))] = seeded.randrange(256)
        try:
            listed = lists.load(bytes(broken))
            lists.unfit(listed, LEAF.certificate, ROOT.certificate)
            listed.revoked_at(LEAF.certificate)
        except CertificatePartUnreadableError:
            continue
        read += 1
    assert 100 < read < 1500
