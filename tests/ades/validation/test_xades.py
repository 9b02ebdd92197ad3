"""Wrapping, moving, weakening: what can be done to a XAdES signature, and the rule that refuses it."""

import base64
import copy

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from esigner import ades
from esigner.ades.rules import Indication
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import validate
from tests.world.signed import (
    DS,
    FILES,
    SIGNATURES,
    VALIDATED_AT,
    XADES,
    entries,
    judged,
    resigned,
    signed,
    trust,
    xml_changed,
)
from tests.world.signing_pki import signing_pki

pytestmark = pytest.mark.attack
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


@pytest.fixture(scope="module")
def container() -> bytes:
    return signed()


def _rule(document: bytes, policy: str = "lv") -> str | None:
    report = judged(document, policy=policy)
    assert not report.passed
    return report.rule.code if report.rule else None


def _the(root: etree._Element, tag: str) -> etree._Element:
    found = root.find(f".//{tag}")
    assert found is not None
    return found


def test_resigned_container_passes_when_nothing_was_changed(container: bytes) -> None:
    assert judged(resigned(container, lambda _: None)).passed


@pytest.mark.parametrize("tag", ["SignatureValue", "DigestValue"])
def test_changed_value_is_refused(container: bytes, tag: str) -> None:
    def change(root: etree._Element) -> None:
        element = _the(root, f"{DS}{tag}")
        value = bytearray(base64.b64decode(element.text or ""))
        value[5] ^= 1
        element.text = base64.b64encode(value).decode()

    assert _rule(xml_changed(container, change)) in {"SIGNATURE_VALUE_WRONG", "DIGEST_WRONG"}


def test_changed_signing_time_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        _the(root, f"{XADES}SigningTime").text = "2020-01-01T00:00:00Z"

    assert _rule(xml_changed(container, change)) == "DIGEST_WRONG"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01T00:00:00Z"])
def test_signing_time_that_is_none_is_malformed(container: bytes, moment: str) -> None:
    def change(root: etree._Element) -> None:
        _the(root, f"{XADES}SigningTime").text = moment

    assert _rule(resigned(container, change)) == "SIGNATURE_MALFORMED"


def test_second_signed_properties_are_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        properties = _the(root, f"{XADES}SignedProperties")
        other = copy.deepcopy(properties)
        other.set("Id", "other")
        _the(root, f"{XADES}QualifyingProperties").append(other)

    assert _rule(xml_changed(container, change)) == "SIGNED_PROPERTIES_DUPLICATE"


def test_signed_properties_wrapped_into_another_object_are_refused(container: bytes) -> None:
    """The signed ones are moved aside, and others stand in their place."""

    def change(root: etree._Element) -> None:
        properties = _the(root, f"{XADES}SignedProperties")
        forged = copy.deepcopy(properties)
        forged.set("Id", "forged")
        _the(forged, f"{XADES}SigningTime").text = "2020-01-01T00:00:00Z"
        parent = properties.getparent()
        assert parent is not None
        parent.replace(properties, forged)
        aside = etree.SubElement(_the(root, f"{DS}Signature"), f"{DS}Object")
        aside.append(properties)

    assert _rule(xml_changed(container, change)) == "SIGNED_PROPERTIES_DUPLICATE"


def test_signed_properties_outside_the_signature_are_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        properties = _the(root, f"{XADES}SignedProperties")
        forged = copy.deepcopy(properties)
        forged.set("Id", "forged")
        parent = properties.getparent()
        assert parent is not None
        parent.replace(properties, forged)
        root.append(properties)

    assert _rule(xml_changed(container, change)) == "SIGNATURE_MALFORMED"


def test_one_id_on_two_elements_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        identifier = _the(root, f"{XADES}SignedProperties").get("Id", "")
        etree.SubElement(root, "{urn:x}other").set("Id", identifier)

    assert _rule(xml_changed(container, change)) == "ID_DUPLICATE"


def test_unsigned_properties_reference_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        for reference in root.iter(f"{DS}Reference"):
            if reference.get("Type"):
                parent = reference.getparent()
                assert parent is not None
                parent.remove(reference)

    assert _rule(resigned(container, change)) == "SIGNED_PROPERTIES_UNSIGNED"


def test_signature_without_properties_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        properties = _the(root, f"{XADES}SignedProperties")
        parent = properties.getparent()
        assert parent is not None
        parent.remove(properties)

    assert _rule(xml_changed(container, change)) in {"SIGNED_PROPERTIES_MISSING", "SIGNED_DATA_MISSING"}


def test_properties_of_another_signature_are_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        _the(root, f"{XADES}QualifyingProperties").set("Target", "#other")

    assert _rule(resigned(container, change)) == "SIGNED_PROPERTIES_DUPLICATE"


def test_nested_signature_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        signature = _the(root, f"{DS}Signature")
        wrapper = etree.SubElement(root, "{urn:x}wrapper")
        wrapper.append(signature)

    assert _rule(xml_changed(container, change)) == "SIGNATURE_MISPLACED"


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
    ],
)
def test_transform_of_a_file_is_refused(container: bytes, algorithm: str) -> None:
    def change(root: etree._Element) -> None:
        transforms = etree.Element(f"{DS}Transforms")
        etree.SubElement(transforms, f"{DS}Transform").set("Algorithm", algorithm)
        _the(root, f"{DS}Reference").insert(0, transforms)

    assert _rule(resigned(container, change)) == "TRANSFORM_NOT_ALLOWED"


