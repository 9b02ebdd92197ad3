"""Documents of signers whose certificates are odd: what is wrong with a name or a neighbour does not matter."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigner import ades, bounds
from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from esigner.asn1 import der
from esigner.pkix import loading
from tests.world import strangers
from tests.world.odd_signers import NAMES, authorities, signed_by, signer_named, with_list
from tests.world.signed import judged
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, signing_pki

CASES = Path(os.environ.get("ESIGNER_CASES", Path(__file__).parents[4] / "shared" / "cases" / "certificates"))
NO_REVOCATION = strangers.extension("2.5.29.56", b"\x05\x00")
X400 = strangers.extension("2.5.29.17", der.sequence(der.tlv(0xA3, b"")))
FORMATS = (ades.Format.ASICE, ades.Format.PDF, ades.Format.CADES, ades.Format.JADES)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("shown", NAMES)
def test_signer_with_an_odd_name_is_found_and_shown(format: ades.Format, shown: str) -> None:  # noqa: A002  as above
    report = judged(signed_by(signer_named(NAMES[shown]), format=format, revocation=with_list()))

    assert (report.indication, report.rule) == (Indication.TOTAL_PASSED, None)
    assert report.signatures[0].signed_by == shown


@pytest.mark.parametrize("format", FORMATS)
def test_odd_alternative_name_does_not_matter(format: ades.Format) -> None:  # noqa: A002  as above
    signer = signer_named(strangers.name("Signer"), X400)

    assert judged(signed_by(signer, format=format, revocation=with_list())).passed


@pytest.mark.parametrize("format", FORMATS)
def test_no_status_is_asked_for_where_none_is_published(format: ades.Format) -> None:  # noqa: A002  as above
    """RFC 9608."""
    declaring, silent = signer_named(strangers.name("Signer"), NO_REVOCATION), signer_named(strangers.name("Signer"))

    assert judged(signed_by(declaring, format=format, revocation=authorities())).passed
    report = judged(signed_by(silent, format=format, revocation=authorities()))
    assert report.rule is not None
    assert report.rule.code == "REVOCATION_MISSING"


@pytest.mark.attack
def test_revoked_is_revoked_whatever_is_declared() -> None:
    signer = signer_named(strangers.name("Signer"), NO_REVOCATION)
    world = signing_pki()
    listed = replace(authorities(), crls=(world.crl(world.issuing, [signer.certificate]), world.crl(world.root)))
    report = judged(signed_by(signer, format=ades.Format.ASICE, revocation=listed))

    assert report.rule is not None
    assert report.rule.code == "CERTIFICATE_REVOKED"


@pytest.mark.attack
def test_certificates_of_one_name_in_a_cms_cost_no_permutations() -> None:
    own = strangers.key()
    maze = [
        strangers.make(
            subject=strangers.name("maze"), extensions=strangers.authority_extensions(), own_key=own,
            not_before=NOT_BEFORE, not_after=NOT_AFTER,
        )
        for _ in range(14)
    ]  # fmt: skip
    signer = signer_named(strangers.name("Signer"), issuer=maze[0])
    material = replace(with_list(), certificates=tuple(one.certificate for one in maze))
    document = signed_by(signer, format=ades.Format.CADES, revocation=material)
    with bounds.allowance(steps=20_000):
        report = judged(document)
    assert report.rule is not None
    assert report.rule.code == "PATH_NOT_FOUND"


@pytest.mark.skipif(not CASES.is_dir(), reason="no folder of cases: set ESIGNER_CASES")
@pytest.mark.parametrize(
    ("name", "shown", "rule"),
    [
        ("t61-latin1-cn", "Jörgen", "REVOCATION_MISSING"),
        ("san-x400", "Signer", "REVOCATION_MISSING"),
        ("norevavail", "Signer", None),
    ],
)
def test_cases_of_certificates(name: str, shown: str, rule: str | None) -> None:
    root = loading.load_pem((CASES / "root.pem").read_bytes())
    at = datetime(2026, 12, 1, tzinfo=UTC)
    report = judged((CASES / f"{name}.p7m").read_bytes(), by=Trust.of(root), policy="etsi", at=at)

    (signature,) = report.signatures
    assert signature.signed_by == shown
    assert (signature.rule.code if signature.rule else None) == rule
