"""Files that are small to send and dear to judge: one builder for each kind of thing that an input can repeat.

Signed by nobody: a stranger needs no certificate to send them.
"""

import io
import re
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from esigner.asn1 import der
from tests.world.pdfs import assemble

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_ASIC_E: Final = b"application/vnd.etsi.asic-e+zip"


def zipped(files: Iterable[tuple[str, bytes]], *, deflated: bool = True) -> bytes:
    """Return a container of these files, `mimetype` first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ASIC_E, 0)
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, 8 if deflated else 0)
    return buffer.getvalue()


def zeros(*, entries: int, kilobytes: int = 1024) -> bytes:
    """Return a container of files that are nothing but zeros."""
    content = bytes(kilobytes * 1024)
    return zipped((f"{number}.bin", content) for number in range(entries))


def reference(uri: str, *, transforms: Iterable[str] = ()) -> str:
    """Return a ds:Reference with a digest of the right length and no truth."""
    said = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in transforms)
    return (
        f'<ds:Reference URI="{uri}">{f"<ds:Transforms>{said}</ds:Transforms>" if said else ""}'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{b64encode(bytes(32)).decode()}</ds:DigestValue></ds:Reference>"
    )


def xades(references: Iterable[str], *, inside: str = "", around: str = "") -> bytes:
    """Return an XML with one signature of these references; `inside` is its object, `around` stands beside it."""
    return (
        f'<r xmlns:ds="{DS}">{around}<ds:Signature Id="S"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f"{''.join(references)}</ds:SignedInfo><ds:SignatureValue>AA==</ds:SignatureValue>"
        f'<ds:Object Id="O">{inside}</ds:Object></ds:Signature></r>'
    ).encode()


def one_target(*, references: int, nodes: int = 20_000) -> bytes:
    """Return many references to one large element."""
    return xades([reference("#O")] * references, inside="<a/>" * nodes)


def nested_targets(*, depth: int, nodes: int = 2000) -> bytes:
    """Return references to elements that stand in one another, so that each digests all within it."""
    opened = "".join(f'<a Id="n{number}">' for number in range(depth))
    return xades([reference(f"#n{number}") for number in range(depth)], inside=opened + "<b/>" * nodes + "</a>" * depth)


def transformed(*, transforms: int, nodes: int = 20_000) -> bytes:
    """Return one reference with many transforms, each of which copies the document."""
    enveloped = f"{DS}enveloped-signature"
    return xades([reference("", transforms=[enveloped] * transforms)], around="<a/>" * nodes)


def nested_signatures(*, depth: int) -> bytes:
    """Return signatures that stand in one another."""
    return f'<r xmlns:ds="{DS}">{"<ds:Signature>" * depth}{"</ds:Signature>" * depth}</r>'.encode()


def many_signatures(*, signatures: int) -> bytes:
    """Return signatures beside one another, each of them empty."""
    return f'<r xmlns:ds="{DS}">{"<ds:Signature/>" * signatures}</r>'.encode()


def nested_counters(*, depth: int) -> bytes:
    """Return a signature with a countersignature that has a countersignature, and so on."""
    inner = ""
    for _ in range(depth + 1):
        counter = f"<x:CounterSignature>{inner}</x:CounterSignature>" if inner else ""
        unsigned = f"<x:UnsignedSignatureProperties>{counter}</x:UnsignedSignatureProperties>"
        inner = (
            f"<ds:Signature><ds:SignedInfo>{reference('#none')}</ds:SignedInfo><ds:SignatureValue>AA==</ds:SignatureValue>"
            "<ds:Object><x:QualifyingProperties><x:SignedProperties/>"
            f"<x:UnsignedProperties>{unsigned}</x:UnsignedProperties></x:QualifyingProperties></ds:Object></ds:Signature>"
        )
    return f'<r xmlns:ds="{DS}" xmlns:x="http://uri.etsi.org/01903/v1.3.2#">{inner}</r>'.encode()


def many_namespaces(*, namespaces: int, nodes: int) -> bytes:
    """Return a reference whose canonical form looks at every namespace for every node."""
    declared = " ".join(f'xmlns:n{number}="urn:n:{number}"' for number in range(namespaces))
    return xades([reference("#O")], inside=f"<q {declared}>{'<a/>' * nodes}</q>")


def many_attributes(*, attributes: int) -> bytes:
    """Return a reference to an element whose attributes must be sorted."""
    inside = " ".join(f'a{number}=""' for number in range(attributes))
    return xades([reference("#O")], inside=f"<q {inside}/>")


def many_nodes(*, nodes: int) -> bytes:
    """Return an XML of nothing but short elements."""
    return b"<r>" + b"<a/>" * nodes + b"</r>"


def long_names(*, entries: int) -> bytes:
    """Return a container with names on which a pattern with two stars goes back and forth."""
    return zipped((f"META-INF/{number}{'signatures' * 700}", b"") for number in range(entries))


def indefinite(*, elements: int, depth: int = 60) -> bytes:
    """Return a CMS whose elements say nowhere how long they are, in one another and beside one another."""
    column = b"\x30\x80" * (depth // 2) + b"\x00\x00" * (depth // 2)
    algorithms = b"\x31\x80" + column * (elements * 2 // depth) + b"\x00\x00"
    signed = b"\x30\x80\x02\x01\x01" + algorithms + b"\x30\x00\x31\x00\x00\x00"
    return b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + signed + b"\x00\x00" * 2


def pieces(*, octets: int, depth: int = 50) -> bytes:
    """Return a CMS whose content comes in pieces of pieces of one octet."""
    inner = b"\x24\x80" * depth + b"\x04\x01a" * octets + b"\x00\x00" * depth
    content = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80" + inner + b"\x00\x00" * 2
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + content + b"\x31\x00\x00\x00"
    return b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + signed + b"\x00\x00" * 2


def shared_kids(*, levels: int) -> bytes:
    """Return a PDF whose form fields are no tree: each level names the next one twice."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    for level in range(levels):
        kid = f"{level + 5} 0 R".encode()
        objects.append(b"<< /T (f) /FT /Tx /Kids [" + kid + b" " + kid + b"] >>")
    return assemble([*objects, b"<< /T (x) /FT /Sig >>"])


