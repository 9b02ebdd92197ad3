"""Signatures against the raw signature of the same key in the same run.

Each call begins with a file nobody has hashed yet and ends with the whole signature, container or document. The raw
signature is one call of the same key over as many bytes as a SignedInfo has. Seals come from one `Sealer`, as a service
that seals all day has it.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Unpack

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bench.measure import Row, slower_than
from bench.rows.authority import Authority
from esigner import ades
from esigner.ades import timestamps
from esigner.ades.create.asice_xades import signature_xml
from esigner.ades.create.batch.xades import ContainerSignature
from esigner.ades.create.values import PrivateKey
from esigner.ades.create.wanted import Choices
from esigner.ades.encoding.formats import Packaging, Shape
from tests.world.signing_pki import SIGNED_AT, SigningPki

ONE_KB = b"0123456789abcdef" * 64
TEN_KB = b"0123456789" * 1024
_HASHES = {"P-384": hashes.SHA384(), "P-521": hashes.SHA512()}
_NONCE = 2**63 + 5
_DETACHED = Shape(packaging=Packaging.DETACHED)


def rows() -> Iterator[Row]:
    """Seals of XAdES-B alone and in ASiC-E, -LT in ASiC-E, CAdES-B, PAdES-B; keys RSA-2048, P-256, P-384."""
    world = SigningPki()
    for kind, limit in (("RSA-2048", 1.03), ("P-256", 1.3), ("P-384", None)):
        raw = _raw(world.signer(kind).key, kind)
        whole = _raw_of_lt(world, kind)
        goal = 1.3 if kind == "RSA-2048" else None
        for name, ours, reference, most in (
            (f"XAdES-B, 1 kB file to whole XML, {kind} / raw signature", _xades(world, kind), raw, limit),
            ("  the same in two steps, as with a device", _xades_in_steps(world, kind), raw, None),
            (f"XAdES-B in ASiC-E, 10 kB, {kind} / raw signature", _container(world, kind), raw, None),
            (
                f"XAdES-LT in ASiC-E, 10 kB, in-process TSA, {kind} / raw",
                _container(world, kind, stamp=_taken),
                raw,
                goal,
            ),
            ("  the same, TSA's answer verified", _container(world, kind, stamp=_verified), raw, None),
            ("  the same / all raw operations in it", _container(world, kind, stamp=_verified), whole, None),
            (
                f"CAdES-B detached, 1 kB, {kind} / raw signature",
                _cades(world, kind),
                raw,
                1.3 if kind == "P-256" else None,
            ),
        ):
            yield slower_than(name, ours, reference, limit=most, runs=60, inner=20)
    pdf, raw = _small_pdf(), _raw(world.signer("RSA-2048").key, "RSA-2048")
    ours = _pdf(world, "RSA-2048", pdf)
    yield slower_than(f"PAdES-B, {len(pdf)} bytes, RSA-2048 / raw signature", ours, raw, limit=3.0, runs=60, inner=5)


def _raw_of_lt(world: SigningPki, kind: str) -> Callable[[], object]:
    """The signature, the time-stamping unit's, and the verification of the latter."""
    raw, unit = _raw(world.signer(kind).key, kind), world.tsu.key
    assert isinstance(unit, ec.EllipticCurvePrivateKey)
    data, algorithm = TEN_KB[:150], ec.ECDSA(hashes.SHA256())
    value, public = unit.sign(data, algorithm), unit.public_key()
    return lambda: (raw(), unit.sign(data, algorithm), public.verify(value, data, algorithm))


def _raw(key: PrivateKey, kind: str) -> Callable[[], object]:
    data = TEN_KB[:1500]  # as long as a SignedInfo
    if isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = ec.ECDSA(_HASHES.get(kind, hashes.SHA256()))
        return lambda: key.sign(data, algorithm)
    assert isinstance(key, rsa.RSAPrivateKey)
    scheme, digest = padding.PKCS1v15(), hashes.SHA256()
    return lambda: key.sign(data, scheme, digest)


def _sealer(world: SigningPki, kind: str, form: ades.Format, **choices: Unpack[Choices]) -> ades.Sealer:
    holder = world.signer(kind)
    return ades.Sealer(format=form, key=holder.key, signer=holder.certificate, chain=world.chain, **choices)


def _xades(world: SigningPki, kind: str) -> Callable[[], object]:
    sealer = _sealer(world, kind, ades.Format.ASICE)

    def work() -> object:
        signature = sealer.sign([_file("ten.txt", ONE_KB)], signed_at=SIGNED_AT)
        assert isinstance(signature, ContainerSignature)
        return signature.document()

    return work


def _xades_in_steps(world: SigningPki, kind: str) -> Callable[[], object]:
    holder = world.signer(kind)

    def work() -> object:
        prepared = ades.prepare(
            format=ades.Format.ASICE,
            files=[_file("ten.txt", ONE_KB)],
            signer=holder.certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
        )
        return signature_xml(prepared, ades.sign(prepared, key=holder.key), timestamp=None, revocation=None)

    return work


_Stamp = Callable[[Authority, bytes], bytes]


def _taken(authority: Authority, imprint: bytes) -> bytes:
    """Take the token as this process's own."""
    return authority.answer(imprint, _NONCE)[9:]


def _verified(authority: Authority, imprint: bytes) -> bytes:
    """Ask, and prove the answer, as with an authority elsewhere."""
    timestamps.request(imprint, "SHA256", _NONCE)
    answer = authority.answer(imprint, _NONCE)
    return timestamps.read_response(answer, digest=imprint, algorithm="SHA256", nonce=_NONCE)


def _container(world: SigningPki, kind: str, *, stamp: _Stamp | None = None) -> Callable[[], object]:
    sealer, authority = _sealer(world, kind, ades.Format.ASICE), Authority(world)
    revocation = world.revocation(world.signer(kind).certificate) if stamp else None

    def work() -> object:
        signature = sealer.sign([_file("ten.txt", TEN_KB)], signed_at=SIGNED_AT)
        token = stamp(authority, hashlib.sha256(signature.timestamp_input()).digest()) if stamp else None
        return signature.finish(timestamp=token, revocation=revocation)

    return work


def _cades(world: SigningPki, kind: str) -> Callable[[], object]:
    sealer = _sealer(world, kind, ades.Format.CADES, shape=_DETACHED)
    return lambda: sealer.seal([_file("one.txt", ONE_KB)], signed_at=SIGNED_AT)


def _pdf(world: SigningPki, kind: str, content: bytes) -> Callable[[], object]:
    holder = world.signer(kind)

    def work() -> object:
        files = [ades.DataFile("a.pdf", "application/pdf", content)]
        prepared = ades.prepare(
            format=ades.Format.PDF, files=files, signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
        )
        return ades.finalize(prepared, ades.sign(prepared, key=holder.key), files=files)

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
