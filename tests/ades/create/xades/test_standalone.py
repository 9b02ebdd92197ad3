"""XAdES without a container, before xmlsec1 and our own reader."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from esigner import ades
from esigner.ades import Canonicalization, Format, Level, Packaging, Serialization, Shape
from esigner.ades.create.errors import OneFileError, ShapeNotSupportedError, XmlAlreadySignedError
from esigner.ades.create.xades.enveloped import exclusive_of
from esigner.ades.create.xades.signature import signature_value
from esigner.ades.encoding.errors import XmlUnreadableError
from tests.world import judges
from tests.world.signatures import FILES, XML_FILES, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

DS = "{http://www.w3.org/2000/09/xmldsig#}"
CLAIMS = ades.Claims(
    roles=("Valdes loceklis <&>",),
    place=ades.ProductionPlace(city="Rīga"),
    commitment=ades.Commitment.APPROVAL,
    policy=ades.SignaturePolicy(oid="1.2.3.4", digest=bytes(32), uri="https://localhost/p?a=1&b=2"),
)


def xml(content: bytes) -> ades.DataFile:
    return ades.DataFile("a.xml", "application/xml", content)


def verified(folder: Path, document: bytes) -> int:
    (folder / "s.xml").write_bytes(document)
    (folder / "root.pem").write_bytes(signing_pki().root.pem)
    (folder / "issuing.pem").write_bytes(signing_pki().issuing.pem)
    trust = ("--trusted-pem", "root.pem", "--untrusted-pem", "issuing.pem")
    ids = ("--id-attr:Id", "SignedProperties", "--id-attr:Id", "Object")
    return judges.run("xmlsec1", "--verify", *trust, *ids, "s.xml", folder=folder).returncode


def judged(document: bytes, *, detached: tuple[ades.DataFile, ...] = ()) -> str:
    trust = ades.Trust(anchors=(signing_pki().root.certificate,))
    at = datetime(2040, 1, 1, tzinfo=UTC)
    return str(ades.validate(document, name="s.xml", trust=trust, at=at, detached=detached).indication)


DOCUMENTS = {
    "empty root": b"<a/>",
    "other prefix for our namespace": b'<a xmlns:dsig="http://www.w3.org/2000/09/xmldsig#"><dsig:X/></a>',
    "our namespace by default": b'<Y xmlns="http://uri.etsi.org/01903/v1.3.2#"><Z/></Y>',
    "our prefix for another namespace": b'<ds:a xmlns:ds="urn:x"><ds:b/></ds:a>',
    "instructions and comments around": b"<?p a?><!-- b --><a>1<!-- c --><?p d?></a><!-- e --><?p f?>",
    "attributes of every kind": b"<a xml:lang='lv' b='&#9;&#10;&quot;&lt;' xml:space='preserve'> &#13; </a>",
    "sections": b"<a><![CDATA[<&>]]></a>",
    "another encoding": "<?xml version='1.0' encoding='windows-1257'?><a>ķēdē</a>".encode("windows-1257"),
    "byte order mark": b"\xef\xbb\xbf<a>1</a>",
    "the world's": XML_FILES[0].content,
}


@pytest.mark.parametrize("content", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("canonicalization", Canonicalization)
def test_enveloped_signature_holds_over_any_xml(
    tmp_path: Path, content: bytes, canonicalization: Canonicalization
) -> None:
    shape = Shape(canonicalization=canonicalization)
    document = signed(form=Format.XADES, level=Level.LT, files=[xml(content)], shape=shape, claims=CLAIMS)
    assert judged(document) == "TOTAL-PASSED"
    assert verified(tmp_path, document) == 0


def test_document_is_the_same_without_its_signature() -> None:
    root = etree.fromstring(signed(form=Format.XADES, level=Level.LT))
    signature = root[-1]
    assert signature.tag == f"{DS}Signature"
    root.remove(signature)
    original = etree.fromstring(XML_FILES[0].content)
    assert etree.tostring(root, method="c14n") == etree.tostring(original, method="c14n")


@pytest.mark.attack
def test_changed_document_fails(tmp_path: Path) -> None:
    document = signed(form=Format.XADES, level=Level.LT).replace(b"10 &lt; 20", b"90 &lt; 20")
    assert judged(document) == "TOTAL-FAILED"
    assert verified(tmp_path, document) != 0


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize("kind", ["RSA-2048", "P-256", "P-521"])
def test_enveloping_signature_carries_its_files(tmp_path: Path, level: Level, kind: str) -> None:
    shape = Shape(packaging=Packaging.ENVELOPING)
    document = signed(form=Format.XADES, level=level, kind=kind, files=FILES, shape=shape)
    assert verified(tmp_path, document) == 0
    assert level is not Level.LT or judged(document) == "TOTAL-PASSED"


def test_detached_signature_names_its_files() -> None:
    document = signed(form=Format.XADES, level=Level.LT, files=FILES, shape=Shape(packaging=Packaging.DETACHED))
    assert judged(document, detached=FILES) == "TOTAL-PASSED"
    changed = (FILES[0], ades.DataFile(FILES[1].name, FILES[1].media_type, b"cits"))
    assert judged(document, detached=changed) == "TOTAL-FAILED"


@pytest.mark.attack
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b"nav xml",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
)
def test_what_is_no_plain_xml_is_refused(content: bytes) -> None:
    with pytest.raises(XmlUnreadableError):
        signed(form=Format.XADES, level=Level.B, files=[xml(content)])


def test_second_enveloped_signature_is_refused() -> None:
    with pytest.raises(XmlAlreadySignedError):
        signed(form=Format.XADES, level=Level.B, files=[xml(signed(form=Format.XADES, level=Level.B))])


def test_enveloped_signature_takes_one_document() -> None:
    with pytest.raises(OneFileError):
        signed(form=Format.XADES, level=Level.B, files=FILES)


@pytest.mark.parametrize(
    "shape",
    [
        Shape(serialization=Serialization.COMPACT),
        Shape(packaging=Packaging.DETACHED, canonicalization=Canonicalization.EXCLUSIVE),
    ],
)
def test_choices_without_a_meaning_are_refused(shape: Shape) -> None:
    with pytest.raises(ShapeNotSupportedError):
        signed(form=Format.XADES, level=Level.B, shape=shape)


CLAIM = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=30)
SCOPE = ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"'


@settings(max_examples=100, deadline=None)
@given(roles=st.lists(CLAIM, max_size=2), city=CLAIM, digest=st.sampled_from(["SHA256", "SHA512"]))
def test_exclusive_form_of_our_markup_is_what_lxml_makes_of_it(roles: list[str], city: str, digest: str) -> None:
    prepared = ades.prepare(
        format=Format.XADES,
        files=XML_FILES,
        signer=signing_pki().signer("P-256").certificate,
        chain=(),
        signed_at=SIGNED_AT,
        digest_algorithm=digest,
        claims=replace(CLAIMS, roles=tuple(roles), place=ades.ProductionPlace(city=city)),
    )
    properties = str(prepared.parts["signedProperties"])
    value = signature_value("S-1", bytes(range(64)))
    for part, tag in ((properties, "xades:SignedProperties"), (value, "ds:SignatureValue")):
        (element,) = etree.fromstring(f"<scope{SCOPE}>{part}</scope>".encode())
        assert exclusive_of(part, tag) == etree.tostring(element, method="c14n", exclusive=True)


@pytest.mark.parametrize(
    "name", ["another encoding", "byte order mark", "sections", "our prefix for another namespace"]
)
def test_no_byte_of_the_document_changes(name: str) -> None:
    content = DOCUMENTS[name]
    document = signed(form=Format.XADES, level=Level.B, files=[xml(content)], claims=CLAIMS)
    start, end = document.index(b"<ds:Signature xmlns"), document.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    assert document[:start] + document[end:] == content
