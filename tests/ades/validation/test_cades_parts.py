"""A CMS signature taken apart (EN 319 122-1): its material, its certificates, who signed, what comes after it."""

from collections.abc import Sequence
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.validation import cades
from esigner.ades.validation.candidate import Candidate
from esigner.asn1 import der, nodes, tags
from esigner.cms import oids, signed_data
from tests.world.odd_cms import CONTENT, attribute, attributes, right, signed, with_attribute
from tests.world.signing_pki import signing_pki

PKI: Final = signing_pki()
ANSWER: Final = PKI.ocsp(PKI.signer("P-256").certificate)
LIST: Final = PKI.crl()
BASIC: Final = nodes.read(ANSWER).child(1, 0, 1).content
USUAL: Final = attributes()
CRL_VALUES, OCSP_VALUES, OTHER_VALUES = 0, 1, 2


def revocation_values(*parts: tuple[int, Sequence[bytes]]) -> bytes:
    return der.sequence(*(der.context(number, der.sequence(*items)) for number, items in parts))


def with_unsigned(oid: str, *values: bytes) -> bytes:
    return signed(stored=USUAL, over=der.set_of(*USUAL), unsigned=attribute(oid, *values))


def read(encoded: bytes, *, content: bytes | None = CONTENT, padded: bool = False) -> Candidate:
    (found,) = cades.read_signatures(encoded, content=content, family="CAdES", name="a", padded=padded)
    return found


def told(candidate: Candidate) -> list[tuple[str, str, str]]:
    return [(check.block, one.rule.code, one.detail) for check in candidate.checks for one in check.findings]


def blocks(candidate: Candidate) -> list[str]:
    return [check.block for check in candidate.checks]


def test_right_one_passes_every_block_once() -> None:
    found = read(right())
    assert blocks(found) == ["FORMAT", "SIGNING_CERTIFICATE", "SIGNATURE_VALUE"]
    assert told(found) == []
    assert found.warnings == []
    assert (found.id, found.family, found.malformed_certificates) == ("a", "CAdES", 0)
    assert found.certificate == PKI.signer("RSA-2048").certificate
    assert found.certificates == (found.certificate, *PKI.chain)
    assert found.scheme is not None
    assert (found.stamps, found.counters) == ([], [])


@pytest.mark.parametrize("oid", [oids.REVOCATION_VALUES, oids.ADOBE_REVOCATION])
def test_material_of_an_attribute_is_read_by_its_kind(oid: str) -> None:
    value = revocation_values((CRL_VALUES, [LIST]), (OCSP_VALUES, [BASIC, ANSWER]), (OTHER_VALUES, [LIST]))
    document = with_unsigned(oid, value) if oid == oids.REVOCATION_VALUES else with_attribute(oid, value)
    found = read(document)
    assert found.evidence.crls == (LIST,)
    assert found.evidence.ocsp_responses == (ANSWER, ANSWER), "a basic answer becomes a whole one"
    assert len(found.evidence.answers) == 2


def test_empty_material_is_none() -> None:
    empty = der.sequence(der.context(0, b""), der.context(1, der.sequence()))
    found = read(with_unsigned(oids.REVOCATION_VALUES, empty))
    assert (found.evidence.crls, found.evidence.ocsp_responses) == ((), ())


def test_added_certificates_are_read() -> None:
    root = PKI.root.certificate.public_bytes(Encoding.DER)
    found = read(with_unsigned(oids.CERTIFICATE_VALUES, der.sequence(root)))
    assert found.certificates == (PKI.signer("RSA-2048").certificate, *PKI.chain, PKI.root.certificate)


def test_stamps_are_over_the_value() -> None:
    token = PKI.token(b"x")
    document = with_unsigned(oids.SIGNATURE_TIMESTAMP, token)
    (stamp,) = read(document).stamps
    assert stamp.token == token
    assert stamp.data == signed_data.read(document).signers[0].value
    assert (stamp.is_archive, stamp.proves_signature) == (False, True)


def test_archive_stamp_that_cannot_be_read_covers_nothing() -> None:
    (stamp,) = read(with_unsigned(oids.ARCHIVE_TIMESTAMP_V3, der.sequence(der.integer(1)))).stamps
    assert (stamp.data, stamp.is_archive) == (None, True)


def test_unreadable_stamps_bring_no_material_and_do_not_end_it() -> None:
    token = PKI.token(b"x")
    certificates, evidence = cades.material_of([b"\x30\x00", token, b"x", token])
    assert certificates == (PKI.tsu.certificate, PKI.tsu.certificate)
    assert (evidence.ocsp_responses, evidence.crls) == ((), ())
    holding = _holding(token, LIST, BASIC)
    certificates, evidence = cades.material_of([holding])
    assert certificates == (PKI.tsu.certificate,)
    assert (evidence.ocsp_responses, evidence.crls) == ((ANSWER,), (LIST,))


def _holding(token: bytes, listed: bytes, basic: bytes) -> bytes:
    """Return the token with a list and an answer among its revocation info (RFC 5652, 10.2.1; RFC 5940)."""
    parts = [one.encoded for one in nodes.read(token).child(1, 0).children()]
    other = der.context(1, der.oid(oids.BASIC_OCSP_RESPONSE) + basic)
    body = der.sequence(*parts[:-1], der.context(1, listed + other), parts[-1])
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def test_cms_may_have_material_of_its_own() -> None:
    found = read(_holding(right(), LIST, BASIC))
    assert (found.evidence.ocsp_responses, found.evidence.crls) == ((ANSWER,), (LIST,))


