"""Documents signed by our engine in the signing world, and ways of spoiling them that leave the rest right."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from esigner import ades
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report, validate
from tests.world.pdfs import pdf
from tests.world.signing_pki import SIGNED_AT, SigningPki, signing_pki

VALIDATED_AT: Final = datetime(2040, 1, 1, tzinfo=UTC)
"""After the clock of the machine, which dates the OCSP answers, and while all certificates are valid."""
TEXT: Final = ades.DataFile("līgums ā č.txt", "text/plain", b"Sveiki")
SHEET: Final = ades.DataFile("b+c.csv", "text/csv", b"1;2;3")
FILES: Final = (TEXT, SHEET)
SIGNATURES: Final = "META-INF/signatures0.xml"
DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
_C14N: Final = "http://www.w3.org/2006/12/xml-c14n11"
_SIGNED_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"


def trust(pki: SigningPki | None = None) -> Trust:
    """Trust the root of the world."""
    return Trust.of([(pki or signing_pki()).root.certificate])


def judged(document: bytes, *, policy: str = "lv", at: datetime = VALIDATED_AT, by: Trust | None = None) -> Report:
    """Return the report on a document."""
    return validate(document, name="dokuments", trust=by or trust(), at=at, policy=policy)


def signed(
    *,
    format: ades.Format = ades.Format.ASICE,  # noqa: A002  the word of the engine
    files: Sequence[ades.DataFile] = FILES,
    level: ades.Level = ades.Level.LT,
    kind: str = "P-256",
    stamped_at: datetime = SIGNED_AT,
    revocation: ades.ValidationData | None = None,
    pki: SigningPki | None = None,
) -> bytes:
    """Return a document signed by the engine."""
    world = pki or signing_pki()
    holder = world.signer(kind)
    prepared = ades.prepare(
        format=format, files=files, signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
    )
    value = ades.sign(prepared, key=holder.key)
    stamp = None
    if level is not ades.Level.B:
        stamp = world.token(ades.timestamp_input(prepared, value), at=stamped_at)
    material = (revocation or world.revocation(holder.certificate)) if level is ades.Level.LT else None
    return ades.finalize(prepared, value, files=files, timestamp=stamp, revocation=material)


def signed_pdf(*, level: ades.Level = ades.Level.LT, revocation: ades.ValidationData | None = None) -> bytes:
    """Return a PDF signed by the engine."""
    file = ades.DataFile("dokuments.pdf", "application/pdf", pdf(text="Sveiki"))
    return signed(format=ades.Format.PDF, files=(file,), level=level, revocation=revocation)


def entries(container: bytes) -> dict[str, bytes]:
    """Return the files of a container in their order."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(files: Mapping[str, bytes], *, deflated: frozenset[str] = frozenset()) -> bytes:
    """Return a zip of these files in this order, stored but for those named."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, 8 if name in deflated else 0)
    return buffer.getvalue()


def changed(container: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """Return the container with these files replaced, added, or (None) taken out."""
    merged = {**entries(container), **files}
    return packed({name: content for name, content in merged.items() if content is not None})


def xml_changed(container: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """Return the container with the signature file changed and nothing mended."""
    root = etree.fromstring(entries(container)[SIGNATURES])
    change(root)
    return changed(container, {SIGNATURES: etree.tostring(root)})


def resigned(
    container: bytes,
    change: Callable[[etree._Element], None],
    *,
    kind: str = "P-256",
    stamp: Callable[[bytes], bytes] | None = None,
    stamped_at: datetime = SIGNED_AT,
) -> bytes:
    """Return the container changed by a dishonest signer: all digests, the value and the timestamp are made anew.

    `stamp` gives the timestamp token instead of the world's.
    """
    world = signing_pki()
    root = etree.fromstring(entries(container)[SIGNATURES])
    change(root)
    signature = root.find(f".//{DS}Signature")
    assert signature is not None
    _redigest(signature)
    _resign(signature, world, kind)
    for element in signature.iter(f"{XADES}EncapsulatedTimeStamp"):
        value = signature.find(f"{DS}SignatureValue")
        assert value is not None
        over = _canonical(value)
        token = stamp(over) if stamp else world.token(over, at=stamped_at)
        element.text = base64.b64encode(token).decode()
    return changed(container, {SIGNATURES: etree.tostring(root)})


def _redigest(signature: etree._Element) -> None:
    properties = signature.find(f".//{XADES}SignedProperties")
    for reference in signature.iter(f"{DS}Reference"):
        if reference.get("Type") == _SIGNED_PROPERTIES and properties is not None:
            method, value = reference.find(f"{DS}DigestMethod"), reference.find(f"{DS}DigestValue")
            assert method is not None
            assert value is not None
            name = "sha1" if method.get("Algorithm", "").endswith("sha1") else "sha256"
            value.text = base64.b64encode(hashlib.new(name, _canonical(properties)).digest()).decode()


def _resign(signature: etree._Element, world: SigningPki, kind: str) -> None:
    signed_info, value = signature.find(f"{DS}SignedInfo"), signature.find(f"{DS}SignatureValue")
    assert signed_info is not None
    assert value is not None
    key = world.signer(kind).key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(key.sign(_canonical(signed_info), ec.ECDSA(hashes.SHA256())))
    value.text = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", with_comments=False)