def deep_kids(*, levels: int) -> bytes:
    """Return a PDF whose form fields stand in one another without end."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    objects += [f"<< /T (f) /FT /Tx /Kids [{level + 5} 0 R] >>".encode() for level in range(levels)]
    return assemble([*objects, b"<< /T (x) /FT /Sig >>"])


def json_values(*, values: int) -> bytes:
    """Return a JWS with a member of nothing but numbers."""
    return b'{"payload":"","signatures":[{"protected":"","signature":"","x":[' + b",".join([b"1"] * values) + b"]}]}"


def jws_over(*, signatures: int, kilobytes: int) -> bytes:
    """Return a JWS whose payload every one of many signatures is over."""
    header = b64encode(b'{"alg":"ES256","x5c":[]}').decode().rstrip("=")
    one = f'{{"protected":"{header}","signature":"AA"}}'
    payload = "A" * (kilobytes * 1024)
    return f'{{"payload":"{payload}","signatures":[{",".join([one] * signatures)}]}}'.encode()


def cross_reference_stream(*, entries: int) -> bytes:
    """Return a PDF whose table of objects is a stream of a few bytes that gives millions of entries."""
    packed = zlib.compress(bytes(5 * entries), 9)
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    return (
        head
        + b"2 0 obj\n<< /Type /XRef /Size %d /W [1 3 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
        % (entries, len(packed))
        + packed
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def security_store(*, streams: int, megabytes: int) -> bytes:
    """Return a PDF with a signature field, and a DSS of streams that inflate to zeros."""
    packed = zlib.compress(bytes(megabytes * 1024 * 1024), 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed)
    places = b" ".join(b"%d 0 R" % (number + 6) for number in range(streams))
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> /DSS << /Certs [%b] >> >>" % places,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            b"<< /T (s) /FT /Sig /V 5 0 R >>",
            b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <3000> >>",
            *[stream] * streams,
        ]
    )


def many_signature_fields(*, fields: int, kilobytes: int) -> bytes:
    """Return a PDF where every one of many fields claims the whole file."""
    value = b"<< /Type /Sig /SubFilter /%b /ByteRange [0 %d 9999999 9] /Contents <3000> >>"
    size = kilobytes * 1024
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%b] >> >>"
        % b" ".join(b"%d 0 R" % (2 * number + 5) for number in range(fields)),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (size, b"x" * size),
    ]
    for number in range(fields):
        filters = b"ETSI.RFC3161" if number % 2 else b"ETSI.CAdES.detached"
        objects += [b"<< /T (s%d) /FT /Sig /V %d 0 R >>" % (number, 2 * number + 6), value % (filters, size)]
    return assemble(objects)


def many_ways(*, levels: int) -> bytes:
    """Return a PDF, not signed, with an object to which there are more ways than can be counted: the last one."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /X 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    objects += [b"[%d 0 R %d 0 R]" % (level + 5, level + 5) for level in range(levels)]
    return assemble([*objects, b"<< /X 1 >>"])


