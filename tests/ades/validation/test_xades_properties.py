"""The qualifying properties (EN 319 132-1, 5.2): where they stand, and what is read from them."""

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from esigner.ades.encoding.elements import DS
from esigner.ades.rules import RefusedError
from esigner.ades.validation.xades import properties
from esigner.asn1 import der
from tests.world.signing_pki import signing_pki

NS: Final = (
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:x="http://uri.etsi.org/01903/v1.3.2#"'
    ' xmlns:y="http://uri.etsi.org/01903/v1.4.1#"'
)
SHA256, SHA1 = "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"
SIGNED: Final = "<x:SignedProperties/>"
TIMEMARK: Final = "urn:oid:1.3.6.1.4.1.10015.1000.3.2.1"
SIGNER: Final = signing_pki().signer("P-256").certificate
ISSUER: Final = signing_pki().issuing.certificate


def qualifying(inside: str, target: str = ' Target="#S"') -> str:
    return f"<x:QualifyingProperties{target}>{inside}</x:QualifyingProperties>"


def signature(*objects: str, identifier: str = ' Id="S"') -> etree._Element:
    held = "".join(f"<ds:Object>{one}</ds:Object>" for one in objects)
    return etree.fromstring(f"<ds:Signature {NS}{identifier}>{held}</ds:Signature>")


def found(signed: str = "", unsigned: str | None = None, data: str = "") -> properties.Properties:
    """Return the properties with these signed and unsigned ones, and those of the data."""
    own = f"<x:SignedSignatureProperties>{signed}</x:SignedSignatureProperties>"
    later = (
        ""
        if unsigned is None
        else f"<x:UnsignedProperties><x:UnsignedSignatureProperties>{unsigned}</x:UnsignedSignatureProperties>"
        "</x:UnsignedProperties>"
    )
    inside = f"<x:SignedProperties>{own}{data}</x:SignedProperties>{later}"
    return properties.find(signature(qualifying(inside)))


def refused(element: etree._Element) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refusal:
        properties.find(element)
    return refusal.value.finding.rule.code, refusal.value.finding.detail


@pytest.mark.parametrize("target", [' Target="#S"', ' Target="S"', ""])
def test_one_set_of_properties_is_found_beside_other_objects(target: str) -> None:
    element = signature("<z/>", qualifying(SIGNED, target))
    held = properties.find(element)
    assert held.signed is element[1][0][0]
    assert held.unsigned is None


def test_unsigned_properties_are_found() -> None:
    held = found(unsigned="<z/>")
    assert held.unsigned is not None
    assert [one.tag for one in held.unsigned] == ["z"]


def test_signature_without_an_id_has_no_other_target() -> None:
    element = signature(qualifying(SIGNED, ' Target="#"'), identifier="")
    assert properties.find(element).signed is element[0][0][0]
    assert refused(signature(qualifying(SIGNED), identifier=""))[0] == "SIGNED_PROPERTIES_DUPLICATE"


@pytest.mark.attack
@pytest.mark.parametrize(
    ("objects", "code"),
    [
        ((), "SIGNED_PROPERTIES_MISSING"),
        ((qualifying(""),), "SIGNED_PROPERTIES_MISSING"),
        ((qualifying(SIGNED), qualifying(SIGNED)), "SIGNED_PROPERTIES_DUPLICATE"),
        ((qualifying(SIGNED), qualifying("")), "SIGNED_PROPERTIES_DUPLICATE"),
        ((qualifying(SIGNED + SIGNED),), "SIGNED_PROPERTIES_DUPLICATE"),
        ((qualifying(f"<z>{SIGNED}</z>"),), "SIGNED_PROPERTIES_DUPLICATE"),
        ((f"<z>{qualifying(SIGNED)}</z>",), "SIGNED_PROPERTIES_DUPLICATE"),
        ((qualifying(SIGNED), f"<z>{SIGNED}</z>"), "SIGNED_PROPERTIES_DUPLICATE"),
        ((qualifying(""), f"<z>{SIGNED}</z>"), "SIGNED_PROPERTIES_DUPLICATE"),
    ],
)
def test_properties_stand_once_and_in_their_place(objects: tuple[str, ...], code: str) -> None:
    assert refused(signature(*objects)) == (code, "")


@pytest.mark.attack
def test_properties_of_another_signature_are_refused() -> None:
    element = signature(qualifying(SIGNED, ' Target="#T"'))
    assert refused(element) == ("SIGNED_PROPERTIES_DUPLICATE", "Target names another signature")


