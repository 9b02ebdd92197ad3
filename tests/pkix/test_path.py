"""What RFC 5280, 6.1 forbids is refused by its name; what a critical extension means is evaluated or refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from esigner.asn1 import der
from esigner.pkix import path, search
from esigner.pkix.path import AnchorRole, Fault, NoPath, Requirements, UsageScope
from esigner.pkix.policies import ANY
from esigner.pkix.purposes import Purpose
from esigner.pkix.search import Pool
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT
from tests.world.strangers import Made, extension

ASKED: Final = Requirements(purpose=Purpose.SIGNATURE, anchor=AnchorRole.AS_GIVEN)
ONE, TWO, THREE = "1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2", "1.3.6.1.4.1.99999.3"


def policies(*oids: str) -> bytes:
    return extension("2.5.29.32", der.sequence(*(der.sequence(der.oid(one)) for one in oids)), critical=True)


def mappings(*pairs: tuple[str, str]) -> bytes:
    listed = (der.sequence(der.oid(issuer), der.oid(subject)) for issuer, subject in pairs)
    return extension("2.5.29.33", der.sequence(*listed), critical=True)


def skip(count: int, *, tag: int) -> bytes:
    return der.tlv(0x80 | tag, bytes((count,)))


def constraints(*, explicit: int | None = None, mapping: int | None = None) -> bytes:
    parts = [skip(explicit, tag=0)] if explicit is not None else []
    parts += [skip(mapping, tag=1)] if mapping is not None else []
    return extension("2.5.29.36", der.sequence(*parts), critical=True)


def inhibit_any(count: int) -> bytes:
    return extension("2.5.29.54", der.integer(count), critical=True)


def subtrees(*, permitted: Sequence[bytes] = (), excluded: Sequence[bytes] = ()) -> bytes:
    parts = [
        der.context(number, b"".join(map(der.sequence, trees)))
        for number, trees in enumerate((permitted, excluded))
        if trees
    ]
    return extension("2.5.29.30", der.sequence(*parts), critical=True)


def alternative(*names: bytes, critical: bool = False) -> bytes:
    return extension("2.5.29.17", der.sequence(*names), critical=critical)


def dns(text: str) -> bytes:
    return der.tlv(0x82, text.encode())


def email(text: str) -> bytes:
    return der.tlv(0x81, text.encode())


def uri(text: str) -> bytes:
    return der.tlv(0x86, text.encode())


def address(text: str) -> bytes:
    return der.tlv(0x87, bytes.fromhex(text))


def directory(name: bytes) -> bytes:
    return der.context(4, name)


def authority(name: str, issuer: Made | None, *more: bytes, limit: int | None = None) -> Made:
    return strangers.make(
        subject=strangers.name(name), issuer=issuer, not_before=NOT_BEFORE, not_after=NOT_AFTER,
        extensions=strangers.authority_extensions(*more, limit=limit),
    )  # fmt: skip


ROOT: Final = authority("root", None)


def leaf(issuer: Made, *more: bytes, subject: bytes | None = None) -> Made:
    return strangers.make(
        subject=subject or strangers.name("leaf"), issuer=issuer, not_before=NOT_BEFORE, not_after=NOT_AFTER,
        extensions=strangers.signer_extensions(*more),
    )  # fmt: skip


def fault(end: Made, *above: Made, asked: Requirements = ASKED, at: datetime = SIGNED_AT) -> Fault | None:
    """Return what is wrong, None where the path is valid; there must be a path."""
    found = path.find(
        end.certificate, pools=[Pool([ROOT.certificate, *(one.certificate for one in above)])],
        is_anchor=lambda one: one == ROOT.certificate, requirements=asked, at=at,
    )  # fmt: skip
    if isinstance(found, NoPath):
        assert len(found.flaws) == 1
        return found.flaws[0].fault
    return None


def test_find_says_nothing_where_nothing_leads_to_an_anchor() -> None:
    stranger = authority("stranger", None)
    found = path.find(
        leaf(stranger).certificate, pools=[Pool([stranger.certificate])], is_anchor=lambda _: False,
        requirements=ASKED, at=SIGNED_AT,
    )  # fmt: skip
    assert found == NoPath(())


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (extension("1.2.3.4", b"\x05\0", critical=True), Fault.EXTENSION),
        (extension("1.2.3.4", b"\x05\0"), None),
        (extension("2.5.29.17", b"\x05\0"), None),
        (extension("2.5.29.37", b"\x05\0"), Fault.EXTENSION),
        (extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.1")), critical=True), Fault.PURPOSE),
        (extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.4")), critical=True), None),
        (extension("1.3.6.1.5.5.7.1.3", der.sequence(der.sequence(der.oid("0.4.0.1862.1.1"))), critical=True), None),
        (extension("1.3.6.1.5.5.7.1.3", der.sequence(der.sequence(der.oid("1.2.3"))), critical=True), Fault.EXTENSION),
        (extension("1.3.6.1.5.5.7.1.3", b"\x05\0", critical=True), Fault.EXTENSION),
        (extension("2.5.29.32", b"\x05\0", critical=True), Fault.EXTENSION),
        (extension("2.5.29.32", b"\x05\0"), Fault.EXTENSION),
    ],
)
def test_extensions_of_the_end_entity(more: bytes, expected: Fault | None) -> None:
    assert fault(leaf(ROOT, more)) is expected


@pytest.mark.attack
def test_an_extension_twice_is_refused() -> None:
    """RFC 5280, 4.2."""
    twice = extension("1.2.3.4", b"\x05\0")
    assert fault(leaf(ROOT, twice, twice)) is Fault.EXTENSION


@pytest.mark.attack
def test_one_that_is_no_authority_issues_nothing() -> None:
    middle = strangers.make(
        subject=strangers.name("middle"), issuer=ROOT, not_before=NOT_BEFORE, not_after=NOT_AFTER,
        extensions=strangers.signer_extensions(),
    )  # fmt: skip
    assert fault(leaf(middle), middle) is Fault.NOT_AUTHORITY


def test_issuer_named_by_its_key_is_found_among_more_of_its_name_than_are_tried() -> None:
    """RFC 4158, 3.5.12."""
    above = [
        authority("many", ROOT, extension("2.5.29.14", der.octet_string(b"%d" % number)))
        for number in range(search.CANDIDATES_AT_MOST + 1)
    ]
    named = der.sequence(der.context(0, b"%d" % search.CANDIDATES_AT_MOST, constructed=False))
    assert fault(leaf(above[-1], extension("2.5.29.35", named)), *above) is None


def test_self_issued_authorities_do_not_count_for_the_length() -> None:
    """RFC 5280, 6.1.4 (l): a change of keys does not make a path longer."""
    short = authority("short", ROOT, limit=0)
    rolled = authority("short", short)
    below = authority("below", short)
    assert fault(leaf(rolled), short, rolled) is None
    assert fault(leaf(below), short, below) is Fault.LENGTH


def test_times_are_judged_for_the_moment_asked_for() -> None:
    assert fault(leaf(ROOT), at=NOT_AFTER + timedelta(seconds=1)) is Fault.EXPIRED
    assert fault(leaf(ROOT), at=NOT_BEFORE - timedelta(seconds=1)) is Fault.NOT_YET_VALID


def test_judged_anchor_is_held_to_its_time_and_a_given_one_is_not() -> None:
    end = leaf(ROOT)
    late = strangers.make(
        subject=strangers.name("late"), issuer=ROOT, not_before=NOT_BEFORE, not_after=NOT_AFTER + timedelta(days=9),
        extensions=strangers.signer_extensions(),
    )  # fmt: skip
    at = NOT_AFTER + timedelta(days=1)
    assert fault(late, at=at) is None
    assert fault(late, at=at, asked=replace(ASKED, anchor=AnchorRole.JUDGED)) is Fault.EXPIRED
    assert fault(end, asked=replace(ASKED, anchor=AnchorRole.JUDGED)) is None


_ANY = "2.5.29.37.0"


def _usages(*oids: str, critical: bool = False) -> bytes:
    return extension("2.5.29.37", der.sequence(*map(der.oid, oids)), critical=critical)


_RESPONDER = extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.9")))


@pytest.mark.parametrize(
    ("purpose", "more", "expected"),
    [
        (Purpose.OCSP, (), Fault.PURPOSE),
        (Purpose.OCSP, (_RESPONDER,), None),
        (Purpose.CLIENT, (_RESPONDER,), Fault.PURPOSE),
        (Purpose.TIMESTAMP, (), Fault.PURPOSE),
        (Purpose.SERVER, (), None),
        (Purpose.SIGNATURE, (_usages("1.3.6.1.5.5.7.3.4"),), None),
        (Purpose.SIGNATURE, (_usages("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),), Fault.PURPOSE),
        (Purpose.SIGNATURE, (_usages("1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"),), None),
        (Purpose.SIGNATURE, (_usages("1.3.6.1.5.5.7.3.2", _ANY),), None),
        (Purpose.CLIENT, (_usages("1.3.6.1.5.5.7.3.2"),), None),
        (Purpose.CLIENT, (_usages("1.3.6.1.5.5.7.3.1"),), Fault.PURPOSE),
        (Purpose.CLIENT, (_usages(_ANY),), None),
        (Purpose.OCSP, (_usages(_ANY),), None),
        (Purpose.TIMESTAMP, (_usages("1.3.6.1.5.5.7.3.8", critical=True),), None),
        (Purpose.TIMESTAMP, (_usages("1.3.6.1.5.5.7.3.8"),), Fault.PURPOSE),
        (Purpose.TIMESTAMP, (_usages(_ANY, critical=True),), Fault.PURPOSE),
        (Purpose.TIMESTAMP, (_usages("1.3.6.1.5.5.7.3.8", _ANY, critical=True),), Fault.PURPOSE),
    ],
)
def test_purpose(purpose: Purpose, more: tuple[bytes, ...], expected: Fault | None) -> None:
    assert fault(leaf(ROOT, *more), asked=replace(ASKED, purpose=purpose)) is expected


@pytest.mark.parametrize(
    ("oids", "expected"), [(("1.3.6.1.5.5.7.3.2",), None), ((_ANY,), None), (("1.3.6.1.5.5.7.3.1",), Fault.PURPOSE)]
)
def test_authority_may_exclude_a_purpose(oids: tuple[str, ...], expected: Fault | None) -> None:
    above = authority("ca", ROOT, _usages(*oids))
    assert fault(leaf(above), above, asked=replace(ASKED, purpose=Purpose.CLIENT)) is expected


def test_usages_that_are_not_critical_are_left_to_those_who_ask_for_critical_ones_alone() -> None:
    end = leaf(ROOT, _RESPONDER)
    assert fault(end) is Fault.PURPOSE
    assert fault(end, asked=replace(ASKED, scope=UsageScope.CRITICAL)) is None


@pytest.mark.parametrize(
    ("oid", "value"), [("2.5.29.31", der.sequence()), ("2.5.29.56", der.NULL)], ids=["points", "no status"]
)
def test_critical_extension_about_revocation_is_left_to_who_asks_for_it(oid: str, value: bytes) -> None:
    assert fault(leaf(ROOT, strangers.extension(oid, value, critical=True))) is None
    assert fault(leaf(ROOT, strangers.extension(f"{oid}.9", value, critical=True))) is Fault.EXTENSION


_OF_A = strangers.string(strangers.PRINTABLE, b"A", oid="2.5.4.10")


@pytest.mark.parametrize(
    ("tree", "inside", "outside"),
    [
        (dns("example.lv"), dns("a.EXAMPLE.lv"), dns("badexample.lv")),
        (dns(".example.lv"), dns("a.example.lv"), dns("example.lv")),
        (email("example.lv"), email("a@Example.lv"), email("a@b.example.lv")),
        (email(".example.lv"), email("a@b.example.lv"), email("a@example.lv")),
        (email("a@example.lv"), email("a@EXAMPLE.lv"), email("A@example.lv")),
        (uri("example.lv"), uri("https://example.lv/x"), uri("https://a.example.lv/")),
        (uri(".example.lv"), uri("https://a.example.lv/"), uri("https://example.lv/")),
        (address("0a000000ff000000"), address("0a010203"), address("0b010203")),
        (directory(_OF_A), directory(strangers.string(strangers.UTF8, b" a ", oid="2.5.4.10")), directory(b"\x30\0")),
    ],
)
def test_names_keep_within_the_constraints(tree: bytes, inside: bytes, outside: bytes) -> None:
    nameless = der.sequence()
    permitting = authority("ca", ROOT, subtrees(permitted=[tree]))
    excluding = authority("ca", ROOT, subtrees(excluded=[tree]))
    for name, within in ((inside, True), (outside, False)):
        ends = [leaf(one, alternative(name, critical=True), subject=nameless) for one in (permitting, excluding)]
        assert fault(ends[0], permitting) is (None if within else Fault.NAMES)
        assert fault(ends[1], excluding) is (Fault.NAMES if within else None)


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        (uri("example.lv"), uri("urn:x:y")),
        (uri("example.lv"), uri("https://10.0.0.1/")),
        (der.tlv(0x88, b"\x2a\x03"), der.tlv(0x88, b"\x2a\x03")),
    ],
)
@pytest.mark.parametrize("kind", ["permitted", "excluded"])
def test_names_that_cannot_be_compared_are_not_kept(tree: bytes, name: bytes, kind: str) -> None:
    above = authority("ca", ROOT, subtrees(**{kind: [tree]}))
    assert fault(leaf(above, alternative(name)), above) is Fault.NAMES


def test_addresses_in_the_subject_are_held_against_the_constraints() -> None:
    above = authority("ca", ROOT, subtrees(permitted=[email("example.lv")]))
    wrong = strangers.string(strangers.IA5, b"a@other.lv", oid="1.2.840.113549.1.9.1")
    assert fault(leaf(above, subject=wrong), above) is Fault.NAMES


def test_subject_is_held_against_directory_constraints() -> None:
    above = authority("ca", ROOT, subtrees(permitted=[directory(_OF_A)]))
    assert fault(leaf(above), above) is Fault.NAMES


def test_names_of_other_kinds_are_not_constrained() -> None:
    above = authority("ca", ROOT, subtrees(permitted=[dns("example.lv")]))
    assert fault(leaf(above, alternative(email("a@b.lv"))), above) is None
    for kept in (
        subtrees(permitted=[email("b.lv")], excluded=[dns("b.lv")]),
        subtrees(permitted=[dns("c.lv")], excluded=[email("c.lv")]),
    ):
        above = authority("ca", ROOT, kept)
        assert fault(leaf(above, alternative(email("a@b.lv"))), above) is None


@pytest.mark.attack
def test_odd_alternative_names_under_constraints_are_refused() -> None:
    above = authority("ca", ROOT, subtrees(excluded=[dns("example.lv")]))
    assert fault(leaf(above, alternative(der.tlv(0xA3, b""))), above) is Fault.EXTENSION
    assert fault(leaf(ROOT, alternative(der.tlv(0xA3, b"")))) is None


@pytest.mark.attack
def test_more_comparisons_than_are_made_are_refused() -> None:
    above = authority("ca", ROOT, subtrees(excluded=[dns(f"n{number}.lv") for number in range(300)]))
    end = leaf(above, alternative(*(dns(f"m{number}.lv") for number in range(300))))
    assert fault(end, above) is Fault.NAMES


def test_policies_are_asked_for_by_whom_the_authority_says() -> None:
    strict = authority("ca", ROOT, policies(ONE), constraints(explicit=0))
    assert fault(leaf(strict, policies(ONE)), strict) is None
    assert fault(leaf(strict, policies(TWO)), strict) is Fault.POLICIES
    assert fault(leaf(strict), strict) is Fault.POLICIES
    lax = authority("ca", ROOT, policies(ONE))
    assert fault(leaf(lax), lax) is None


def test_requirement_of_policies_comes_into_force_after_the_authorities_skipped() -> None:
    first = authority("first", ROOT, policies(ONE), constraints(explicit=2))
    second = authority("second", first)
    assert fault(leaf(first), first) is None
    assert fault(leaf(second), first, second) is Fault.POLICIES


def test_any_policy_stands_for_all_until_it_is_inhibited() -> None:
    strict = authority("ca", ROOT, policies(ANY), constraints(explicit=0))
    assert fault(leaf(strict, policies(ONE)), strict) is None
    assert fault(leaf(strict, policies(ANY)), strict) is None
    inhibiting = authority("ca", ROOT, policies(ONE), constraints(explicit=0), inhibit_any(0))
    assert fault(leaf(inhibiting, policies(ONE)), inhibiting) is None
    assert fault(leaf(inhibiting, policies(ANY)), inhibiting) is Fault.POLICIES


def test_mapped_policy_is_the_issuers_own() -> None:
    mapping = authority("ca", ROOT, policies(ONE), mappings((ONE, TWO)), constraints(explicit=0))
    assert fault(leaf(mapping, policies(TWO)), mapping) is None
    assert fault(leaf(mapping, policies(ONE)), mapping) is Fault.POLICIES
    wanted = replace(ASKED, explicit_policy=True, policies=frozenset({ONE}))
    assert fault(leaf(mapping, policies(TWO)), mapping, asked=wanted) is None
    other = replace(wanted, policies=frozenset({TWO}))
    assert fault(leaf(mapping, policies(TWO)), mapping, asked=other) is Fault.POLICIES


def test_inhibited_mapping_takes_the_policy_away() -> None:
    first = authority("first", ROOT, policies(ONE), constraints(explicit=0, mapping=0))
    second = authority("second", first, policies(ONE), mappings((ONE, TWO)))
    assert fault(leaf(second, policies(TWO)), first, second) is Fault.POLICIES
    assert fault(leaf(second, policies(ONE)), first, second) is Fault.POLICIES


@pytest.mark.attack
def test_mapping_of_any_policy_is_refused() -> None:
    """RFC 5280, 6.1.4 (a)."""
    odd = authority("ca", ROOT, policies(ONE), mappings((ANY, TWO)))
    assert fault(leaf(odd, policies(TWO)), odd) is Fault.EXTENSION


def test_relying_party_may_want_a_policy_though_no_authority_does() -> None:
    wanted = replace(ASKED, explicit_policy=True, policies=frozenset({ONE}))
    assert fault(leaf(ROOT, policies(ONE)), asked=wanted) is None
    assert fault(leaf(ROOT, policies(THREE)), asked=wanted) is Fault.POLICIES
    assert fault(leaf(ROOT), asked=wanted) is Fault.POLICIES
    assert fault(leaf(ROOT, policies(THREE)), asked=replace(wanted, policies=frozenset({ANY}))) is None


@pytest.mark.attack
def test_more_policies_than_are_read_are_refused() -> None:
    many = policies(*(f"1.3.6.1.4.1.99999.{number}" for number in range(300)))
    assert fault(leaf(ROOT, many)) is Fault.EXTENSION


@pytest.mark.attack
def test_certificate_of_weak_algorithms_is_refused() -> None:
    assert fault(leaf(ROOT), asked=replace(ASKED, weak_digests=frozenset({"SHA256"}))) is Fault.WEAK
