"""ds:Reference followed (XML Signature 1.1, 4.4.3 and 4.5): its target, its transforms, its digest."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

import pytest
from lxml import etree

from esigner.ades.encoding.elements import DS, ids
from esigner.ades.validation.xades import references
from esigner.ades.validation.xades.references import Content, Reference, Surroundings

NS: Final = "http://www.w3.org/2000/09/xmldsig#"
SHA256, SHA1 = "http://www.w3.org/2001/04/xmlenc#sha256", f"{NS}sha1"
ENVELOPED, BASE64 = f"{NS}enveloped-signature", f"{NS}base64"
XPATH, FILTER2 = "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2"
C14N, EXCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"
WITH_COMMENTS: Final = f"{C14N}#WithComments"
WITHOUT_SIGNATURES: Final = "not(ancestor-or-self::ds:Signature)"


def transform(algorithm: str, inside: str = "") -> str:
    return f'<ds:Transform Algorithm="{algorithm}">{inside}</ds:Transform>'


def xpath(expression: str = WITHOUT_SIGNATURES, filters: str = "") -> str:
    return f"<ds:XPath{filters}>{expression}</ds:XPath>"


def reference(uri: str | None, *transforms: str, digest: bytes = b"", method: str = SHA256, more: str = "") -> str:
    said = "" if uri is None else f' URI="{uri}"'
    inside = f"<ds:Transforms>{''.join(transforms)}</ds:Transforms>" if transforms else ""
    value = base64.b64encode(digest).decode()
    return (
        f'<ds:Reference xmlns:ds="{NS}"{said}{more}>{inside}<ds:DigestMethod Algorithm="{method}"/>'
        f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
    )


def around(document: str, *, files: Mapping[str, bytes] | None = None, in_container: bool = False) -> Surroundings:
    """Return the surroundings in a document whose first ds:Signature refers."""
    root = etree.fromstring(document)
    signature = next(root.iter(f"{DS}Signature"))
    return Surroundings(root=root, signature=signature, ids=ids(root), files=files or {}, in_container=in_container)


SIGNATURE: Final = f'<ds:Signature xmlns:ds="{NS}" Id="S"><ds:Object Id="O"><v>1</v></ds:Object></ds:Signature>'
PLAIN: Final = around(SIGNATURE, in_container=True)


def followed(written: str, surroundings: Surroundings) -> Reference:
    return references.follow(etree.fromstring(written), surroundings)


def told(found: Reference) -> list[tuple[str, str]]:
    return [(one.rule.code, one.detail) for one in found.findings]


def data(found: Reference) -> bytes:
    assert isinstance(found.content, Content)
    return b"".join(found.content.pieces())


def right(uri: str | None, *transforms: str, expected: bytes, surroundings: Surroundings) -> Reference:
    """Follow a reference whose digest is over the expected bytes; nothing is told of it."""
    digest = hashlib.sha256(expected).digest()
    found = followed(reference(uri, *transforms, digest=digest), surroundings)
    assert data(found) == expected
    assert told(found) == []
    return found


FILES: Final = {"a b.txt": b"Sveiki", "c.txt": b"Pasaule", "d%20e": b"Labdien"}


@pytest.mark.parametrize("in_container", [True, False])
@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("a%20b.txt", "a b.txt"),
        ("a b.txt", "a b.txt"),
        ("d%20e", "d%20e"),
        ("./c.txt", "c.txt"),
        ("/c.txt", "c.txt"),
        ("./a%20b.txt", "a b.txt"),
    ],
)
def test_file_is_found_by_its_name_in_its_spellings(uri: str, name: str, *, in_container: bool) -> None:
    surroundings = around(SIGNATURE, files=FILES, in_container=in_container)
    found = right(uri, expected=FILES[name], surroundings=surroundings)
    assert (found.target, found.uri, found.type) == (name, uri, "")


@pytest.mark.parametrize(("uri", "detail"), [("x.txt", "x.txt"), (None, "no URI")])
def test_one_file_alone_is_meant_where_there_is_no_container(uri: str | None, detail: str) -> None:
    one = {"y.txt": b"Sveiki"}
    assert right(uri, expected=b"Sveiki", surroundings=around(SIGNATURE, files=one)).target == "y.txt"
    for surroundings in (
        around(SIGNATURE, files=one, in_container=True),
        around(SIGNATURE, files=FILES),
        around(SIGNATURE),
    ):
        found = followed(reference(uri), surroundings)
        assert (found.target, found.content) == (None, None)
        assert told(found) == [("SIGNED_DATA_MISSING", detail)]


@pytest.mark.parametrize("uri", ["#O", "#%4F", "#xpointer(id('O'))", "#xpointer(id(&quot;O&quot;))"])
def test_element_is_found_by_its_id(uri: str) -> None:
    expected = f'<ds:Object xmlns:ds="{NS}" Id="O"><v>1</v></ds:Object>'.encode()
    found = right(uri, expected=expected, surroundings=PLAIN)
    assert found.target is PLAIN.signature[0]


def test_type_of_a_reference_is_kept() -> None:
    assert followed(reference("#O", more=' Type="t"'), PLAIN).type == "t"


def test_element_that_is_not_there_is_missing() -> None:
    assert told(followed(reference("#X"), PLAIN)) == [("SIGNED_DATA_MISSING", "#X")]


@pytest.mark.attack
def test_element_of_two_is_none() -> None:
    twice = around(f'<r><ds:Signature xmlns:ds="{NS}"><a Id="O"/><b Id="O"/></ds:Signature></r>')
    assert told(followed(reference("#O"), twice)) == [("ID_DUPLICATE", "O")]


@pytest.mark.attack
def test_signature_in_a_container_covers_nothing_else_of_its_file() -> None:
    beside = f'<r><other Id="B"/>{SIGNATURE}</r>'
    inside = around(beside, in_container=True)
    for uri, detail in (
        ("#B", "reference to another place of the signature file"),
        ("#S", "reference to another place of the signature file"),
        ("", "reference to the whole signature file"),
        ("#xpointer(/)", "reference to the whole signature file"),
    ):
        assert told(followed(reference(uri), inside)) == [("SIGNATURE_MALFORMED", detail)]
    right("#B", expected=b'<other Id="B"></other>', surroundings=around(beside))


@pytest.mark.parametrize("uri", ["", "#xpointer(/)"])
def test_whole_document_is_meant_with_what_stands_around_its_root(uri: str) -> None:
    surroundings = around(f"<?p i?><r>{SIGNATURE}<!-- c --></r>")
    found = right(uri, expected=f"<?p i?>\n<r>{SIGNATURE}</r>".encode(), surroundings=surroundings)
    assert found.target is surroundings.root


@pytest.mark.attack
def test_wrong_weak_or_unknown_digest_is_told() -> None:
    surroundings = around(SIGNATURE, files=FILES, in_container=True)
    wrong = followed(reference("c.txt", digest=bytes(32)), surroundings)
    assert told(wrong) == [("DIGEST_WRONG", "c.txt")]
    weak = reference("c.txt", digest=hashlib.sha1(FILES["c.txt"], usedforsecurity=False).digest(), method=SHA1)
    assert told(followed(weak, surroundings)) == [("ALGORITHM_WEAK", "SHA1")]
    both = followed(reference("c.txt", digest=b"x", method=SHA1), surroundings)
    assert told(both) == [("DIGEST_WRONG", "c.txt"), ("ALGORITHM_WEAK", "SHA1")]
    assert told(followed(reference("c.txt", method="urn:x"), surroundings)) == [("ALGORITHM_UNKNOWN", "urn:x")]
    alone = around(SIGNATURE, files={"y": b"Sveiki"})
    assert told(followed(reference(None, digest=b"x"), alone)) == [("DIGEST_WRONG", "")]


@pytest.mark.parametrize("missing", ["DigestMethod", "DigestValue"])
def test_reference_without_a_digest_is_malformed(missing: str) -> None:
    element = etree.fromstring(reference("#O", digest=b"x"))
    held = element.find(f"{DS}{missing}")
    assert held is not None
    element.remove(held)
    assert told(references.follow(element, PLAIN)) == [("SIGNATURE_MALFORMED", f"{missing} missing")]


def test_canonicalisation_is_applied_with_its_prefixes() -> None:
    surroundings = around(f'<r xmlns:x="urn:x" xmlns:y="urn:y"><o Id="B"><v x:k="1"/></o>{SIGNATURE}</r>')
    inclusive = '<o xmlns:x="urn:x" xmlns:y="urn:y" Id="B"><v x:k="1"></v></o>'
    right("#B", transform(C14N), expected=inclusive.encode(), surroundings=surroundings)
    right("#B", expected=inclusive.encode(), surroundings=surroundings)
    exclusive = '<o Id="B"><v xmlns:x="urn:x" x:k="1"></v></o>'
    right("#B", transform(EXCLUSIVE), expected=exclusive.encode(), surroundings=surroundings)
    listed = f'<i:InclusiveNamespaces xmlns:i="{EXCLUSIVE}" PrefixList="y x"/>'
    right("#B", transform(EXCLUSIVE, listed), expected=inclusive.encode(), surroundings=surroundings)
    empty = f'<i:InclusiveNamespaces xmlns:i="{EXCLUSIVE}"/>'
    right("#B", transform(EXCLUSIVE, empty), expected=exclusive.encode(), surroundings=surroundings)


def test_comments_of_an_element_are_left_out_and_those_of_parsed_bytes_are_in() -> None:
    """XML Signature, 4.4.3.3: a same-document reference has no comments; 4.4.3.2: octets are parsed with them."""
    surroundings = around(f'<r><o Id="B"><!-- c --></o>{SIGNATURE}</r>', files={"f.xml": b"<?p i?><f><!-- c --></f>"})
    right("#B", transform(WITH_COMMENTS), expected=b'<o Id="B"></o>', surroundings=surroundings)
    parsed = b"<?p i?>\n<f><!-- c --></f>"
    right("f.xml", transform(WITH_COMMENTS), expected=parsed, surroundings=surroundings)
    right("f.xml", transform(C14N), expected=b"<?p i?>\n<f></f>", surroundings=surroundings)


def test_file_is_taken_as_its_bytes_where_nothing_is_said() -> None:
    surroundings = around(SIGNATURE, files={"f.xml": b"<f ></f >"})
    right("f.xml", expected=b"<f ></f >", surroundings=surroundings)
    right("f.xml", transform(C14N), expected=b"<f></f>", surroundings=surroundings)


def test_base64_is_decoded_of_a_file_and_of_an_element() -> None:
    surroundings = around(
        f'<r><o Id="B">U3Zl\n aWtp<v/></o>{SIGNATURE}</r>', files={"f": b"U3Zl aWtp\n", "bad": b"U3Zl*"}
    )
    for uri in ("f", "#B"):
        right(uri, transform(BASE64), expected=b"Sveiki", surroundings=surroundings)
    assert told(followed(reference("bad", transform(BASE64)), surroundings)) == [("SIGNATURE_MALFORMED", "not Base64")]


@pytest.mark.attack
@pytest.mark.parametrize("algorithm", [BASE64, ENVELOPED, XPATH, FILTER2, "urn:x", ""])
@pytest.mark.parametrize("uri", ["c.txt", "#O"])
def test_in_a_container_nothing_but_canonicalisation_is_applied(algorithm: str, uri: str) -> None:
    surroundings = around(SIGNATURE, files=FILES, in_container=True)
    found = followed(reference(uri, transform(algorithm, xpath())), surroundings)
    assert told(found) == [("TRANSFORM_NOT_ALLOWED", algorithm)]


@pytest.mark.attack
@pytest.mark.parametrize("algorithm", [ENVELOPED, XPATH, FILTER2, "urn:x"])
def test_bytes_are_not_transformed_as_elements(algorithm: str) -> None:
    found = followed(reference("c.txt", transform(algorithm, xpath())), around(SIGNATURE, files=FILES))
    assert told(found) == [("TRANSFORM_NOT_ALLOWED", algorithm)]


DOCUMENT: Final = f"<r>a{SIGNATURE}b<p>{SIGNATURE}c</p></r>"


def test_enveloped_signature_is_cut_out_of_what_is_around_it_and_no_other() -> None:
    """XML Signature, 6.6.4: the one Signature that holds the Reference; the text behind it stays."""
    rest = f"<r>ab<p>{SIGNATURE}c</p></r>".encode()
    found = right("", transform(ENVELOPED), expected=rest, surroundings=around(DOCUMENT))
    assert found.target is not None
    after = around(f'<r><x/>{SIGNATURE}b<o Id="B">t</o></r>')
    right("", transform(ENVELOPED), expected=b'<r><x></x>b<o Id="B">t</o></r>', surroundings=after)
    right("#B", transform(ENVELOPED), expected=b'<o Id="B">t</o>', surroundings=after)
    deep = around(f"<r><a/><a/><b><c/><d><e/><e/><e/><f>x{SIGNATURE}y</f></d></b></r>")
    cut = b"<r><a></a><a></a><b><c></c><d><e></e><e></e><e></e><f>xy</f></d></b></r>"
    right("", transform(ENVELOPED), expected=cut, surroundings=deep)
    inner = around(f'<r>z<o Id="B">t{SIGNATURE}u</o></r>')
    right("#B", transform(ENVELOPED), expected=b'<o Id="B">tu</o>', surroundings=inner)


def test_document_itself_stays_as_it_was() -> None:
    surroundings = around(DOCUMENT)
    before = etree.tostring(surroundings.root)
    followed(reference("", transform(ENVELOPED)), surroundings)
    followed(reference("", transform(XPATH, xpath())), surroundings)
    assert etree.tostring(surroundings.root) == before


@pytest.mark.parametrize(
    ("algorithm", "inside"),
    [
        (XPATH, xpath()),
        (XPATH, xpath(" not( ancestor-or-self::dsig:Signature ) ")),
        (FILTER2, xpath("/descendant::ds:Signature", ' Filter="subtract"')),
        (FILTER2, xpath("//ds:Signature", ' Filter="subtract"')),
    ],
)
def test_xpath_that_leaves_out_all_signatures_is_applied_to_the_document(algorithm: str, inside: str) -> None:
    right("", transform(algorithm, inside), expected=b"<r>ab<p>c</p></r>", surroundings=around(DOCUMENT))


@pytest.mark.attack
@pytest.mark.parametrize(
    ("algorithm", "expression", "filters"),
    [
        (XPATH, "not(self::x)", ""),
        (XPATH, "", ""),
        (XPATH, "x" * 90, ""),
        (FILTER2, "//ds:Signature", ""),
        (FILTER2, "//ds:Signature", ' Filter="intersect"'),
        (FILTER2, "//x", ' Filter="subtract"'),
    ],
)
def test_other_xpath_is_refused(algorithm: str, expression: str, filters: str) -> None:
    found = followed(reference("", transform(algorithm, xpath(expression, filters))), around(DOCUMENT))
    assert told(found) == [("TRANSFORM_NOT_ALLOWED", expression[:80])]


@pytest.mark.attack
def test_xpath_of_a_part_is_refused() -> None:
    surroundings = around(f'<r><o Id="B">{SIGNATURE}</o></r>')
    found = followed(reference("#B", transform(XPATH, xpath())), surroundings)
    assert told(found) == [("TRANSFORM_NOT_ALLOWED", XPATH)]


@pytest.mark.attack
def test_document_that_is_its_signature_leaves_nothing() -> None:
    assert told(followed(reference("", transform(XPATH, xpath())), around(SIGNATURE))) == [
        ("TRANSFORM_NOT_ALLOWED", "nothing is left")
    ]


@pytest.mark.attack
def test_transforms_are_few() -> None:
    surroundings = around(SIGNATURE, files={"f.xml": b"<f/>"})
    most = [transform(C14N)] * 8
    right("f.xml", *most, expected=b"<f></f>", surroundings=surroundings)
    assert told(followed(reference("f.xml", *most, transform(C14N)), surroundings)) == [("TRANSFORMS_TOO_MANY", "9")]


def test_content_is_shared_by_references_that_say_the_same_and_by_no_other() -> None:
    surroundings = around(f'<r><o Id="B"/><p Id="C"/>{SIGNATURE}</r>')
    plain, again, other, changed = (
        followed(reference(uri, *transforms), surroundings).content
        for uri, *transforms in (("#B",), ("#B",), ("#C",), ("#B", transform(EXCLUSIVE)))
    )
    assert plain is again
    assert len({id(one) for one in (plain, other, changed)}) == 3


def test_file_signed_unchanged_is_digested_once_for_all_who_share() -> None:
    surroundings = around(SIGNATURE, files=dict(FILES))
    expected = hashlib.sha256(FILES["c.txt"]).digest()
    followed(reference("c.txt", digest=expected), surroundings)
    assert surroundings.digests == {("SHA256", "c.txt"): expected}
    followed(reference("#O"), surroundings)
    xml_file = around(SIGNATURE, files={"f.xml": b"<f/>"})
    followed(reference("f.xml", transform(C14N)), xml_file)
    assert xml_file.digests == {}
    assert set(surroundings.digests) == {("SHA256", "c.txt")}


@pytest.mark.parametrize(("size", "kept"), [(64 * 1024, True), (64 * 1024 + 1, False)])
def test_small_content_is_kept_and_large_is_made_again(size: int, *, kept: bool) -> None:
    empty = len(b'<o Id="B"></o>')
    surroundings = around(f'<r><o Id="B">{"x" * (size - empty)}</o>{SIGNATURE}</r>')
    content = followed(reference("#B"), surroundings).content
    assert content is not None
    assert (content.kept is not None) is kept
    assert sum(map(len, content.pieces())) == size
    assert content.digest("SHA256") == hashlib.sha256(b"".join(content.pieces())).digest()
