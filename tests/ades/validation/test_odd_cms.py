"""CMS that stranger software wrote: an intact signature is never called forged, and nothing is passed over."""

import pytest
from cryptography import x509

from esigner import ades
from esigner.ades import augment
from esigner.ades.rules import Indication, RefusedError
from esigner.ades.validation import validate
from esigner.asn1 import der
from tests.world.odd_cms import (
    FILE,
    attributes,
    judged,
    right,
    rule,
    signed,
    warned,
    written_otherwise,
)
from tests.world.signed import VALIDATED_AT, packed, trust
from tests.world.signing_pki import signing_pki

USUAL = attributes()


def test_usual_one_is_right_without_a_warning() -> None:
    assert warned(right()) == []
    assert warned(right(kind="P-256")) == []


@pytest.mark.parametrize("padding", [b"\n", b"\r\n", bytes(200)])
def test_padding_after_the_cms_is_a_warning(padding: bytes) -> None:
    assert warned(right() + padding) == ["CMS_TRAILING_BYTES"]


@pytest.mark.attack
def test_anything_else_after_the_cms_leaves_it_open() -> None:
    assert rule(right() + right()) == "CMS_TRAILING_BYTES"
    assert rule(right() + b"\0\0x") == "CMS_TRAILING_BYTES"


def test_what_stands_after_the_cms_is_named_when_it_is_to_be_extended() -> None:
    with pytest.raises(RefusedError) as refusal:
        augment.stages(right() + b"\n", level=ades.Level.T, detached=[FILE])
    assert refusal.value.finding.rule.code == "CMS_TRAILING_BYTES"


def test_bytes_after_the_cms_are_named_in_a_container_too() -> None:
    files = {
        "mimetype": b"application/vnd.etsi.asic-s+zip",
        FILE.name: FILE.content,
        "META-INF/signature.p7s": right() + b"\0\0",
    }
    report = validate(packed(files), name="a.asics", trust=trust(), at=VALIDATED_AT, policy="lv")
    assert report.indication is Indication.INDETERMINATE
    assert [warning.rule.code for warning in report.signatures[0].warnings] == ["CMS_TRAILING_BYTES"]


def test_damaged_cms_is_a_signature_that_cannot_be_read() -> None:
    assert rule(right()[:-10]) == "SIGNATURE_MALFORMED"


def test_cms_that_holds_no_signed_data_is_no_signed_document() -> None:
    enveloped = der.sequence(der.oid("1.2.840.113549.1.7.3"), der.context(0, der.sequence(der.integer(0))))
    report = judged(enveloped)
    assert report.indication is Indication.NO_SIGNATURE
    assert report.detail == "CMS of type 1.2.840.113549.1.7.3"


def _issuer_otherwise(serial: int | None = None) -> bytes:
    certificate = signing_pki().signer("RSA-2048").certificate
    issuer = written_otherwise(certificate.issuer.public_bytes())
    return der.sequence(issuer, der.integer(certificate.serial_number if serial is None else serial))


def test_issuer_in_another_spelling_names_the_signer() -> None:
    """RFC 5280, 7.1: case, spaces and the kind of string make no other name."""
    document = signed(stored=USUAL, over=der.set_of(*USUAL), named=_issuer_otherwise())
    assert warned(document) == ["CMS_FORM"]
    assert judged(document).signatures[0].signed_by == "Jānis Paraugs RSA-2048"


@pytest.mark.attack
def test_another_issuer_or_number_names_nobody() -> None:
    number = signing_pki().signer("RSA-2048").certificate.serial_number
    other = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Another")]).public_bytes()
    for named in (_issuer_otherwise(number + 1), der.sequence(other, der.integer(number))):
        document = signed(stored=USUAL, over=der.set_of(*USUAL), named=named)
        assert rule(document) == "SIGNING_CERTIFICATE_MISSING"


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ((99, 1), ["SignedData of version 99"]),
        ((1, 9), ["SignerInfo of version 9"]),
        ((1, 3), ["SignerInfo of version 3"]),
        ((-1, 1 << 20_000), ["SignedData of version -1", "SignerInfo of version beyond counting"]),
    ],
)
def test_version_that_is_not_due_is_told(versions: tuple[int, int], told: list[str]) -> None:
    document = signed(stored=USUAL, over=der.set_of(*USUAL), versions=versions)
    assert warned(document) == ["CMS_FORM"] * len(told)
    assert [warning.detail for warning in judged(document).signatures[0].warnings] == told
