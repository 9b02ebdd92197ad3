"""Large and many: a file of 2 GB sealed in one pass, and LT seals with a time-stamping authority 50 ms away."""

import hashlib
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from bench.material import FOR_CONTAINER, Material
from bench.measure import Row, is_quick
from bench.slow_tsa import slow_tsa
from esigner import ades
from esigner.ades.containers.files import CHUNK_BYTES, DigestedFile, StoredFile
from esigner.ades.create import streaming
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import validate
from esigner.wire import http, stamping
from esigner.wire.stamping import Authorities
from tests.world.signing_pki import SIGNED_AT, Holder, SigningPki

DELAY_SECONDS: Final = 0.05
"""How far away the time-stamping authority is."""

_IN_FLIGHT: Final = 128
"""Requests at once: with an authority 50 ms away, some 2,500 a second could be answered."""
_MIB: Final = 1024 * 1024
_MEMORY_GOAL_MIB: Final = 32
_SEALS_GOAL: Final = 1000


def rows() -> Iterator[Row]:
    """One large file with its memory, then many small ones."""
    world = SigningPki()
    yield from _large(world.signer("P-256"), world)
    yield _many(Material(world=world, kind="P-256", pdf=b""))


def _large(holder: Holder, world: SigningPki) -> Iterator[Row]:
    size_mib, runs = (256, 3) if is_quick() else (2048, 5)
    title = f"a file of {size_mib} MiB sealed into ASiC-E, disk to disk"
    with tempfile.TemporaryDirectory(prefix="esigner-") as name:
        folder = Path(name)
        source = _written(folder / "large.bin", size_mib)
        _seal(source, folder / "out.asice", holder, world)  # once uncounted, as everywhere
        memory = _growth_mib(source, folder / "lone.asice")
        hashed, sealed = [], []
        for _ in range(runs):
            (folder / "out.asice").unlink()
            hashed.append(_seconds_of_hash(source))
            started = time.perf_counter()
            _seal(source, folder / "out.asice", holder, world)
            sealed.append(time.perf_counter() - started)
    ratio = statistics.median(one / other for one, other in zip(sealed, hashed, strict=True))
    ours, reference = statistics.median(sealed), statistics.median(hashed)
    yield Row(
        name=f"{title} / its SHA-256",
        ours=ours,
        reference=reference,
        ratio=ratio,
        goal="≤ 2 ×",
        met=ratio <= 2,  # noqa: PLR2004  the goal
        unit="s",
        runs=runs,
        note=f"{size_mib / ours:.0f} MiB/s; peak memory grew by {memory:.1f} MiB",
    )
    yield Row(
        name="  growth of peak memory meanwhile / size of the file",
        ours=memory,
        reference=size_mib,
        ratio=memory / size_mib,
        goal=f"≤ {_MEMORY_GOAL_MIB} MiB",
        met=memory <= _MEMORY_GOAL_MIB,
        unit="MiB",
        runs=1,
    )


def _written(path: Path, size_mib: int) -> Path:
    """Write a file in which no two blocks are alike."""
    block = bytearray(os.urandom(_MIB))
    with path.open("wb") as out:
        for number in range(size_mib):
            block[:8] = number.to_bytes(8, "big")
            out.write(block)
        out.flush()
        os.fsync(out.fileno())  # else the disk writes it while we measure
    return path


def _seal(source: Path, target: Path, holder: Holder, world: SigningPki) -> None:
    def sign(digested: Sequence[DigestedFile]) -> Mapping[str, bytes]:
        prepared = ades.prepare(
            format=ades.Format.ASICE,
            files=digested,
            signer=holder.certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
        )
        return streaming.parts(prepared, ades.sign(prepared, key=holder.key), files=digested)

    file = StoredFile.at(source, name=source.name, media_type="application/octet-stream")
    with target.open("wb") as out:
        streaming.seal(out, format=ades.Format.ASICE, files=[file], written_at=SIGNED_AT, sign=sign)


