"""`python -m interop.pdfs`: kinds of PDF × ways of signing, made by ours, judged by everyone who reads PDF.

Each cell names by their letters the judges that accept (D: EU DSS, H: pyHanko, S: pdfsig, V: veraPDF, which says
whether a PDF/A still is one, E: our own validator), `!` before one that refuses. The reasons stand below.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from esigner import ades
from esigner.ades.encoding.formats import Level
from interop.cells import KEYS, write_world
from interop.judges import verapdf
from interop.judges.dss import Dss
from interop.judges.pdfsig import Pdfsig
from interop.judges.port import Judge, Verdict
from interop.judges.pyhanko import PyHanko
from interop.made import Made
from interop.opinions import AT, java_said
from interop.pdf_kinds import DOCUMENTS, RAISED, WAYS, Way, signed_by_others
from tests.world.signing_pki import signing_pki

Said = Mapping[str, Mapping[Path, Verdict]]


def main() -> int:
    """Print the table; exit 1 where a judge refuses what we made."""
    parser = argparse.ArgumentParser(prog="python -m interop.pdfs", description=__doc__)
    parser.add_argument("--document", help="only kinds whose name contains this")
    parser.add_argument("--keep", type=Path, help="keep the files in this new folder")
    arguments = parser.parse_args()
    wanted = (arguments.document or "").lower()
    with tempfile.TemporaryDirectory() as name:
        folder = (arguments.keep or Path(name) / "pdfs").resolve()
        folder.mkdir(parents=True)
        write_world(folder, KEYS)
        documents = {kind: make() for kind, make in DOCUMENTS.items() if wanted in kind.lower()}
        refused = _run(folder, documents, WAYS) if documents else 0
        print("\nSigned by others, raised and signed by ours:\n", flush=True)
        others = {kind: document for kind, document in signed_by_others(folder).items() if wanted in kind.lower()}
        refused += _run(folder, others, RAISED) if others else 0
        return 1 if refused else 0


def _run(folder: Path, documents: Mapping[str, bytes], ways: Sequence[Way]) -> int:
    """Print one table; give the number of refusals."""
    cells, levels = {}, {}
    for kind, content in documents.items():
        (folder / f"{_slug(kind)}.pdf").write_bytes(content)
        for way in ways:
            cells[kind, way.name] = path = folder / f"{_slug(kind)}-{_slug(way.name)}.pdf"
            levels[path] = way.level
            path.write_bytes(way.sign(content))
    said = _said(cells, levels, folder)
    rows = {kind: [_letters(cells[kind, way.name], said) for way in ways] for kind in documents}
    for kind, row in ({"": [way.name for way in ways]} | rows).items():
        print(f"{kind:<16}" + "".join(f"{cell:<11}" for cell in row))
    refused = [(letter, path, verdict) for letter, path, verdict in _all(said) if verdict.accepted is False]
    silent = {f"{letter} silent: {verdict.words}" for letter, _, verdict in _all(said) if verdict.accepted is None}
    print("\n".join(("", *sorted(silent), *(f"!{letter} {path.name}: {one.words}" for letter, path, one in refused))))
    accepted = sum(verdict.accepted is True for *_, verdict in _all(said))
    print(f"{len(cells)} PDFs made, {accepted} verdicts accept, {len(refused)} refuse")
    return len(refused)


def _all(said: Said) -> list[tuple[str, Path, Verdict]]:
    return [(letter, path, verdict) for letter, verdicts in said.items() for path, verdict in verdicts.items()]


def _said(cells: Mapping[tuple[str, str], Path], levels: Mapping[Path, Level], folder: Path) -> Said:
    paths = list(cells.values())
    archival = [path for (kind, _), path in cells.items() if kind.startswith("PDF/A")]
    archival += [folder / f"{_slug(kind)}.pdf" for kind in dict.fromkeys(kind for kind, _ in cells) if "PDF/A" in kind]
    return {
        "D": _dss(levels, folder),
        "H": _ask(PyHanko(folder), paths, folder),
        "S": _ask(Pdfsig(folder), paths, folder),
        "V": verapdf.judge(archival),
        "E": {path: _ours(path) for path, level in levels.items() if level in {Level.LT, Level.LTA}},
    }


def _dss(levels: Mapping[Path, Level], folder: Path) -> Mapping[Path, Verdict]:
    judge = Dss(folder)
    if judge.absent():
        return {path: Verdict(None, judge.absent()) for path in levels}
    command = ["interop.DssJudge", str(folder / "root.pem"), "--material", str(folder / "material")]
    said = java_said(judge.classpath, command, dict.fromkeys(levels, ()))
    found = {}
    for path, level in levels.items():
        verdict = said.get(path, Verdict(accepted=False, words="no answer"))
        named = verdict.words.count("TOTAL_PASSED") == verdict.words.count(f"PAdES-BASELINE-{level}")
        found[path] = Verdict(bool(verdict.accepted and named), verdict.words)
    return found


def _ask(judge: Judge, paths: Sequence[Path], folder: Path) -> Mapping[Path, Verdict]:
    if judge.absent():
        return {path: Verdict(None, judge.absent()) for path in paths}
    items = [Made(path, "pdf", (folder / "root.pem",), (folder / "issuing.pem",)) for path in paths]
    return dict(zip(paths, judge.judge(items), strict=True))


def _ours(path: Path) -> Verdict:
    trust = ades.Trust(anchors=(signing_pki().root.certificate,))
    report = ades.validate(path.read_bytes(), name=path.name, trust=trust, at=AT)
    return Verdict(report.indication == "TOTAL-PASSED", f"{report.indication} {report.rule and report.rule.code}")


def _letters(path: Path, said: Said) -> str:
    heard = [(letter, verdicts[path].accepted) for letter, verdicts in said.items() if path in verdicts]
    return "".join(letter if accepted else f"!{letter}" for letter, accepted in heard if accepted is not None) or "?"


def _slug(name: str) -> str:
    return name.lower().replace("/", "").replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main())
