"""Strangers' XML: what is refused before a tree is walked, and the canonical forms (C14N 1.0 and 1.1, exclusive)."""

from typing import Final

import pytest
from lxml import etree

from esigner.ades.encoding import xml
from esigner.ades.rules import RefusedError

C14N, C11 = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
COMMENTS: Final = "#WithComments"


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refusal:
        xml.parse(data)
    return refusal.value.finding.rule.code, refusal.value.finding.detail


def test_document_is_read_as_it_is() -> None:
    root = xml.parse(b"<?p i?><!-- c --><r a='1'> <b/>\n</r>")
    assert etree.tostring(root) == b'<r a="1"> <b/>\n</r>'


@pytest.mark.attack
@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE r><r/>",
        b'<!DOCTYPE r SYSTEM "x.dtd"><r/>',
        b'<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>',
        b"<!DOCTYPE r [<r>",
    ],
)
def test_document_type_is_refused(data: bytes) -> None:
    assert refused(data)[0] == "XML_DOCTYPE"


@pytest.mark.attack
@pytest.mark.parametrize("data", [b"", b"<r>", b"x", b"<r>&e;</r>", b"<r/><s/>", b"<r a='1' a='2'/>"])
def test_what_is_not_well_formed_is_refused_with_what_is_wrong(data: bytes) -> None:
    code, detail = refused(data)
    assert code == "XML_MALFORMED"
    assert detail


def test_what_is_wrong_is_told_in_few_words() -> None:
    name = b"x" * 400
    assert len(refused(b"<" + name + b"></y>")[1]) == 200


@pytest.mark.attack
def test_document_is_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "XML_BYTES_AT_MOST", 6)
    assert xml.parse(b"<r  />").tag == "r"
    assert refused(b"<r   />") == ("XML_MALFORMED", "too large")


def _attributes(count: int) -> bytes:
    return b"<r><e " + b" ".join(b'a%d=""' % number for number in range(count)) + b"/></r>"


def _nested(depth: int) -> bytes:
    return b"<r>" * depth + b"</r>" * depth


def _declared(count: int, encoding: str = "utf-8") -> bytes:
    text = "<r " + " ".join(f'xmlns:n{number}="u"' for number in range(count)) + "/>"
    return text.encode(encoding)


@pytest.mark.attack
def test_shape_that_makes_canonical_xml_quadratic_is_refused() -> None:
    for right, wrong in ((_attributes(512), _attributes(513)), (_nested(128), _nested(129))):
        xml.parse(right)
        assert refused(wrong) == ("XML_TOO_COMPLEX", "")


@pytest.mark.attack
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_namespaces_in_scope_are_few(encoding: str) -> None:
    xml.parse(_declared(256, encoding))
    assert refused(_declared(257, encoding)) == ("XML_TOO_COMPLEX", "namespaces")


def test_namespaces_that_have_gone_out_of_scope_do_not_count() -> None:
    one = b'<e xmlns:a="u" xmlns:b="u" xmlns:c="u"/>'
    root = xml.parse(b"<r>" + one * 200 + b"</r>")
    assert xml.namespaces_in_scope(root) == 3
    assert xml.namespaces_in_scope(xml.parse(b"<r><x xmlns:a='u'><y xmlns:b='u'/></x><z xmlns:c='u'/></r>")) == 2


def test_nodes_of_every_kind_are_counted() -> None:
    assert xml.nodes_under(xml.parse(b"<r/>")) == 0
    assert xml.nodes_under(xml.parse(b"<r><a/>t<!-- c --><?p i?><b><c/></b></r>")) == 6


DOCUMENT: Final = b'<?p i?><r xmlns:x="urn:x" xmlns:y="urn:y"><!-- c --><e y:k="1" a="2"></e ></r><!-- d -->'


def canonical(path: str, algorithm: str, *, data: bytes = DOCUMENT, **options: object) -> str:
    element = xml.parse(data)
    if path:
        found = element.find(path)
        assert found is not None
        element = found
    return xml.canonical(element, algorithm, **options).decode()  # type: ignore[arg-type]  # each case says its own


