"""What the templates claim to be canonical is canonical for an XML library."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from esigner import ades
from esigner.ades.create.asice_xades import signature_xml
from esigner.ades.encoding import markup
from esigner.ades.encoding.format_table import FORMATS
from tests.world.signing_pki import SIGNED_AT, signing_pki

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", min_codepoint=32), max_size=60)
TEXT_WITH_BREAKS = st.lists(TEXT, max_size=4).map("\r\n\t".join)
DS, XADES = "{http://www.w3.org/2000/09/xmldsig#}", "{http://uri.etsi.org/01903/v1.3.2#}"


@given(TEXT_WITH_BREAKS)
def test_text_is_escaped_as_c14n_writes_it(value: str) -> None:
    written = f"<a>{markup.text(value, field='x')}</a>".encode()
    assert etree.tostring(etree.fromstring(written), method="c14n") == written
    assert (etree.fromstring(written).text or "") == value


@given(TEXT_WITH_BREAKS)
def test_attribute_is_escaped_as_c14n_writes_it(value: str) -> None:
    written = f'<a b="{markup.attribute(value)}"></a>'.encode()
    assert etree.tostring(etree.fromstring(written), method="c14n") == written
    assert etree.fromstring(written).get("b") == value


@given(roles=st.lists(TEXT_WITH_BREAKS, max_size=2), place=TEXT_WITH_BREAKS, name=st.sampled_from(["a&b", "ā <č>'\""]))
def test_signed_parts_are_canonical_as_they_stand(roles: list[str], place: str, name: str) -> None:
    signer = signing_pki().signer("P-256")
    prepared = ades.prepare(
        format=ades.Format.ASICE,
        files=[ades.DataFile(name, "text/plain", b"")],
        signer=signer.certificate,
        chain=(),
        signed_at=SIGNED_AT,
        claims=ades.Claims(roles=tuple(roles), place=ades.ProductionPlace(city=place)),
    )
    value = ades.sign(prepared, key=signer.key)
    root = etree.fromstring(signature_xml(prepared, value, timestamp=None, revocation=None))
    assert _canonical(root, f"{DS}SignedInfo") == prepared.to_be_signed
    assert _canonical(root, f"{DS}SignatureValue") == ades.timestamp_input(prepared, value)
    properties = markup.canonical(str(prepared.parts["signedProperties"]), "xades:SignedProperties")
    assert _canonical(root, f"{XADES}SignedProperties") == properties


def test_part_goes_into_the_document_and_back() -> None:
    part = '<ds:SignedInfo Id="x"><a></a></ds:SignedInfo>'
    assert markup.in_document(markup.canonical(part, "ds:SignedInfo"), "ds:SignedInfo") == part


def test_signature_names_differ_by_format() -> None:
    paths = [facts.signature_path for facts in FORMATS.values() if facts.signature_path]
    assert len(set(paths)) == len(paths)


def _canonical(root: etree._Element, tag: str) -> bytes:
    found = root.find(f".//{tag}")
    assert found is not None
    # C14N 1.0 and 1.1 differ only in xml: attributes, of which these documents have none.
    return bytes(etree.tostring(found, method="c14n"))
