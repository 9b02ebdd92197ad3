"""CMS that stranger software wrote: an intact signature is never called forged, and nothing is passed over."""

import hashlib
from datetime import UTC, datetime
from itertools import permutations, product

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from esigner import ades
from esigner.ades import augment
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.rules import Indication, RefusedError
from esigner.ades.timestamps import signatures
from esigner.ades.validation import Report, validate
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1 import der, nodes, tags
from esigner.cms import signed_data
from tests.world.odd_cms import (
    CONTENT,
    FILE,
    HASHES,
    MESSAGE_DIGEST,
    SHA256,
    attribute,
    attributes,
    pss,
    right,
    signed,
    with_attribute,
    with_more,
    without_attribute,
    without_null,
    written_otherwise,
)
from tests.world.signed import VALIDATED_AT, packed, trust
from tests.world.signing_pki import signing_pki

USUAL = attributes()
ORDERS = [list(order) for order in permutations(USUAL) if list(order) != USUAL]
SIGNING_TIME, SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.16.2.47"
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
RIGHT_BUT_OF_LEVEL_B = "REVOCATION_MISSING"


def _judged(document: bytes) -> Report:
    return validate(document, name="a.p7s", trust=trust(), at=VALIDATED_AT, policy="etsi", detached=[FILE])


def _rule(document: bytes) -> str | None:
    report = _judged(document)
    assert not report.passed
    assert len(report.signatures) == 1
    return report.rule.code if report.rule else None


def _warned(document: bytes) -> list[str]:
    assert _rule(document) == RIGHT_BUT_OF_LEVEL_B
    return [warning.rule.code for warning in _judged(document).signatures[0].warnings]


def test_usual_one_is_right_without_a_warning() -> None:
    assert _warned(right()) == []
    assert _warned(right(kind="P-256")) == []