@pytest.mark.parametrize("algorithm", [C14N, C11])
def test_inclusive_form_has_all_namespaces(algorithm: str) -> None:
    assert canonical("e", algorithm) == '<e xmlns:x="urn:x" xmlns:y="urn:y" a="2" y:k="1"></e>'


def test_exclusive_form_has_those_that_are_used_and_those_that_are_listed() -> None:
    assert canonical("e", EXCLUSIVE) == '<e xmlns:y="urn:y" a="2" y:k="1"></e>'
    listed = canonical("e", EXCLUSIVE, inclusive_prefixes=("x",))
    assert listed == '<e xmlns:x="urn:x" xmlns:y="urn:y" a="2" y:k="1"></e>'
    assert canonical("e", C14N, inclusive_prefixes=("x",)) == canonical("e", C14N)


@pytest.mark.parametrize("algorithm", [C14N, C11, EXCLUSIVE])
def test_comments_are_there_where_both_the_algorithm_and_the_caller_say_so(algorithm: str) -> None:
    with_comments = EXCLUSIVE + "WithComments" if algorithm == EXCLUSIVE else algorithm + COMMENTS
    assert "<!-- c -->" not in canonical("", algorithm)
    assert "<!-- c -->" in canonical("", with_comments)
    assert "<!-- c -->" not in canonical("", with_comments, comments=False)


def test_every_algorithm_is_what_its_name_says() -> None:
    assert {uri: ("exc" in uri, uri.endswith("WithComments")) for uri in xml.C14N_ALGORITHMS} == xml.C14N_ALGORITHMS
    assert len(xml.C14N_ALGORITHMS) == 6


def test_whole_document_has_what_stands_around_its_root() -> None:
    whole = canonical("", C14N + COMMENTS, whole=True)
    assert whole.startswith("<?p i?>\n<r")
    assert whole.endswith("</r>\n<!-- d -->")
    assert canonical("", C14N + COMMENTS).startswith("<r")


def test_unknown_algorithm_is_the_callers_fault() -> None:
    with pytest.raises(KeyError):
        canonical("", "urn:x")


@pytest.mark.attack
def test_listed_prefixes_are_few() -> None:
    most = tuple(f"p{number}" for number in range(64))
    assert canonical("e", EXCLUSIVE, inclusive_prefixes=most)
    with pytest.raises(RefusedError) as refusal:
        canonical("e", EXCLUSIVE, inclusive_prefixes=(*most, "x"))
    assert (refusal.value.finding.rule.code, refusal.value.finding.detail) == ("XML_TOO_COMPLEX", "PrefixList")


INHERITED: Final = b'<r xml:lang="lv" xml:space="preserve" a="1"><s xml:lang="en"><e xml:space="default"/></s></r>'


def test_inclusive_form_inherits_language_and_space_from_the_nearest() -> None:
    """C14N 1.0, 2.4: attributes of the xml namespace are copied down."""
    assert canonical("s/e", C14N, data=INHERITED) == '<e xml:lang="en" xml:space="default"></e>'
    assert canonical("s/e", EXCLUSIVE, data=INHERITED) == '<e xml:space="default"></e>'
    root = xml.parse(INHERITED)
    before = etree.tostring(root)
    xml.canonical(root[0][0], C14N)
    assert etree.tostring(root) == before


@pytest.mark.attack
@pytest.mark.parametrize("name", ["base", "id"])
def test_what_versions_inherit_differently_is_refused(name: str) -> None:
    data = b'<r xml:%b="x"><e/></r>' % name.encode()
    for algorithm in (C14N, C11):
        with pytest.raises(RefusedError) as refusal:
            canonical("e", algorithm, data=data)
        found = refusal.value.finding
        assert (found.rule.code, found.detail) == ("XML_MALFORMED", "inherits xml:base or xml:id")
    assert canonical("e", EXCLUSIVE, data=data) == "<e></e>"
    assert canonical("", C14N, data=data)


@pytest.mark.attack
def test_relative_namespace_has_no_canonical_form() -> None:
    with pytest.raises(RefusedError) as refusal:
        canonical("", C14N, data=b'<r xmlns="a/b"/>')
    assert (refusal.value.finding.rule.code, refusal.value.finding.detail) == (
        "XML_MALFORMED",
        "has no canonical form",
    )
