"""Side by side with EU DSS, digidoc4j, pyHanko and signxml: the same documents, key and certificates in one run.

Both take turns. The Java programs run in a JVM that stays and tell their own times, once WARM_UP signatures of the kind
are made and, but for a quick run, further ones no longer become faster. For level LT both have the revocation in hand
and a time-stamping unit in their process. Each document is fresh in each call; what a program keeps between calls,
services and loaded keys, it may keep.
"""

import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from itertools import chain, count
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench import xml_peer
from bench.java import WarmJvm, warm_jvm
from bench.material import FOR_CONTAINER, FOR_XML, Material, pkcs8
from bench.measure import Row, Skipped, Work, is_quick, runs_of, timed
from bench.rows.authority import Authority
from esigner import ades
from esigner.ades import timestamps
from esigner.ades.create.batch.xades import ContainerSignature
from interop.judges.port import last_line, run
from tests.world.pdfs import pdf
from tests.world.signing_pki import SIGNED_AT, SigningPki

WARM_UP: Final = 200
"""Uncounted signatures of each kind in a JVM when quick; such a JVM is still cold, and no verdict rests on it."""
_WARM: Final = 3000
"""Uncounted signatures after which a JVM gets no faster any more; fewer flatter us."""

_INTEROP: Final = Path(__file__).parents[2] / "interop"
_GOAL: Final = 5
_ROUNDS: Final = 20
_WARM_UP_SECONDS: Final = 45
_WARM_UP_BLOCK: Final = 100
_PEERS_A_ROUND: Final = 5
_OURS_A_ROUND: Final = 20
_PDF: Final = pdf(text="Sveiki " * 65)
_CLASSPATH: Final = "dependency:build-classpath"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """A Java program that signs, and what it can sign."""

    name: str
    project: str
    target: Path
    main: str
    operations: tuple[str, ...]


_PROGRAMS: Final = (
    _Program(
        name="EU DSS 6.4",
        project="maven",
        target=_INTEROP / "target",
        main="interop.DssBench",
        operations=("xades-b", "asice-b", "asice-lt", "pades-b"),
    ),
    _Program(
        name="digidoc4j 6.1",
        project="maven-digidoc4j",
        target=_INTEROP / "target" / "digidoc4j",
        main="interop.Digidoc4jBench",
        operations=("asice-b",),
    ),
)
_TITLES: Final = {
    "xades-b": "XAdES-B, 1 kB",
    "asice-b": "XAdES-B in ASiC-E, 10 kB",
    "asice-lt": "XAdES-LT in ASiC-E, 10 kB",
    "pades-b": "PAdES-B, 1 kB",
}


def rows() -> Iterator[Row | Skipped]:
    """Every program with RSA-2048 and P-256; in a quick run, with the key that takes less of the time."""
    world, kinds = SigningPki(), ("P-256",) if is_quick() else ("RSA-2048", "P-256")
    for program in _PROGRAMS:
        classpath, reason = _built(program)
        if reason:
            yield Skipped(name=program.name, reason=reason)
            continue
        for kind in kinds:
            yield from _java(program, classpath, Material(world=world, kind=kind, pdf=_PDF))
    for kind in kinds:
        yield _pyhanko(Material(world=world, kind=kind, pdf=_PDF))
        yield _signxml(Material(world=world, kind=kind, pdf=_PDF))


def _built(program: _Program) -> tuple[str, str]:
    """Return the classpath, or why there is none."""
    for needed in ("javac", "mvn"):
        if not shutil.which(needed):
            return "", f"no {needed} on this machine"
    program.target.mkdir(parents=True, exist_ok=True)
    listing = program.target / "classpath"
    found = f"{program.target / 'classes'}:"
    if _is_current(program, listing):
        return found + listing.read_text().strip(), ""
    words = ["mvn", "-q", "-B", "compile", _CLASSPATH, f"-Dmdep.outputFile={listing}"]
    code, text = run(words, cwd=_INTEROP / program.project)
    if code:
        return "", f"Maven: {last_line(text)}"
    return found + listing.read_text().strip(), ""


def _is_current(program: _Program, listing: Path) -> bool:
    """Whether what Maven would make is there and younger than what it is made from."""
    made = (program.target / "classes" / program.main.replace(".", "/")).with_suffix(".class")
    project = _INTEROP / program.project
    if not (made.exists() and listing.exists()):
        return False
    sources = [project / "pom.xml", *project.glob("src/main/java/interop/*.java")]
    oldest = min(made.stat().st_mtime, listing.stat().st_mtime)
    return all(source.stat().st_mtime < oldest for source in sources)


def _java(program: _Program, classpath: str, material: Material) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="esigner-") as name:
        folder = Path(name)
        material.write(folder)
        with warm_jvm(classpath=classpath, program=program.main, folder=folder) as jvm:
            for operation in program.operations:
                yield _against(program, jvm, operation, material, folder)


def _against(program: _Program, jvm: WarmJvm, operation: str, material: Material, folder: Path) -> Row:
    ours = _ours(operation, material)
    _check_level(jvm, operation, folder / "made")
    made = _warm_up(jvm, operation)
    title = f"{_TITLES[operation]}, {material.kind} / {program.name}"
    row = _row(title, ours, lambda number: jvm.times(operation, number))
    verdict = None if is_quick() else row.met
    return replace(row, met=verdict, note=f"{row.note}; after {made} uncounted signatures of the JVM")


