"""Lists of strangers as evidence: what counts, and what says nothing though its issuer signed it."""

from datetime import timedelta
from typing import Final

import pytest

from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.revocation import Status, statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT
from tests.world.strangers import Made, extension

POINT: Final = der.context(0, der.context(0, der.tlv(0x86, b"http://a.example/a.crl")))
OTHER_POINT: Final = der.context(0, der.context(0, der.tlv(0x86, b"http://a.example/b.crl")))


def made(subject: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=subject, issuer=issuer, extensions=extensions, not_before=NOT_BEFORE, not_after=NOT_AFTER
    )


def said(leaf: Made, issuer: Made, *rows: bytes, scope: bytes = b"") -> list[Status]:
    """What a list of the issuer's says of the leaf."""
    listed = strangers.revocation_list(
        issuer,
        revoked=rows,
        extensions=(extension("2.5.29.28", der.sequence(scope), critical=True),) if scope else (),
        this_update=SIGNED_AT,
        next_update=SIGNED_AT + timedelta(days=1),
    )
    found, _ = statuses(
        leaf.certificate,
        issuer.certificate,
        evidence=ValidationData(crls=(listed,)),
        trust=Trust(),
        pool=(),
        at=SIGNED_AT,
    )
    return found


def test_list_of_an_issuer_whose_name_the_library_refuses_is_read() -> None:
    issuer = made(strangers.string(strangers.PRINTABLE, b"a_b@c"), *strangers.authority_extensions())
    leaf = made(strangers.name("x"), issuer=issuer)
    row = strangers.entry(leaf.certificate, revoked_at=SIGNED_AT)
    assert [one.revoked_at for one in said(leaf, issuer, row)] == [SIGNED_AT]
    assert [one.revoked_at for one in said(leaf, issuer)] == [None]


@pytest.mark.attack
def test_list_of_another_distribution_point_says_nothing() -> None:
    issuer = made(strangers.name("root"), *strangers.authority_extensions())
    leaf = made(strangers.name("x"), extension("2.5.29.31", der.sequence(der.sequence(POINT))), issuer=issuer)
    assert said(leaf, issuer, scope=OTHER_POINT) == []
    assert len(said(leaf, issuer, scope=POINT)) == 1


@pytest.mark.attack
def test_list_of_an_authority_that_may_not_sign_lists_says_nothing() -> None:
    constraints = extension("2.5.29.19", strangers.CA, critical=True)
    issuer = made(strangers.name("root"), constraints, extension("2.5.29.15", bytes.fromhex("03020204"), critical=True))
    assert said(made(strangers.name("x"), issuer=issuer), issuer) == []


@pytest.mark.attack
def test_entry_that_nobody_understands_makes_the_list_say_nothing() -> None:
    issuer = made(strangers.name("root"), *strangers.authority_extensions())
    leaf = made(strangers.name("x"), issuer=issuer)
    row = strangers.entry(leaf.certificate, extension("1.2.3.4", b"\5\0", critical=True), revoked_at=SIGNED_AT)
    assert said(leaf, issuer, row) == []