def _seconds_of_hash(path: Path) -> float:
    started, running, chunk = time.perf_counter(), hashlib.sha256(), memoryview(bytearray(CHUNK_BYTES))
    with path.open("rb", buffering=0) as opened:
        while length := opened.readinto(chunk):
            running.update(chunk[:length])
    running.digest()
    return time.perf_counter() - started


def _growth_mib(source: Path, target: Path) -> float:
    """Return how far the peak of a fresh process rises: in this one, memory freed earlier would hide it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_seal_alone, args=(source, target, theirs))
    process.start()
    process.join()
    target.unlink()
    return float(ours.recv()) / 1024


def _seal_alone(source: Path, target: Path, parent: Connection) -> None:
    world = SigningPki()
    holder = world.signer("P-256")
    before = _peak_reset()
    _seal(source, target, holder, world)
    parent.send(_status("VmHWM") - before)


def _peak_reset() -> int:
    """Let the kernel forget the peak; give the memory held now, in KiB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise LookupError(name)


def _many(material: Material) -> Row:
    number, rounds, alone = (1000, 2, 10) if is_quick() else (5000, 3, 40)
    with slow_tsa(material.world, delay_seconds=DELAY_SECONDS) as url:
        authorities = Authorities(urls=(url,), anchors=(material.world.root.certificate,))
        _sealed(material, authorities, 200)  # connections are open, as in a process that does this all day
        together, single = [], []
        for _ in range(rounds):
            started = time.perf_counter()
            _sealed(material, authorities, number)
            together.append(number / (time.perf_counter() - started))
            started = time.perf_counter()
            for _ in range(alone):
                _sealed(material, authorities, 1)
            single.append(alone / (time.perf_counter() - started))
        _check_passes(_sealed(material, authorities, 1)[0], material)
        http.close()
    rate, reference = statistics.median(together), statistics.median(single)
    return Row(
        name=f"LT seals, P-256, authority {DELAY_SECONDS * 1000:.0f} ms away: many / one at a time",
        ours=rate,
        reference=reference,
        ratio=statistics.median(one / other for one, other in zip(together, single, strict=True)),
        goal=f"≥ {_SEALS_GOAL}/s",
        met=rate >= _SEALS_GOAL,
        unit="seals/s",
        runs=rounds * number,
        note=f"one process, each token verified, revocation in hand; {_IN_FLIGHT} requests in flight over "
        f"loopback; the authority's process shares the {os.cpu_count()} cores",
    )


def _check_passes(container: bytes, material: Material) -> None:
    """See that what is counted are good seals of level LT."""
    trust = Trust.of([material.world.root.certificate])
    report = validate(container, name="sample", trust=trust, at=datetime(2040, 1, 1, tzinfo=UTC))
    if not report.passed or report.signatures[0].format != "XAdES-B-LT":
        raise RuntimeError(report.rule)


def _sealed(material: Material, authorities: Authorities, number: int) -> list[bytes]:
    """Return so many containers of level LT: signed, stamped at once, finished with revocation in hand."""
    signer = material.signer
    sealer = ades.Sealer(
        format=ades.Format.ASICE, key=signer.key, signer=signer.certificate, chain=material.world.chain
    )
    files = ([ades.DataFile(f"{index}.txt", "text/plain", FOR_CONTAINER)] for index in range(number))
    signed = [sealer.sign(one, signed_at=SIGNED_AT) for one in files]
    digests = [hashlib.sha256(one.timestamp_input()).digest() for one in signed]
    with ThreadPoolExecutor(_IN_FLIGHT) as threads:
        tokens = list(threads.map(partial(stamping.stamp, algorithm="SHA256", authorities=authorities), digests))
    found = []
    for one, token in zip(signed, tokens, strict=True):
        found.append(one.finish(timestamp=token, revocation=material.revocation))
    return found
