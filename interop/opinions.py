"""What each judge says of the cells of the matrix; a judge that is absent or out of its depth says why."""

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from esigner import ades
from esigner.ades.encoding.formats import Format
from interop.cells import Cell, Stand
from interop.judges.digidoc4j import NAME, digidoc4j
from interop.judges.dss import Dss
from interop.judges.port import Verdict, last_line, run
from tests.world.signing_pki import signing_pki

Opinion = Callable[[Sequence[Cell], Path], Mapping[Path, Verdict]]

_XADES_NAME: Final = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml")
_ASIC_CADES: Final = {Format.ASICE_CADES: "META-INF/ASiCManifest001.xml", Format.ASICS_CADES: ""}
_ASIC_XADES: Final = frozenset({Format.ASICE, Format.EDOC, Format.ASICS})
_DIGIDOC: Final = frozenset({Format.ASICE, Format.EDOC})
_DIGIDOC_LEAVES_OUT: Final = {
    "[The signature policy is not available!]": f"{NAME} takes no signature policy that it does not know",
    "[The encryption algorithm EdDSA is not authorised for signature creation!;"
    " No long term availability and integrity of validation material is present!]": f"{NAME} authorises no EdDSA",
}
_UNAUTHORISED: Final = re.compile(
    r"CRYPTO_CONSTRAINTS_FAILURE_NO_POE \[The algorithm EdDSA with SHA512 is not authorised for signature creation!"
    r"(, No long term availability and integrity of validation material is present!)?\]"
)
_LATE_KEYS: Final = frozenset({"Ed25519", "ML-DSA-65"})
_NOT_VERIFIED_BY_US: Final = {"ML-DSA-65": "our validator takes no experimental algorithm"}
_UNSTAPLED: Final = frozenset({Stand.B, Stand.T})
"""Levels without OCSP answers or CRLs of their own."""
AT: Final = datetime(2040, 1, 1, tzinfo=UTC)
"""OCSP answers carry the machine's clock; we judge after it."""


@dataclass(frozen=True)
class _Extracted:
    """A signature taken out of its container, and the data beside it."""

    signature: Path
    data: tuple[Path, ...]


