"""Documents of signers whose certificates are odd: what is wrong with a name or a neighbour does not matter."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigner import ades, bounds
from esigner.ades import der
from esigner.ades.rules import Indication
from esigner.ades.trust import Trust
from esigner.pkix import loading
from tests.world import strangers
from tests.world.pdfs import pdf
from tests.world.signed import FILES, TEXT, judged
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, SIGNED_AT, signing_pki
from tests.world.strangers import Made

CASES = Path(os.environ.get("ESIGNER_CASES", Path(__file__).parents[4] / "shared" / "cases" / "certificates"))
NO_REVOCATION = strangers.extension("2.5.29.56", b"\x05\x00")
X400 = strangers.extension("2.5.29.17", der.sequence(der.tlv(0xA3, b"")))
NAMES = {
    "Jörgen": strangers.string(strangers.T61, b"J\xf6rgen"),
    "a_b@c*": strangers.string(strangers.PRINTABLE, b"a_b@c*"),
    "B\ufffdrz": strangers.string(strangers.UTF8, b"B\xe7rz"),
}
FORMATS = (ades.Format.ASICE, ades.Format.PDF, ades.Format.CADES, ades.Format.JADES)


def _issuing() -> Made:
    holder = signing_pki().issuing
    return Made(holder.certificate, holder.key, holder.certificate.subject.public_bytes())  # type: ignore[arg-type]


def _signer(name: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=name, issuer=issuer or _issuing(), not_before=NOT_BEFORE, not_after=NOT_AFTER,
        extensions=strangers.signer_extensions(*extensions),
    )  # fmt: skip


def _signed(signer: Made, *, format: ades.Format, revocation: ades.Revocation) -> bytes:  # noqa: A002  as the engine
    world = signing_pki()
    file = ades.DataFile("dokuments.pdf", "application/pdf", pdf(text="Sveiki"))
    files = (file,) if format is ades.Format.PDF else FILES if format is ades.Format.ASICE else (TEXT,)
    prepared = ades.prepare(
        format=format, files=files, signer=signer.certificate, chain=world.chain, signed_at=SIGNED_AT
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = ades.sign(prepared, key=signer.key)
    stamp = world.token(ades.timestamp_input(prepared, value))
    return ades.finalize(prepared, value, files=files, timestamp=stamp, revocation=revocation)


def _authorities() -> ades.Revocation:
    world = signing_pki()
    return ades.Revocation(
        crls=(world.crl(world.root),), certificates=(world.issuing.certificate, world.root.certificate)
    )


def _with_list() -> ades.Revocation:
    return replace(_authorities(), crls=(*_authorities().crls, signing_pki().crl(signing_pki().issuing)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("shown", NAMES)
def test_signer_with_an_odd_name_is_found_and_shown(format: ades.Format, shown: str) -> None:  # noqa: A002  as above
    report = judged(_signed(_signer(NAMES[shown]), format=format, revocation=_with_list()))

    assert (report.indication, report.rule) == (Indication.TOTAL_PASSED, None)
    assert report.signatures[0].signed_by == shown


@pytest.mark.parametrize("format", FORMATS)
def test_odd_alternative_name_does_not_matter(format: ades.Format) -> None:  # noqa: A002  as above
    signer = _signer(strangers.name("Signer"), X400)

    assert judged(_signed(signer, format=format, revocation=_with_list())).passed


@pytest.mark.parametrize("format", FORMATS)
def test_no_status_is_asked_for_where_none_is_published(format: ades.Format) -> None:  # noqa: A002  as above
    """RFC 9608."""
    declaring, silent = _signer(strangers.name("Signer"), NO_REVOCATION), _signer(strangers.name("Signer"))

    assert judged(_signed(declaring, format=format, revocation=_authorities())).passed
    report = judged(_signed(silent, format=format, revocation=_authorities()))
    assert report.rule is not None
    assert report.rule.code == "REVOCATION_MISSING"


@pytest.mark.attack
def test_revoked_is_revoked_whatever_is_declared() -> None:
    signer = _signer(strangers.name("Signer"), NO_REVOCATION)
    world = signing_pki()
    listed = replace(_authorities(), crls=(world.crl(world.issuing, [signer.certificate]), world.crl(world.root)))
    report = judged(_signed(signer, format=ades.Format.ASICE, revocation=listed))

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
    signer = _signer(strangers.name("Signer"), issuer=maze[0])
    material = replace(_with_list(), certificates=tuple(one.certificate for one in maze))
    document = _signed(signer, format=ades.Format.CADES, revocation=material)
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