def _warm_up(jvm: WarmJvm, operation: str) -> int:
    """Sign until the compiler has nothing more to give, or a long time is up; give how often."""
    jvm.times(operation, WARM_UP)
    made, until = WARM_UP, time.monotonic() + _WARM_UP_SECONDS
    while not is_quick() and made < _WARM and time.monotonic() < until:
        jvm.times(operation, _WARM_UP_BLOCK)
        made += _WARM_UP_BLOCK
    return made


def _check_level(jvm: WarmJvm, operation: str, path: Path) -> None:
    """See that what is compared has the revocation inside, not a signature that fell back to a lower level."""
    jvm.write(operation, path)
    if operation != "asice-lt":
        return
    with zipfile.ZipFile(path) as container:
        xml = b"".join(container.read(name) for name in container.namelist() if "signatures" in name)
    if not all(word in xml for word in (b"SignatureTimeStamp", b"OCSPValues", b"CRLValues")):
        raise RuntimeError(operation)


def _pyhanko(material: Material) -> Row:
    sign = _stock_pyhanko(material)
    title = f"{_TITLES['pades-b']}, {material.kind} / pyHanko, stock signer"
    return _row(title, _ours("pades-b", material), lambda number: [timed(sign) for _ in range(number)])


def _signxml(material: Material) -> Row:
    sign = xml_peer.stock_signxml(material)
    title = f"XAdES-B enveloped by 1 kB of XML, {material.kind} / signxml"
    return _row(title, xml_peer.ours(material), lambda number: [timed(sign) for _ in range(number)])


def _row(title: str, ours: Work, peer: Callable[[int], list[float]]) -> Row:
    rounds = runs_of(_ROUNDS)
    timed(ours), peer(1)
    mine: list[list[float]] = []
    theirs: list[list[float]] = []
    for _ in range(rounds):
        mine.append([timed(ours) for _ in range(_OURS_A_ROUND)])
        theirs.append(peer(_PEERS_A_ROUND))
    ratio = statistics.median(
        statistics.median(one) / statistics.median(other) for one, other in zip(mine, theirs, strict=True)
    )
    return Row(
        name=title,
        ours=statistics.median(chain.from_iterable(mine)),
        reference=statistics.median(chain.from_iterable(theirs)),
        ratio=ratio,
        goal=f"≤ {1 / _GOAL:g} ×",
        met=ratio <= 1 / _GOAL,
        unit="ms",
        runs=rounds * _PEERS_A_ROUND,
        note=f"ours is {1 / ratio:.1f} × as fast",
    )


def _ours(operation: str, material: Material) -> Work:
    makers: dict[str, Callable[[Material], Work]] = {
        "xades-b": _xades,
        "asice-b": _container,
        "asice-lt": _container_lt,
        "pades-b": _pdf,
    }
    return makers[operation](material)


def _sealer(material: Material, form: ades.Format) -> ades.Sealer:
    signer = material.signer
    return ades.Sealer(format=form, key=signer.key, signer=signer.certificate, chain=material.world.chain)


def _xades(material: Material) -> Work:
    sealer = _sealer(material, ades.Format.ASICE)

    def work() -> object:
        signature = sealer.sign([ades.DataFile("ten.txt", "text/plain", FOR_XML)], signed_at=SIGNED_AT)
        assert isinstance(signature, ContainerSignature)
        return signature.document()

    return work


def _container(material: Material) -> Work:
    sealer = _sealer(material, ades.Format.ASICE)
    return lambda: sealer.seal([ades.DataFile("ten.txt", "text/plain", FOR_CONTAINER)], signed_at=SIGNED_AT)


def _container_lt(material: Material) -> Work:
    sealer, authority, nonces = _sealer(material, ades.Format.ASICE), Authority(material.world), count(2**63)

    def work() -> object:
        signature = sealer.sign([ades.DataFile("ten.txt", "text/plain", FOR_CONTAINER)], signed_at=SIGNED_AT)
        imprint, nonce = sha256(signature.timestamp_input()).digest(), next(nonces)
        answer = authority.answer(imprint, nonce)
        token = timestamps.read_response(answer, digest=imprint, algorithm="SHA256", nonce=nonce)
        return signature.finish(timestamp=token, revocation=material.revocation)

    return work


def _pdf(material: Material) -> Work:
    sealer = _sealer(material, ades.Format.PDF)
    return lambda: sealer.seal([ades.DataFile("a.pdf", "application/pdf", material.pdf)], signed_at=SIGNED_AT)


def _stock_pyhanko(material: Material) -> Work:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's, whose constructor has no types
    certificate, *issuers = load_certs_from_pemder_data(
        b"".join(one.public_bytes(Encoding.PEM) for one in (material.signer.certificate, *material.world.chain))
    )
    store.register_multiple(issuers)
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(pkcs8(material.signer.key), passphrase=None),
        cert_registry=store,
    )
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )

    def work() -> object:
        writer = IncrementalPdfFileWriter(BytesIO(material.pdf))
        return signers.sign_pdf(writer, metadata, signer=signer)

    return work