def test_properties_of_a_countersignature_are_its_own() -> None:
    inner = f"<ds:Signature><ds:Object>{qualifying(SIGNED, '')}</ds:Object></ds:Signature>"
    unsigned = f"<x:CounterSignature>{inner}</x:CounterSignature>"
    assert found(unsigned=unsigned).unsigned is not None
    nested = etree.fromstring(
        f"<x:CounterSignature {NS}><ds:Signature><ds:Object>{qualifying(SIGNED, '')}</ds:Object></ds:Signature>"
        "</x:CounterSignature>"
    )
    held = nested.find(f"{DS}Signature")
    assert held is not None
    assert properties.find(held).signed is held[0][0][0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-15T12:00:00Z", datetime(2026, 1, 15, 12, tzinfo=UTC)),
        (" 2026-01-15T14:00:00+02:00\n", datetime(2026, 1, 15, 12, tzinfo=UTC)),
        ("2026-01-15T12:00:00", datetime(2026, 1, 15, 12, tzinfo=UTC)),
    ],
)
def test_claimed_time_is_read_as_utc(text: str, moment: datetime) -> None:
    read = properties.signed_at(found(f"<x:SigningTime>{text}</x:SigningTime>"))
    assert read == moment
    assert read.tzinfo is UTC


def test_without_claims_nothing_is_claimed() -> None:
    bare = properties.find(signature(qualifying(SIGNED)))
    for held in (bare, found()):
        assert properties.signed_at(held) is None
        assert properties.claims_timemark(held) is False
        assert properties.media_types(held) == {}
        assert properties.timestamps(held) == []
        assert properties.certificates(held) == ([], 0)
        assert not properties.evidence(held).has_status