def updated(document: bytes, *, number: int) -> bytes:
    """Return a PDF with an update that writes one object anew; what was changed is looked for on every way to it."""
    body = b"%d 0 obj\n<< /X 2 >>\nendobj\n" % number
    size = max(int(found) for found in re.findall(rb"/Size (\d+)", document))
    before = re.findall(rb"startxref\s+(\d+)", document)[-1]
    root = re.findall(rb"/Root (\d+ 0 R)", document)[-1]
    trailer = b"trailer\n<</Size %d/Root %b/Prev %b>>" % (size, root, before)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(document))
    return document + body + table + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % (len(document) + len(body))


def certificates(*, copies: int, certificate: bytes) -> bytes:
    """Return a signature with a certificate many times."""
    one = f"<ds:X509Certificate>{b64encode(certificate).decode()}</ds:X509Certificate>"
    info = f"<ds:KeyInfo><ds:X509Data>{one * copies}</ds:X509Data></ds:KeyInfo>"
    properties = '<x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#"><x:SignedProperties/></x:QualifyingProperties>'
    return xades([reference("#O")], inside=properties).replace(
        b"</ds:SignatureValue>", b"</ds:SignatureValue>" + info.encode()
    )


def claimed_cross_references(*, widths: bytes, index: bytes, size: int = 2147483647) -> bytes:
    """Return a PDF whose table of objects is an empty stream that claims to hold any number of them."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    said = b"/Type /XRef /Size %d /W %b /Index %b /Root 1 0 R /Length 0" % (size, widths, index)
    return head + b"2 0 obj\n<< %b >>\nstream\n\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (said, len(head))


def empty_sections(*, sections: int) -> bytes:
    """Return a PDF whose table of objects has sections without objects."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    end = b"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + b"xref\n" + b"0 0\n" * sections + end


def updates_of_nothing(*, updates: int) -> bytes:
    """Return a PDF with revisions that write nothing anew."""
    parts = [assemble([b"<< /Type /Catalog >>"])]
    before, end = int(re.findall(rb"startxref\s+(\d+)", parts[0])[-1]), len(parts[0])
    for _ in range(updates):
        trailer = b"<< /Size 2 /Root 1 0 R /Prev %d >>" % before
        parts.append(b"xref\n0 0\ntrailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, end))
        before, end = end, end + len(parts[-1])
    return b"".join(parts)


def fields_that_are(written: bytes) -> bytes:
    """Return a PDF whose list of form fields leads to what is written."""
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            written,
        ]
    )


def object_streams(*, streams: int, megabytes: int) -> bytes:
    """Return a PDF whose form fields stand in as many streams, each after any amount of white space."""
    packed = zlib.compress(b" " * (megabytes * 1024 * 1024), 9)
    body, rows = bytearray(b"%PDF-1.7\n"), {}

    def add(number: int, content: bytes) -> None:
        rows[number] = b"\1" + len(body).to_bytes(4, "big") + bytes(2)
        body.extend(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    within = range(streams + 2, 2 * streams + 2)
    fields = b" ".join(b"%d 0 R" % number for number in within)
    add(1, b"<< /Type /Catalog /AcroForm << /Fields [%b] >> >>" % fields)
    said = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    for number in range(2, streams + 2):
        add(number, said + b"\nstream\n" + packed + b"\nendstream")
    rows |= {number: b"\2" + (number - streams).to_bytes(4, "big") + bytes(2) for number in within}
    table = bytes(7) + b"".join(rows[number] for number in sorted(rows))
    head = b"<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Length %d >>" % (len(rows) + 1, len(table))
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return bytes(body) + b"%d 0 obj\n%b\nstream\n%b" % (2 * streams + 2, head, table) + end


def _element(tag: int, *parts: bytes) -> bytes:
    return der.tlv(tag, b"".join(parts))


def cms(*, signers: int = 1, attributes: int = 0) -> bytes:
    """Return a CMS with many signers, or with one who signs many attributes."""
    digest = bytes.fromhex("300b0609608648016503040201")
    data, signed = (bytes.fromhex(f"06092a864886f70d01070{kind}") for kind in (1, 2))
    attribute = _element(0x30, b"\x06\x01\x2a", _element(0x31, b"\x04\x00"))
    held = _element(0xA0, attribute * attributes) if attributes else b""
    algorithm, value = bytes.fromhex("300a06082a8648ce3d040302"), b"\x04\x01x"
    signer = _element(0x30, b"\x02\x01\x01", _element(0x30, b"\x30\x00\x02\x01\x01"), digest, held, algorithm, value)
    content = _element(0x30, data, _element(0xA0, b"\x04\x01a"))
    return _element(
        0x30,
        signed,
        _element(
            0xA0, _element(0x30, b"\x02\x01\x01", _element(0x31, digest), content, _element(0x31, signer * signers))
        ),
    )