def test_sha1_reference_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        for reference in root.iter(f"{DS}Reference"):
            if reference.get("Type"):
                _the(reference, f"{DS}DigestMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#sha1")

    report = judged(resigned(container, change))
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "ALGORITHM_WEAK"
    assert report.sub_indication == "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"


def test_unknown_algorithm_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        _the(root, f"{DS}SignatureMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1")

    assert _rule(resigned(container, change)) == "ALGORITHM_UNKNOWN"


def test_certificate_other_than_the_signed_one_is_refused(container: bytes) -> None:
    """Another certificate with the same key would verify the value, but it is not the one that was signed."""
    other = signing_pki().signer("P-384").certificate.public_bytes(Encoding.DER)

    def change(root: etree._Element) -> None:
        _the(root, f"{DS}X509Certificate").text = base64.b64encode(other).decode()

    assert _rule(xml_changed(container, change)) == "SIGNING_CERTIFICATE_MISMATCH"


def test_signing_certificate_attribute_of_another_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        digest = _the(root, f"{XADES}CertDigest").find(f"{DS}DigestValue")
        assert digest is not None
        digest.text = base64.b64encode(b"\0" * 32).decode()

    assert _rule(resigned(container, change)) == "SIGNING_CERTIFICATE_MISMATCH"


def test_unnamed_signing_certificate_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        named = _the(root, f"{XADES}SigningCertificateV2")
        parent = named.getparent()
        assert parent is not None
        parent.remove(named)

    assert _rule(resigned(container, change)) == "SIGNING_CERTIFICATE_UNSIGNED"


def test_signature_without_certificate_is_left_open(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        data = _the(root, f"{DS}X509Data")
        parent = data.getparent()
        assert parent is not None
        parent.remove(data)

    assert _rule(xml_changed(container, change)) == "SIGNING_CERTIFICATE_MISSING"


def test_signature_that_covers_only_itself_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        for reference in list(root.iter(f"{DS}Reference")):
            if not reference.get("Type"):
                parent = reference.getparent()
                assert parent is not None
                parent.remove(reference)

    assert _rule(resigned(container, change)) == "NOTHING_SIGNED"


def test_file_left_out_of_the_signature_is_refused(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        reference = _the(root, f"{DS}Reference")
        parent = reference.getparent()
        assert parent is not None
        parent.remove(reference)

    assert _rule(resigned(container, change)) == "FILE_NOT_SIGNED"


def test_reference_to_a_file_that_is_not_there_is_left_open(container: bytes) -> None:
    def change(root: etree._Element) -> None:
        _the(root, f"{DS}Reference").set("URI", "other.txt")

    assert _rule(resigned(container, change)) == "SIGNED_DATA_MISSING"


def test_space_written_as_plus_is_another_name() -> None:
    container = signed(files=(ades.DataFile("a b.txt", "text/plain", b"x"),))

    def change(root: etree._Element) -> None:
        _the(root, f"{DS}Reference").set("URI", "a+b.txt")

    assert _rule(resigned(container, change)) == "SIGNED_DATA_MISSING"


def test_signature_alone_needs_its_files() -> None:
    document = entries(signed())[SIGNATURES]
    with_files = validate(document, name="s.xml", trust=trust(), at=VALIDATED_AT, detached=FILES)
    assert with_files.indication is Indication.TOTAL_PASSED
    assert _rule(document) == "SIGNED_DATA_MISSING"


def test_time_mark_signature_with_a_timestamp_is_refused(container: bytes) -> None:
    policy = (
        f'<x:SignaturePolicyIdentifier xmlns:x="{XADES[1:-1]}"><x:SignaturePolicyId><x:SigPolicyId>'
        "<x:Identifier>urn:oid:1.3.6.1.4.1.10015.1000.3.2.1</x:Identifier>"
        "</x:SigPolicyId></x:SignaturePolicyId></x:SignaturePolicyIdentifier>"
    )

    def change(root: etree._Element) -> None:
        _the(root, f"{XADES}SignedSignatureProperties").append(etree.fromstring(policy))

    assert _rule(resigned(container, change), "etsi") == "TIMEMARK_EXTENDED"


def _with_halves(size: int) -> bytes:
    """Return a container of level B whose ECDSA value is of two halves of that many bytes."""

    def change(root: etree._Element) -> None:
        element = root.find(f".//{DS}SignatureValue")
        assert element is not None
        value = base64.b64decode(element.text or "")
        halves = (value[:32].rjust(size, b"\0"), value[32:].rjust(size, b"\0"))
        element.text = base64.b64encode(b"".join(half[len(half) - size :] for half in halves)).decode()

    return xml_changed(signed(level=ades.Level.B), change)


@pytest.mark.parametrize("size", [33, 34, 40])
def test_ecdsa_value_with_zeros_too_many_is_right_with_a_warning(size: int) -> None:
    """As xmlsec and EU DSS read it; XML-DSig wants r and s as long as the order of the curve."""
    pki = signing_pki()
    both = Trust.of([pki.root.certificate, pki.issuing.certificate])  # at level B it carries no issuer
    report = judged(_with_halves(size), policy="etsi", by=both)
    assert report.rule is not None
    assert report.rule.code == "REVOCATION_MISSING"
    assert [warning.rule.code for warning in report.signatures[0].warnings] == ["SIGNATURE_VALUE_FORM"]


@pytest.mark.attack
@pytest.mark.parametrize("size", [0, 1, 31, 41, 1000])
def test_ecdsa_value_of_another_length_is_wrong(size: int) -> None:
    assert _rule(_with_halves(size)) == "SIGNATURE_VALUE_WRONG"