@pytest.mark.parametrize("text", ["yesterday", "", "9999-12-31T23:59:59-14:00"])
def test_time_that_is_none_is_malformed(text: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        properties.signed_at(found(f"<x:SigningTime>{text}</x:SigningTime>"))
    assert (refusal.value.finding.rule.code, refusal.value.finding.detail) == ("SIGNATURE_MALFORMED", "SigningTime")


@pytest.mark.parametrize(
    ("identifier", "claims"),
    [(TIMEMARK, True), (f" {TIMEMARK}\n", True), (TIMEMARK[8:], True), (f"{TIMEMARK}.1", False), ("", False)],
)
def test_time_mark_is_claimed_by_its_policy(identifier: str, *, claims: bool) -> None:
    policy = f"<x:SigPolicyId><x:Identifier>{identifier}</x:Identifier></x:SigPolicyId>"
    held = found(
        f"<x:SignaturePolicyIdentifier><x:SignaturePolicyId>{policy}</x:SignaturePolicyId></x:SignaturePolicyIdentifier>"
    )
    assert properties.claims_timemark(held) is claims


def cert(of: x509.Certificate = SIGNER, *, method: str = SHA256, digest: bytes | None = None, serial: str = "") -> str:
    der_of = of.public_bytes(Encoding.DER)
    name = "sha1" if method == SHA1 else "sha256"
    value = hashlib.new(name, der_of, usedforsecurity=False).digest() if digest is None else digest
    return (
        f'<x:Cert><x:CertDigest><ds:DigestMethod Algorithm="{method}"/>'
        f"<ds:DigestValue>{b64encode(value).decode()}</ds:DigestValue></x:CertDigest>{serial}</x:Cert>"
    )


def older(number: object) -> str:
    return f"<x:IssuerSerial><ds:X509SerialNumber> {number}\n</ds:X509SerialNumber></x:IssuerSerial>"


def newer(number: int) -> str:
    encoded = der.sequence(der.sequence(), der.integer(number))
    return f"<x:IssuerSerialV2>{b64encode(encoded).decode()}</x:IssuerSerialV2>"


def identified(signed: str, *key_info: x509.Certificate) -> tuple[x509.Certificate | None, list[tuple[str, str]]]:
    certificate, findings = properties.identify(found(signed), list(key_info))
    return certificate, [(one.rule.code, one.detail) for one in findings]


def v2(*certs: str) -> str:
    return f"<x:SigningCertificateV2>{''.join(certs)}</x:SigningCertificateV2>"


def v1(*certs: str) -> str:
    return f"<x:SigningCertificate>{''.join(certs)}</x:SigningCertificate>"


NUMBER: Final = SIGNER.serial_number


@pytest.mark.parametrize(
    "signed",
    [v2(cert()), v1(cert()), v1(cert(serial=older(NUMBER))), v2(cert(serial=newer(NUMBER))), v2(cert(), "<z/>")],
)
def test_signer_is_who_is_named_wherever_it_stands_in_the_key_info(signed: str) -> None:
    assert identified(signed, SIGNER) == (SIGNER, [])
    assert identified(signed, ISSUER, SIGNER) == (SIGNER, [])


def test_first_named_is_the_signer_and_the_others_are_its_path() -> None:
    assert identified(v2(cert(), cert(ISSUER)), SIGNER, ISSUER) == (SIGNER, [])
    assert identified(v2(cert(ISSUER), cert()), SIGNER, ISSUER) == (ISSUER, [])


@pytest.mark.attack
@pytest.mark.parametrize(
    "signed",
    [
        v2(cert(digest=bytes(32))),
        v2(cert(ISSUER)),
        v1(cert(serial=older(NUMBER + 1))),
        v2(cert(serial=newer(NUMBER + 1))),
    ],
)
def test_another_digest_or_number_is_a_mismatch(signed: str) -> None:
    assert identified(signed, SIGNER) == (SIGNER, [("SIGNING_CERTIFICATE_MISMATCH", "")])


@pytest.mark.parametrize("signed", ["", v2(), v1()])
def test_signer_that_is_not_named_is_unsigned(signed: str) -> None:
    assert identified(signed, SIGNER) == (SIGNER, [("SIGNING_CERTIFICATE_UNSIGNED", "")])
    certificate, findings = properties.identify(properties.find(signature(qualifying(SIGNED))), [SIGNER])
    assert (certificate, findings[0].rule.code) == (SIGNER, "SIGNING_CERTIFICATE_UNSIGNED")


def test_key_info_without_a_certificate_identifies_nobody() -> None:
    assert identified(v2(cert())) == (None, [("SIGNING_CERTIFICATE_MISSING", "")])


def test_weak_or_unknown_digest_of_the_certificate_is_told() -> None:
    assert identified(v2(cert(method=SHA1)), SIGNER) == (SIGNER, [("ALGORITHM_WEAK", "CertDigest SHA1")])
    assert identified(v2(cert(method="urn:x")), SIGNER) == (SIGNER, [("ALGORITHM_UNKNOWN", "urn:x")])


@pytest.mark.attack
@pytest.mark.parametrize(
    ("signed", "detail"),
    [
        (v1(cert()) + v2(cert()), "SigningCertificate in two versions"),
        (v1(cert(serial=older("x"))), "serial number"),
        (v2(cert(serial="<x:IssuerSerialV2>MAA=</x:IssuerSerialV2>")), "serial number"),
        (v2("<x:Cert/>"), "DigestMethod missing"),
        (v2(cert(serial=older(1) + older(1))), "IssuerSerial twice"),
    ],
)
def test_naming_that_cannot_be_read_is_malformed(signed: str, detail: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        properties.identify(found(signed), [SIGNER])
    assert (refusal.value.finding.rule.code, refusal.value.finding.detail) == ("SIGNATURE_MALFORMED", detail)


def test_media_types_are_read_by_the_reference() -> None:
    formats = (
        '<x:DataObjectFormat ObjectReference="#r0"><x:MimeType> text/plain\n</x:MimeType></x:DataObjectFormat>'
        '<x:DataObjectFormat ObjectReference="#r1"/>'
        '<x:DataObjectFormat ObjectReference="r2"><x:MimeType>a/b</x:MimeType></x:DataObjectFormat>'
        "<x:DataObjectFormat><x:MimeType>c/d</x:MimeType></x:DataObjectFormat>"
    )
    held = found(data=f"<x:SignedDataObjectProperties>{formats}</x:SignedDataObjectProperties>")
    assert properties.media_types(held) == {"r0": "text/plain", "r2": "a/b", "": "c/d"}


def test_material_is_read_in_its_order() -> None:
    def values(kind: str, *data: bytes) -> str:
        inside = "".join(
            f"<x:Encapsulated{kind}Value>{b64encode(one).decode()}</x:Encapsulated{kind}Value>" for one in data
        )
        return f"<x:{kind}Values>{inside}</x:{kind}Values>"

    one = f"<x:RevocationValues>{values('OCSP', b'a', b'b')}{values('CRL', b'c')}</x:RevocationValues>"
    two = f"<z><x:RevocationValues>{values('CRL', b'd')}</x:RevocationValues></z>"
    held = properties.evidence(found(unsigned=one + two))
    assert (held.ocsp_responses, held.crls) == ((b"a", b"b"), (b"c", b"d"))


def test_added_certificates_are_read_and_malformed_ones_counted() -> None:
    inside = "".join(
        f"<x:EncapsulatedX509Certificate>{b64encode(one).decode()}</x:EncapsulatedX509Certificate>"
        for one in (SIGNER.public_bytes(Encoding.DER), b"x", ISSUER.public_bytes(Encoding.DER))
    )
    held = found(unsigned=f"<x:CertificateValues>{inside}</x:CertificateValues>")
    assert properties.certificates(held) == ([SIGNER, ISSUER], 1)


def test_timestamps_are_those_directly_there() -> None:
    held = found(
        unsigned="<x:SignatureTimeStamp/><z><x:SignatureTimeStamp/></z><y:ArchiveTimeStamp/><x:ArchiveTimeStamp/>"
    )
    names = [etree.QName(one).localname for one in properties.timestamps(held)]
    assert names == ["SignatureTimeStamp", "ArchiveTimeStamp"]
    assert properties.timestamps(held)[1].tag.startswith("{http://uri.etsi.org/01903/v1.4.1#}")