@pytest.mark.parametrize(
    ("after", "padded", "warned", "found"),
    [
        (b"", False, [], []),
        (b" \t\r\n\0", False, [("CMS_TRAILING_BYTES", "5")], []),
        (b" \t\r\n\0", True, [], []),
        (b"\0x", False, [], [("FORMAT", "CMS_TRAILING_BYTES", "2")]),
        (b"\0x", True, [], [("FORMAT", "CMS_TRAILING_BYTES", "2")]),
    ],
)
def test_what_comes_after_it_is_padding_or_was_not_judged(
    after: bytes, warned: list[tuple[str, str]], found: list[tuple[str, str, str]], *, padded: bool
) -> None:
    read_so = read(right() + after, padded=padded)
    assert [(one.rule.code, one.detail) for one in read_so.warnings] == warned
    assert told(read_so) == found


def test_content_is_inside_or_given_and_not_two() -> None:
    assert told(read(right(), content=None)) == [("REFERENCES", "SIGNED_DATA_MISSING", "")]
    assert blocks(read(right(), content=None)) == ["FORMAT", "REFERENCES"]
    inside = _attached(right(), CONTENT)
    for content in (None, CONTENT):
        assert told(read(inside, content=content)) == []
    other = read(inside, content=b"other")
    assert told(other) == [("REFERENCES", "SIGNATURE_MALFORMED", "content inside differs from the content given")]


def _attached(encoded: bytes, content: bytes) -> bytes:
    parts = [one.encoded for one in nodes.read(encoded).child(1, 0).children()]
    parts[2] = der.sequence(der.oid(oids.DATA), der.context(0, der.octet_string(content)))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, der.sequence(*parts)))


def _with_signers(encoded: bytes, count: int) -> bytes:
    parts = [one.encoded for one in nodes.read(encoded).child(1, 0).children()]
    signer = nodes.read(parts[-1]).child(0).encoded
    body = der.sequence(*parts[:-1], der.tlv(tags.SET, signer * count))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def test_several_signers_are_numbered_and_one_is_not() -> None:
    found = cades.read_signatures(_with_signers(right(), 2), content=CONTENT, family="CAdES", name="a")
    assert [one.id for one in found] == ["a#0", "a#1"]
    assert cades.read_signatures(_with_signers(right(), 0), content=CONTENT, family="CAdES", name="a") == []


def test_what_is_no_cms_is_one_malformed_signature() -> None:
    (found,) = cades.read_signatures(b"\x30\x00", content=CONTENT, family="PAdES", name="b")
    assert (found.id, found.family) == ("b", "PAdES")
    assert [(block, code) for block, code, _ in told(found)] == [("FORMAT", "SIGNATURE_MALFORMED")]


def _certificates(encoded: bytes, *certificates: x509.Certificate) -> bytes:
    parts = [one.encoded for one in nodes.read(encoded).child(1, 0).children()]
    held = b"".join(one.public_bytes(Encoding.DER) for one in certificates)
    body = der.sequence(*parts[:3], der.context(0, held) if held else b"", parts[-1])
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))


def test_signer_is_found_wherever_its_certificate_stands() -> None:
    signer = PKI.signer("RSA-2048").certificate
    found = read(_certificates(right(), *PKI.chain, signer))
    assert (found.certificate, told(found)) == (signer, [])


@pytest.mark.attack
def test_without_its_certificate_nothing_of_the_value_is_judged() -> None:
    found = read(_certificates(right(), *PKI.chain))
    assert found.certificate is None
    assert told(found) == [("SIGNING_CERTIFICATE", "SIGNING_CERTIFICATE_MISSING", "")]
    assert "SIGNATURE_VALUE" not in blocks(found)


@pytest.mark.attack
def test_certificate_that_is_not_named_inside_is_unsigned_and_another_a_mismatch() -> None:
    unsigned = with_attribute("1.2.3.4", der.NULL)
    without = [one for one in USUAL if nodes.read(one).child(0).as_oid() != oids.SIGNING_CERTIFICATE_V2]
    bare = signed(stored=without, over=der.set_of(*without))
    assert told(read(bare)) == [("SIGNING_CERTIFICATE", "SIGNING_CERTIFICATE_UNSIGNED", "")]
    assert told(read(unsigned)) == []
    named = der.sequence(der.sequence(der.sequence(der.octet_string(bytes(32)))))
    other = read(with_attribute(oids.SIGNING_CERTIFICATE_V2, named))
    assert told(other) == [("SIGNING_CERTIFICATE", "SIGNING_CERTIFICATE_MISMATCH", "")]
    assert other.certificate == PKI.signer("RSA-2048").certificate
    assert "SIGNATURE_VALUE" in blocks(other)


@pytest.mark.attack
def test_certificate_named_by_an_unknown_digest_is_judged_all_the_same() -> None:
    named = der.sequence(der.sequence(der.oid("1.3.36.3.2.1")), der.octet_string(bytes(20)))
    found = read(with_attribute(oids.SIGNING_CERTIFICATE_V2, der.sequence(der.sequence(named))))
    assert told(found) == [("SIGNING_CERTIFICATE", "ALGORITHM_UNKNOWN", "1.3.36.3.2.1")]
    assert found.certificate == PKI.signer("RSA-2048").certificate