def dss(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:
    """Ask EU DSS: TOTAL_PASSED, and the very level that was made."""
    judge = Dss(folder)
    if judge.absent():
        return _all(cells, judge.absent())
    command = ["interop.DssJudge", str(folder / "root.pem"), "--material", str(folder / "material")]
    said = java_said(judge.classpath, command, {cell.path: cell.detached for cell in cells if cell.path})
    found = {}
    for cell in cells:
        if cell.path:
            verdict = said.get(cell.path, Verdict(accepted=False, words="no answer"))
            named = verdict.words.count(f"BASELINE-{cell.stand.level}") == (2 if cell.form.second else 1)
            wrong_level = verdict.accepted and not named
            found[cell.path] = Verdict(accepted=False, words=verdict.words) if wrong_level else _reached(cell, verdict)
    return found


def _reached(cell: Cell, verdict: Verdict) -> Verdict:
    """Tell a refusal of the signature from one of its algorithm, which is no fault of ours."""
    if cell.key.name == "ML-DSA-65" and "Unsupported algorithm: ML-DSA-65" in verdict.words:
        return Verdict(None, "EU DSS 6.4 knows no ML-DSA")
    if cell.key.name == "Ed25519" and _UNAUTHORISED.search(verdict.words):
        return Verdict(None, "the cryptographic suite of EU DSS 6.4 authorises no EdDSA: that alone is what it names")
    return verdict


def digidoc(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:
    """Ask digidoc4j about ASiC-E with XAdES from LT on: it takes nothing that it would have to fetch."""
    mine = [cell for cell in cells if cell.form.format in _DIGIDOC and cell.stand not in _UNSTAPLED]
    java = digidoc4j()
    if java.missing:
        return _all(mine, f"{NAME}: {java.missing}")
    roots = f"{folder / 'root.pem'},{folder / 'tsu.pem'}"
    said = java_said(java.classpath, ["interop.Digidoc4jJudge", roots], {cell.path: () for cell in mine if cell.path})
    return {
        c.path: _within_policy(said.get(c.path, Verdict(accepted=False, words="no answer"))) for c in mine if c.path
    }


def _within_policy(verdict: Verdict) -> Verdict:
    """Tell what digidoc4j finds wrong from what its policy leaves out; it must name nothing else."""
    return Verdict(None, _DIGIDOC_LEAVES_OUT[verdict.words]) if verdict.words in _DIGIDOC_LEAVES_OUT else verdict


def dss_timestamp(path: Path, folder: Path) -> Verdict:
    """Ask EU DSS about a container with a timestamp alone."""
    judge = Dss(folder)
    if judge.absent():
        return Verdict(None, judge.absent())
    command = ["interop.DssJudge", str(folder / "root.pem"), "--material", str(folder / "material")]
    return java_said(judge.classpath, command, {path: ()})[path]


def jdk(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:
    """Ask the JDK's XML Signature, with its own C14N, for the value and every reference."""
    judge = Dss(folder)
    if judge.absent():
        return _all(cells, judge.absent())
    taken = {cell.path: _extracted(cell, folder) for cell in cells if cell.path and _is_xades(cell)}
    taken = {path: one for path, one in taken.items() if _key_of(path, cells) not in _LATE_KEYS}
    said = java_said(judge.classpath, ["interop.XmlJudge"], {one.signature: one.data for one in taken.values()})
    found = {path: said.get(one.signature, Verdict(accepted=False)) for path, one in taken.items()}
    late = {c.path: Verdict(None, "JDK 17 knows no EdDSA in XML") for c in cells if c.path and c.key.name in _LATE_KEYS}
    return late | found


def xmlsec(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:
    """Ask xmlsec1 for XML whose data it can find: names beyond ASCII are out of its reach."""
    if not shutil.which("xmlsec1"):
        return _all(cells, "no xmlsec1")
    found = {}
    for cell in cells:
        if cell.path and cell.form.format is Format.XADES and not cell.form.detached:
            found[cell.path] = _xmlsec(cell, cell.path, folder)
    return found


def _xmlsec(cell: Cell, path: Path, folder: Path) -> Verdict:
    if cell.key.name in _LATE_KEYS or cell.key.algorithm:
        return Verdict(None, "xmlsec1 1.2 knows neither EdDSA nor PSS")
    command = ["xmlsec1", "--verify", "--trusted-pem", str(folder / "root.pem")]
    command += ["--untrusted-pem", str(folder / "issuing.pem"), "--id-attr:Id", "SignedProperties"]
    code, text = run([*command, "--id-attr:Id", "Object", str(path)])
    return Verdict(code == 0, "" if code == 0 else text[-300:])


def openssl(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:
    """Ask `openssl cms` for CMS outside PDF."""
    if not shutil.which("openssl"):
        return _all(cells, "no openssl")
    found = {}
    for cell in cells:
        if cell.path and (cell.form.format is Format.CADES or cell.form.format in _ASIC_CADES):
            found[cell.path] = _openssl(cell, folder)
    return found


def _openssl(cell: Cell, folder: Path) -> Verdict:
    if cell.key.name == "ML-DSA-65":
        return Verdict(None, "OpenSSL 3.0 knows no ML-DSA")
    if cell.key.name == "Ed25519":
        return Verdict(None, "OpenSSL 3.0 takes no Ed25519 in CMS")
    taken = _extracted(cell, folder)
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(taken.signature)]
    content = ["-content", str(taken.data[0])] if taken.data else []
    trust = ["-CAfile", str(folder / "root.pem"), "-purpose", "any", "-out", os.devnull]
    code, text = run([*command, *content, *trust])
    return Verdict(code == 0, "" if code == 0 else last_line(text))


def ours(cells: Sequence[Cell], folder: Path) -> Mapping[Path, Verdict]:  # noqa: ARG001  the call is one for all judges
    """Ask our own validator where the file carries all that it needs: from level LT on."""
    trust = ades.Trust(anchors=(signing_pki().root.certificate,))
    found = {}
    for cell in cells:
        if cell.path and cell.stand not in _UNSTAPLED:
            reason = _NOT_VERIFIED_BY_US.get(cell.key.name)
            found[cell.path] = Verdict(None, reason) if reason else _ours(cell, cell.path, trust)
    return found


def _ours(cell: Cell, path: Path, trust: ades.Trust) -> Verdict:
    detached = cell.form.files if cell.form.detached else ()
    policy = "lv" if cell.form.format is Format.ASICS_CADES else "etsi"  # which takes none, as digidoc4j
    report = ades.validate(path.read_bytes(), name=path.name, trust=trust, at=AT, policy=policy, detached=detached)
    counters = [one.indication for signature in report.signatures for one in signature.counter_signatures]
    passed = {report.indication, *counters} == {"TOTAL-PASSED"}
    there = len(report.signatures) + len(counters) == (2 if cell.form.second else 1)
    return Verdict(passed and there, f"{report.indication} {report.rule and report.rule.code} {counters}")


JUDGES: Final[Mapping[str, Opinion]] = {"D": dss, "G": digidoc, "J": jdk, "X": xmlsec, "O": openssl, "E": ours}
"""Each judge by its letter in the matrix."""


def java_said(classpath: str, command: Sequence[str], files: Mapping[Path, Sequence[Path]]) -> dict[Path, Verdict]:
    """Let one JVM judge all files; give a verdict for each it has printed a line about."""
    words = [
        word for path, data in files.items() for word in (str(path), *(w for d in data for w in ("--detached", str(d))))
    ]
    done = subprocess.run(
        ["java", "-cp", classpath, *command, *words],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    lines = done.stdout.decode(errors="replace").splitlines()
    said = {}
    for line in lines:
        state, _, rest = line.partition(" ")
        name, _, text = rest.strip().partition(" ")
        said[Path(name)] = Verdict(state == "OK", text)
    if not said:
        print(done.stderr.decode(errors="replace")[-1000:])
    return said


def _extracted(cell: Cell, folder: Path) -> _Extracted:
    if not cell.path:
        raise LookupError(cell)
    if cell.form.format not in _ASIC_XADES and cell.form.format not in _ASIC_CADES:
        return _Extracted(cell.path, cell.detached)
    target = folder / "unzipped" / cell.path.name
    with zipfile.ZipFile(cell.path) as archive:
        archive.extractall(target)
        names = [name for name in archive.namelist() if name != "mimetype"]
    if cell.form.format in _ASIC_XADES:
        signature = next(name for name in names if _XADES_NAME.fullmatch(name))
        return _Extracted(
            target / signature, tuple(target / name for name in names if not name.startswith("META-INF/"))
        )
    signature = next(name for name in names if name.endswith(".p7s"))
    covered = _ASIC_CADES[cell.form.format] or next(name for name in names if not name.startswith("META-INF/"))
    return _Extracted(target / signature, (target / covered,))


def _is_xades(cell: Cell) -> bool:
    return cell.form.format is Format.XADES or cell.form.format in _ASIC_XADES


def _key_of(path: Path, cells: Sequence[Cell]) -> str:
    return next(cell.key.name for cell in cells if cell.path == path)


def _all(cells: Sequence[Cell], reason: str) -> Mapping[Path, Verdict]:
    return {cell.path: Verdict(None, reason) for cell in cells if cell.path}
