"""Signatures against the raw signature of the same key in the same run."""

import hashlib
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from bench.measure import Row, slower_than
from esigner import ades
from tests.world.signing_pki import SIGNED_AT, PrivateKey, SigningPki

TEN_KB = b"0123456789" * 1024
_HASHES = {"P-384": hashes.SHA384(), "P-521": hashes.SHA512()}


def rows() -> Iterator[Row]:
    """XAdES-B and -LT in ASiC-E, PAdES-B; keys RSA-2048, P-256, P-384."""
    world = SigningPki()
    for kind, limit in (("RSA-2048", 1.03), ("P-256", 1.3), ("P-384", None)):
        runs = 60
        raw = _raw(world.signer(kind).key, kind)
        sign = _signing(world, kind, ades.Format.ASICE, _file("ten.txt", TEN_KB))
        yield slower_than(
            f"XAdES-B (value and XML) {kind} / raw signature", sign, raw, limit=limit, runs=runs, inner=20
        )
        whole = _finalizing(world, kind, level="B")
        yield slower_than(
            f"XAdES-B in ASiC-E, 10 kB {kind} / raw signature", whole, raw, limit=None, runs=runs, inner=20
        )
        complete = _finalizing(world, kind, level="LT")
        goal = 1.3 if kind == "RSA-2048" else None
        yield slower_than(
            f"XAdES-LT in ASiC-E, 10 kB, in-process TSA {kind} / raw", complete, raw, limit=goal, runs=runs, inner=10
        )
    raw = _raw(world.signer("RSA-2048").key, "RSA-2048")
    pdf = _small_pdf()
    sign = _pdf(world, "RSA-2048", pdf)
    yield slower_than(f"PAdES-B, {len(pdf)} bytes, RSA-2048 / raw signature", sign, raw, limit=3.0, runs=30, inner=5)


def _raw(key: PrivateKey, kind: str) -> Callable[[], object]:
    data = TEN_KB[:1500]  # as long as a SignedInfo
    if isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = ec.ECDSA(_HASHES.get(kind, hashes.SHA256()))
        return lambda: key.sign(data, algorithm)
    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    return lambda: key.sign(data, scheme, digest)


def _signing(world: SigningPki, kind: str, form: ades.Format, file: ades.DataFile) -> Callable[[], object]:
    holder = world.signer(kind)

    def work() -> object:
        prepared = ades.prepare(
            format=form, files=[file], signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
        )
        return ades.sign(prepared, key=holder.key)

    return work


def _finalizing(world: SigningPki, kind: str, *, level: str) -> Callable[[], object]:
    holder, file = world.signer(kind), _file("ten.txt", TEN_KB)
    revocation = world.revocation(holder.certificate) if level == "LT" else None

    def work() -> object:
        prepared = ades.prepare(
            format=ades.Format.ASICE, files=[file], signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
        )
        value = ades.sign(prepared, key=holder.key)
        token = None
        if revocation:
            imprint = hashlib.sha256(ades.timestamp_input(prepared, value)).digest()
            token = world.token_over(imprint)
        return ades.finalize(prepared, value, files=[file], timestamp=token, revocation=revocation)

    return work


def _pdf(world: SigningPki, kind: str, content: bytes) -> Callable[[], object]:
    holder, file = world.signer(kind), ades.DataFile("a.pdf", "application/pdf", content)

    def work() -> object:
        prepared = ades.prepare(
            format=ades.Format.PDF, files=[file], signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
        )
        return ades.finalize(prepared, ades.sign(prepared, key=holder.key), files=[file])

    return work


def _small_pdf() -> bytes:
    """A one-page PDF of about a kilobyte, written by hand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length 400 >>\nstream\n" + b"%" + b"x" * 398 + b"\n\nendstream",
    ]
    content, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def _file(name: str, content: bytes) -> ades.DataFile:
    return ades.DataFile(name, "text/plain", content)