@pytest.mark.parametrize("order", ORDERS)
def test_attributes_in_another_order_are_judged_in_der_order(order: list[bytes]) -> None:
    """RFC 5652, 5.4: the digest is over the DER encoding, whatever is stored."""
    assert _warned(signed(stored=order, over=der.set_of(*order))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


@pytest.mark.parametrize("order", ORDERS)
def test_value_over_attributes_as_they_are_stored_is_told(order: list[bytes]) -> None:
    document = signed(stored=order, over=der.tlv(tags.SET, b"".join(order)))
    assert _rule(document) == "SIGNED_ATTRIBUTES_NOT_DER"


@pytest.mark.attack
@pytest.mark.parametrize("order", [USUAL, *ORDERS[:2]])
def test_value_over_other_attributes_is_wrong(order: list[bytes]) -> None:
    assert _rule(signed(stored=order, over=der.set_of(*USUAL[1:]))) == "SIGNATURE_VALUE_WRONG"


def test_attributes_with_indefinite_lengths_are_judged_in_der() -> None:
    loose = [b"\x30\x80" + nodes.read_ber(one).content + b"\0\0" for one in USUAL]
    assert _warned(signed(stored=loose, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


def test_attributes_with_long_lengths_are_judged_in_der() -> None:
    contents = [nodes.read_ber(one).content for one in USUAL]
    loose = [b"\x30\x82" + len(content).to_bytes(2, "big") + content for content in contents]
    assert _warned(signed(stored=loose, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


def test_digest_in_pieces_is_judged_in_one() -> None:
    digest = next(one for one in USUAL if nodes.read_ber(one).child(0).as_oid() == "1.2.840.113549.1.9.4")
    octets = nodes.read_ber(digest).child(1, 0).content
    pieces = der.tlv(0x24, der.octet_string(octets[:7]) + der.octet_string(octets[7:]))
    loose = der.sequence(nodes.read_ber(digest).child(0).encoded, der.tlv(tags.SET, pieces))
    stored = [loose if one == digest else one for one in USUAL]
    assert _warned(signed(stored=stored, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


def test_strict_reader_judges_in_der_order_too() -> None:
    certificate = signing_pki().signer("RSA-2048").certificate
    order = ORDERS[0]
    for over, is_right in ((der.set_of(*order), True), (der.tlv(tags.SET, b"".join(order)), False)):
        found = signed_data.read(signed(stored=order, over=over))
        (signer,) = found.signers
        digest = signatures.digest_algorithm(signer.digest_oid).digest(CONTENT)
        try:
            signatures.verify(signer, certificate=certificate, content_type=found.content_type, content_digest=digest)
        except WrongSignatureError:
            assert not is_right
        else:
            assert is_right


@pytest.mark.parametrize(("digest", "mask"), list(product(HASHES, HASHES)))
@pytest.mark.parametrize("salt", [0, 20, 32, 64])
def test_pss_with_any_digest_of_its_mask_is_verified(digest: str, mask: str, salt: int) -> None:
    """RFC 4055, 3.1: the hash of MGF1 is a parameter of its own."""
    assert _warned(pss(digest, mask, salt=salt)) == []


@pytest.mark.attack
def test_pss_with_another_mask_than_it_says_is_wrong() -> None:
    document = pss(SHA256, SHA256)
    (sha256, sha512) = (der.oid(oid) for oid in (SHA256, list(HASHES)[2]))
    at = document.rindex(sha256)
    assert _rule(document[:at] + sha512 + document[at + len(sha256) :]) == "SIGNATURE_VALUE_WRONG"


@pytest.mark.parametrize(("salt", "trailer"), [(20, 2), (2000, 1)])
def test_pss_that_is_not_understood_is_unknown(salt: int, trailer: int) -> None:
    with_parameters = pss(SHA256, SHA256, trailer=trailer)
    if salt != 20:
        with_parameters = pss(SHA256, SHA256, salt=128).replace(
            b"\xa2\x04\x02\x02\x00\x80", b"\xa2\x04\x02\x02\x07\xd0"
        )
    assert _rule(with_parameters) == "ALGORITHM_UNKNOWN"


def test_pss_with_another_generator_is_unknown() -> None:
    generator = der.oid("1.2.840.113549.1.1.8")
    assert _rule(pss(SHA256, SHA256).replace(generator, der.oid("1.2.840.113549.1.1.9"))) == "ALGORITHM_UNKNOWN"


@pytest.mark.parametrize("oid", ["1.3.36.3.2.1", "1.2.643.7.1.1.2.2", "2.16.840.1.101.3.4.2.11"])
def test_signature_with_an_unknown_digest_is_found(oid: str) -> None:
    report = _judged(right(digest_oid=oid))
    assert report.indication is Indication.INDETERMINATE
    assert report.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    assert report.rule is not None
    assert report.rule.code == "ALGORITHM_UNKNOWN"
    assert report.detail == oid
    assert report.signatures[0].signed_by == "Jānis Paraugs RSA-2048"


def test_unknown_algorithm_of_the_value_is_named() -> None:
    report = _judged(right(algorithm=der.sequence(der.oid("1.2.643.7.1.1.3.2"))))
    assert report.rule is not None
    assert (report.rule.code, report.detail) == ("ALGORITHM_UNKNOWN", "1.2.643.7.1.1.3.2")


def test_certificate_named_by_an_unknown_digest_is_no_mismatch() -> None:
    named = "1.2.840.113549.1.9.16.2.47"
    unknown = der.sequence(der.sequence(der.oid("1.3.36.3.2.1")), der.octet_string(bytes(20)))
    other = der.sequence(der.oid(named), der.tlv(tags.SET, der.sequence(der.sequence(unknown))))
    stored = [other if nodes.read_ber(one).child(0).as_oid() == named else one for one in USUAL]
    assert _rule(signed(stored=stored, over=der.set_of(*stored))) == "ALGORITHM_UNKNOWN"


@pytest.mark.parametrize("padding", [b"\n", b"\r\n", bytes(200)])
def test_padding_after_the_cms_is_a_warning(padding: bytes) -> None:
    assert _warned(right() + padding) == ["CMS_TRAILING_BYTES"]


@pytest.mark.attack
def test_anything_else_after_the_cms_leaves_it_open() -> None:
    assert _rule(right() + right()) == "CMS_TRAILING_BYTES"
    assert _rule(right() + b"\0\0x") == "CMS_TRAILING_BYTES"


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
    assert _rule(right()[:-10]) == "SIGNATURE_MALFORMED"


def test_cms_that_holds_no_signed_data_is_no_signed_document() -> None:
    enveloped = der.sequence(der.oid("1.2.840.113549.1.7.3"), der.context(0, der.sequence(der.integer(0))))
    report = _judged(enveloped)
    assert report.indication is Indication.NO_SIGNATURE
    assert report.detail == "CMS of type 1.2.840.113549.1.7.3"


def test_digest_info_without_null_is_accepted() -> None:
    """RFC 8017, appendix B.1: both forms are to be accepted."""
    assert _warned(right(sign=without_null)) == ["SIGNATURE_VALUE_FORM"]


@pytest.mark.attack
def test_digest_info_without_null_over_other_bytes_is_wrong() -> None:
    assert _rule(right(sign=lambda data: without_null(data + b"x"))) == "SIGNATURE_VALUE_WRONG"


def test_old_name_of_rsa_is_understood() -> None:
    assert _warned(right(algorithm=der.sequence(der.oid("2.5.8.1.1")))) == []


def _ecdsa(first: bytes, second: bytes) -> bytes:
    return der.sequence(der.tlv(tags.INTEGER, first), der.tlv(tags.INTEGER, second))


@pytest.mark.parametrize("zeros", [0, 1, 3])
def test_ecdsa_value_that_is_not_in_der_is_accepted(zeros: int) -> None:
    """Numbers with no zero before a first bit that is set, or with zeros too many."""
    key = signing_pki().signer("P-256").key
    assert isinstance(key, ec.EllipticCurvePrivateKey)

    def sign(data: bytes) -> bytes:
        while True:
            r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
            if min(r, s) >> 255:  # both have their first bit set, so that DER wants one zero before each
                break
        return _ecdsa(*(bytes(zeros) + number.to_bytes(32, "big") for number in (r, s)))

    expected = [] if zeros == 1 else ["SIGNATURE_VALUE_FORM"]
    assert _warned(right(kind="P-256", sign=sign)) == expected


@pytest.mark.attack
@pytest.mark.parametrize("value", [b"", b"\x30\x00", _ecdsa(b"", b""), _ecdsa(b"\0", b"\0"), _ecdsa(bytes(99), b"\1")])
def test_ecdsa_value_of_nothing_is_wrong(value: bytes) -> None:
    assert _rule(right(kind="P-256", sign=lambda _: value)) == "SIGNATURE_VALUE_WRONG"


def test_strict_reader_says_that_it_does_not_know_the_mask() -> None:
    with pytest.raises(AlgorithmNotSupportedError):
        signatures.algorithm(signed_data.read(pss(SHA256, list(HASHES)[2])).signers[0])


def _issuer_otherwise(serial: int | None = None) -> bytes:
    certificate = signing_pki().signer("RSA-2048").certificate
    issuer = written_otherwise(certificate.issuer.public_bytes())
    return der.sequence(issuer, der.integer(certificate.serial_number if serial is None else serial))


def test_issuer_in_another_spelling_names_the_signer() -> None:
    """RFC 5280, 7.1: case, spaces and the kind of string make no other name."""
    document = signed(stored=USUAL, over=der.set_of(*USUAL), named=_issuer_otherwise())
    assert _warned(document) == ["CMS_FORM"]
    assert _judged(document).signatures[0].signed_by == "Jānis Paraugs RSA-2048"


@pytest.mark.attack
def test_another_issuer_or_number_names_nobody() -> None:
    number = signing_pki().signer("RSA-2048").certificate.serial_number
    other = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Another")]).public_bytes()
    for named in (_issuer_otherwise(number + 1), der.sequence(other, der.integer(number))):
        document = signed(stored=USUAL, over=der.set_of(*USUAL), named=named)
        assert _rule(document) == "SIGNING_CERTIFICATE_MISSING"


NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "text", "moment"),
    [
        (UTC_TIME, "261127140000+0200", NOON),
        (UTC_TIME, "2611271400+0200", NOON),
        (UTC_TIME, "261127063000-0530", NOON),
        (UTC_TIME, "2611271200Z", NOON),
        (UTC_TIME, "261127115960Z", NOON),
        (GENERALIZED_TIME, "20261127120000Z", NOON),
        (GENERALIZED_TIME, "20261127120000.50Z", NOON.replace(microsecond=500_000)),
        (GENERALIZED_TIME, "20261127120000,25Z", NOON.replace(microsecond=250_000)),
        (GENERALIZED_TIME, "2026112711.5+0000", NOON.replace(hour=11, minute=30)),
        (GENERALIZED_TIME, "202611271359.5+02", NOON.replace(hour=11, minute=59, second=30)),
        (GENERALIZED_TIME, "20261127140000+0200", NOON),
        (GENERALIZED_TIME, "20510101000000+0100", datetime(2050, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_time_in_another_form_is_understood(tag: int, text: str, moment: datetime) -> None:
    """RFC 5652, 11.3 allows one form of each year; what others write is no reason to doubt the signature."""
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert _warned(document) == ["SIGNING_TIME_FORM"]
    assert _judged(document).signatures[0].signed_at == moment


@pytest.mark.parametrize(
    ("tag", "text", "moment"),
    [
        (UTC_TIME, "261127120000Z", NOON),
        (UTC_TIME, "500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
        (UTC_TIME, "491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (GENERALIZED_TIME, "20500101000000Z", datetime(2050, 1, 1, tzinfo=UTC)),
        (GENERALIZED_TIME, "19491231235959Z", datetime(1949, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_time_in_its_form_needs_no_word(tag: int, text: str, moment: datetime) -> None:
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert _warned(document) == []
    assert _judged(document).signatures[0].signed_at == moment


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        *((UTC_TIME, text) for text in ("", "260230120000Z", "261127120000", "261127250000Z", "261127120061Z")),
        *((UTC_TIME, text) for text in ("26112712000\u0660Z", "261127120000+2400", "20261127120000Z", "9" * 999)),
        *((GENERALIZED_TIME, text) for text in ("20261127120000", "00000101000000Z", "99991231235960Z", "2026Z")),
        (GENERALIZED_TIME, "00010101000000+0100"),
        (0x0C, "ā"),
        (0x30, ""),
    ],
)
def test_time_that_says_no_moment_is_passed_over(tag: int, text: str) -> None:
    document = with_attribute(SIGNING_TIME, der.tlv(tag, text.encode()))
    assert _warned(document) == ["SIGNING_TIME_FORM"]
    assert _judged(document).signatures[0].signed_at is None


_DIGEST = der.octet_string(hashlib.sha256(CONTENT).digest())


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        (without_attribute(MESSAGE_DIGEST), "message digest missing"),
        (with_attribute(MESSAGE_DIGEST), "message digest with 0 values"),
        (with_attribute(MESSAGE_DIGEST, _DIGEST, der.octet_string(bytes(32))), "message digest with 2 values"),
        (with_attribute(SIGNING_TIME), "signing time with 0 values"),
        (
            with_attribute(SIGNING_TIME, *(der.tlv(UTC_TIME, b"26112712000%dZ" % n) for n in (0, 1))),
            "signing time with 2",
        ),
    ],
)
def test_attribute_without_its_one_value_is_malformed_and_nothing_was_changed(document: bytes, detail: str) -> None:
    """RFC 5652, 5.3, 11.2 and 11.3: with attributes there must be a digest, and each has one value."""
    report = _judged(document)
    assert report.rule is not None
    assert (report.rule.code, report.sub_indication) == ("SIGNATURE_MALFORMED", "FORMAT_FAILURE")
    assert report.detail.startswith(detail)


@pytest.mark.attack
@pytest.mark.parametrize(
    "more",
    [
        (attribute("1.2.3.4", der.NULL),) * 2,
        (attribute("1.2.3.4", der.NULL), attribute("1.2.3.4", der.integer(1))),
        (attribute(MESSAGE_DIGEST, _DIGEST),),
        (attribute(MESSAGE_DIGEST, der.octet_string(bytes(32))),),
        (attribute(SIGNING_TIME, der.tlv(UTC_TIME, b"261127120000Z")),),
    ],
)
def test_signed_attribute_that_is_repeated_is_malformed(more: tuple[bytes, ...]) -> None:
    """RFC 5652, 5.3: no two signed attributes of one type; nobody is to choose which of them counts."""
    report = _judged(with_more(*more))
    assert report.rule is not None
    assert (report.rule.code, report.detail) == ("SIGNATURE_MALFORMED", "signed attribute repeated")


def test_attributes_of_two_types_are_no_repetition() -> None:
    assert _rule(with_more(attribute("1.2.3.4", der.NULL), attribute("1.2.3.5"))) == RIGHT_BUT_OF_LEVEL_B


def _named_by(*, serial: int, fingerprint: bytes = b"", kind: str = "RSA-2048") -> bytes:
    """Return a CMS whose ESSCertIDv2 has the certificate's digest, and an issuer and number (RFC 5035, 4 and 5)."""
    certificate = signing_pki().signer(kind).certificate
    issuer = der.sequence(der.context(4, certificate.issuer.public_bytes()))
    named = der.sequence(
        der.octet_string(fingerprint or certificate.fingerprint(hashes.SHA256())),
        der.sequence(issuer, der.integer(serial)),
    )
    return with_attribute(SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(named)))


def test_certificate_named_by_its_digest_and_number_is_the_signer() -> None:
    assert _rule(_named_by(serial=signing_pki().signer("RSA-2048").certificate.serial_number)) == RIGHT_BUT_OF_LEVEL_B


@pytest.mark.attack
def test_certificate_named_by_another_number_or_digest_is_not_the_signer() -> None:
    """RFC 5035, 4: what is named must be the certificate, by its digest and by its number."""
    right_number = signing_pki().signer("RSA-2048").certificate.serial_number
    assert _rule(_named_by(serial=right_number + 1)) == "SIGNING_CERTIFICATE_MISMATCH"
    assert _rule(_named_by(serial=right_number, fingerprint=bytes(32))) == "SIGNING_CERTIFICATE_MISMATCH"


def test_one_certificate_is_named_or_the_signature_is_malformed() -> None:
    named = next(one for one in USUAL if nodes.read_ber(one).child(0).as_oid() == SIGNING_CERTIFICATE_V2)
    value = nodes.read_ber(named).child(1, 0).encoded
    doubled = with_attribute(SIGNING_CERTIFICATE_V2, value, der.sequence(der.sequence()))
    assert _rule(doubled) == "SIGNATURE_MALFORMED"


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
    assert _warned(document) == ["CMS_FORM"] * len(told)
    assert [warning.detail for warning in _judged(document).signatures[0].warnings] == told


def test_attribute_without_a_value_is_told() -> None:
    told = "attribute 1.2.3.4 without a value"
    unsigned = signed(stored=USUAL, over=der.set_of(*USUAL), unsigned=attribute("1.2.3.4"))
    for document in (with_attribute("1.2.3.4"), unsigned):
        assert _warned(document) == ["CMS_FORM"]
        assert _judged(document).signatures[0].warnings[0].detail == told
