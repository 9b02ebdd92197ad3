"""Signed attributes as stranger software wrote them: in any order and form, each once, each with its value."""

import hashlib
from itertools import permutations

import pytest
from cryptography.hazmat.primitives import hashes

from esigner.ades.timestamps import signatures
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1 import der, nodes, tags
from esigner.cms import signed_data
from tests.world.odd_cms import (
    CONTENT,
    MESSAGE_DIGEST,
    RIGHT_BUT_OF_LEVEL_B,
    attribute,
    attributes,
    judged,
    rule,
    signed,
    warned,
    with_attribute,
    with_more,
    without_attribute,
)
from tests.world.signing_pki import signing_pki

USUAL = attributes()

ORDERS = [list(order) for order in permutations(USUAL) if list(order) != USUAL]

SIGNING_TIME = "1.2.840.113549.1.9.5"

SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"

UTC_TIME = 0x17


@pytest.mark.parametrize("order", ORDERS)
def test_attributes_in_another_order_are_judged_in_der_order(order: list[bytes]) -> None:
    """RFC 5652, 5.4: the digest is over the DER encoding, whatever is stored."""
    assert warned(signed(stored=order, over=der.set_of(*order))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


@pytest.mark.parametrize("order", ORDERS)
def test_value_over_attributes_as_they_are_stored_is_told(order: list[bytes]) -> None:
    document = signed(stored=order, over=der.tlv(tags.SET, b"".join(order)))
    assert rule(document) == "SIGNED_ATTRIBUTES_NOT_DER"


@pytest.mark.attack
@pytest.mark.parametrize("order", [USUAL, *ORDERS[:2]])
def test_value_over_other_attributes_is_wrong(order: list[bytes]) -> None:
    assert rule(signed(stored=order, over=der.set_of(*USUAL[1:]))) == "SIGNATURE_VALUE_WRONG"


def test_attributes_with_indefinite_lengths_are_judged_in_der() -> None:
    loose = [b"\x30\x80" + nodes.read_ber(one).content + b"\0\0" for one in USUAL]
    assert warned(signed(stored=loose, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


def test_attributes_with_long_lengths_are_judged_in_der() -> None:
    contents = [nodes.read_ber(one).content for one in USUAL]
    loose = [b"\x30\x82" + len(content).to_bytes(2, "big") + content for content in contents]
    assert warned(signed(stored=loose, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


def test_digest_in_pieces_is_judged_in_one() -> None:
    digest = next(one for one in USUAL if nodes.read_ber(one).child(0).as_oid() == "1.2.840.113549.1.9.4")
    octets = nodes.read_ber(digest).child(1, 0).content
    pieces = der.tlv(0x24, der.octet_string(octets[:7]) + der.octet_string(octets[7:]))
    loose = der.sequence(nodes.read_ber(digest).child(0).encoded, der.tlv(tags.SET, pieces))
    stored = [loose if one == digest else one for one in USUAL]
    assert warned(signed(stored=stored, over=der.set_of(*USUAL))) == ["SIGNED_ATTRIBUTES_NOT_DER"]


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


def test_certificate_named_by_an_unknown_digest_is_no_mismatch() -> None:
    named = "1.2.840.113549.1.9.16.2.47"
    unknown = der.sequence(der.sequence(der.oid("1.3.36.3.2.1")), der.octet_string(bytes(20)))
    other = der.sequence(der.oid(named), der.tlv(tags.SET, der.sequence(der.sequence(unknown))))
    stored = [other if nodes.read_ber(one).child(0).as_oid() == named else one for one in USUAL]
    assert rule(signed(stored=stored, over=der.set_of(*stored))) == "ALGORITHM_UNKNOWN"


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
    report = judged(document)
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
    report = judged(with_more(*more))
    assert report.rule is not None
    assert (report.rule.code, report.detail) == ("SIGNATURE_MALFORMED", "signed attribute repeated")


def test_attributes_of_two_types_are_no_repetition() -> None:
    assert rule(with_more(attribute("1.2.3.4", der.NULL), attribute("1.2.3.5"))) == RIGHT_BUT_OF_LEVEL_B


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
    assert rule(_named_by(serial=signing_pki().signer("RSA-2048").certificate.serial_number)) == RIGHT_BUT_OF_LEVEL_B


@pytest.mark.attack
def test_certificate_named_by_another_number_or_digest_is_not_the_signer() -> None:
    """RFC 5035, 4: what is named must be the certificate, by its digest and by its number."""
    right_number = signing_pki().signer("RSA-2048").certificate.serial_number
    assert rule(_named_by(serial=right_number + 1)) == "SIGNING_CERTIFICATE_MISMATCH"
    assert rule(_named_by(serial=right_number, fingerprint=bytes(32))) == "SIGNING_CERTIFICATE_MISMATCH"


def test_one_certificate_is_named_or_the_signature_is_malformed() -> None:
    named = next(one for one in USUAL if nodes.read_ber(one).child(0).as_oid() == SIGNING_CERTIFICATE_V2)
    value = nodes.read_ber(named).child(1, 0).encoded
    doubled = with_attribute(SIGNING_CERTIFICATE_V2, value, der.sequence(der.sequence()))
    assert rule(doubled) == "SIGNATURE_MALFORMED"


def test_attribute_without_a_value_is_told() -> None:
    told = "attribute 1.2.3.4 without a value"
    unsigned = signed(stored=USUAL, over=der.set_of(*USUAL), unsigned=attribute("1.2.3.4"))
    for document in (with_attribute("1.2.3.4"), unsigned):
        assert warned(document) == ["CMS_FORM"]
        assert judged(document).signatures[0].warnings[0].detail == told
