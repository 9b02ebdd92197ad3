"""`python -m interop.pdfs`: kinds of PDF × ways of signing, made by ours, judged by everyone who reads PDF.

Each cell names by their letters the judges that accept (D: EU DSS, H: pyHanko, S: pdfsig, V: veraPDF, which says
whether a PDF/A still is one, E: our own validator), `!` before one that refuses. The reasons stand below.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from esigner import ades
from esigner.ades.format import Format, Level
from esigner.ades.pades.layout import Certification, Layout, Visible
from interop.cells import KEYS, RENEWED_AT, write_world
from interop.judges import verapdf
from interop.judges.dss import Dss
from interop.judges.pdfsig import Pdfsig
from interop.judges.port import Judge, Verdict
from interop.judges.pyhanko import PyHanko
from interop.made import Made
from interop.opinions import AT, java_said
from tests.world.augmented import augmented
from tests.world.encrypted import Cipher, encrypted
from tests.world.odd_pdfs import hybrid, linearized, with_object_streams
from tests.world.pdfs import pdf, pdf_a
from tests.world.pictures import png
from tests.world.signatures import signed
from tests.world.signing_pki import signing_pki

LINES: Final = ("Parakstīja: Jānis Bērziņš", "āčēģīķļņōŗšūž", "Rīga, 2026. gada 15. janvārī")
SHOWN: Final = Visible(lines=LINES, image=png(), rectangle=(50, 50, 350, 130))
ALSO_SHOWN: Final = Visible(lines=LINES, rectangle=(50, 150, 350, 230))
CERTIFIED: Final = Layout(visible=SHOWN, certification=Certification.FORM_FILLING)
LOCKED: Final = Layout(certification=Certification.NO_CHANGES)


def _encrypted(cipher: Cipher) -> bytes:
    return encrypted(pdf(), cipher=cipher)


DOCUMENTS: Final[Mapping[str, Callable[[], bytes]]] = {
    "plain": pdf,
    "PDF/A-1b": lambda: pdf_a("a-1b"),
    "PDF/A-2b": lambda: pdf_a("a-2b"),
    "PDF/A-3b": lambda: pdf_a("a-3b"),
    "PDF/A-4": lambda: pdf_a("a-4"),
    **{cipher.value: partial(_encrypted, cipher) for cipher in Cipher},
    "object streams": with_object_streams,
    "hybrid": hybrid,
    "linearized": linearized,
}


def _sign(content: bytes, level: Level = Level.LT, layout: Layout | None = None, kind: str = "P-256") -> bytes:
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    return signed(form=Format.PDF, level=level, files=files, layout=layout, kind=kind)


def _lta(document: bytes) -> bytes:
    return augmented(document, Level.LTA)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One column: how it is signed, and the level that every signature must then have."""

    name: str
    level: Level
    sign: Callable[[bytes], bytes]


WAYS: Final = (
    Way(name="B", level=Level.B, sign=lambda one: _sign(one, Level.B)),
    Way(name="T", level=Level.T, sign=lambda one: _sign(one, Level.T)),
    Way(name="LT", level=Level.LT, sign=_sign),
    Way(name="LTA", level=Level.LTA, sign=lambda one: _lta(_sign(one))),
    Way(name="LTA+", level=Level.LTA, sign=lambda one: augmented(_lta(_sign(one)), Level.LTA, at=RENEWED_AT)),
    Way(name="seen", level=Level.LT, sign=lambda one: _sign(one, layout=Layout(visible=SHOWN))),
    Way(name="certified", level=Level.LTA, sign=lambda one: _lta(_sign(_sign(one, layout=CERTIFIED), kind="P-384"))),
    Way(name="locked", level=Level.LTA, sign=lambda one: _lta(_sign(one, layout=LOCKED))),
    Way(name="two seen", level=Level.LTA, sign=lambda one: _lta(_twice(one))),
)


def _twice(content: bytes) -> bytes:
    once = _sign(content, layout=Layout(visible=SHOWN))
    return _sign(once, layout=Layout(visible=ALSO_SHOWN), kind="P-384")


def main() -> int:
    """Print the table; exit 1 where a judge refuses what we made."""
    parser = argparse.ArgumentParser(prog="python -m interop.pdfs", description=__doc__)
    parser.add_argument("--document", help="only kinds whose name contains this")
    parser.add_argument("--keep", type=Path, help="keep the files in this new folder")
    arguments = parser.parse_args()
    wanted = (arguments.document or "").lower()
    kinds = {name: make for name, make in DOCUMENTS.items() if wanted in name.lower()}
    with tempfile.TemporaryDirectory() as name:
        folder = (arguments.keep or Path(name) / "pdfs").resolve()
        folder.mkdir(parents=True)
        return _run(folder, kinds)


def _run(folder: Path, kinds: Mapping[str, Callable[[], bytes]]) -> int:
    write_world(folder, KEYS)
    cells = {}
    for kind, make in kinds.items():
        content = make()
        (folder / f"{_slug(kind)}.pdf").write_bytes(content)
        for way in WAYS:
            cells[kind, way.name] = path = folder / f"{_slug(kind)}-{_slug(way.name)}.pdf"
            path.write_bytes(way.sign(content))
    said = _said(cells, folder)
    print(_table(kinds, cells, said))
    refused = [(letter, path, verdict) for letter, path, verdict in _all(said) if verdict.accepted is False]
    rows = [f"!{letter} {path.name}: {verdict.words}" for letter, path, verdict in refused]
    silent = {f"{letter} silent: {verdict.words}" for letter, _, verdict in _all(said) if verdict.accepted is None}
    print("\n".join(("", *sorted(silent), *rows)))
    accepted = sum(verdict.accepted is True for *_, verdict in _all(said))
    print(f"\n{len(cells)} PDFs signed, {accepted} verdicts accept, {len(rows)} refuse")
    return 1 if rows else 0


Said = Mapping[str, Mapping[Path, Verdict]]


def _all(said: Said) -> list[tuple[str, Path, Verdict]]:
    return [(letter, path, verdict) for letter, verdicts in said.items() for path, verdict in verdicts.items()]


def _said(cells: Mapping[tuple[str, str], Path], folder: Path) -> Said:
    levels = {path: way.level for (_, name), path in cells.items() for way in WAYS if way.name == name}
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


def _table(kinds: Mapping[str, object], cells: Mapping[tuple[str, str], Path], said: Said) -> str:
    rows = {kind: [_letters(cells[kind, way.name], said) for way in WAYS] for kind in kinds}
    lines = ({"": [way.name for way in WAYS]} | rows).items()
    return "\n".join(f"{kind:<16}" + "".join(f"{cell:<11}" for cell in row) for kind, row in lines)


def _letters(path: Path, said: Said) -> str:
    heard = [(letter, verdicts[path].accepted) for letter, verdicts in said.items() if path in verdicts]
    return "".join(letter if accepted else f"!{letter}" for letter, accepted in heard if accepted is not None) or "?"


def _slug(name: str) -> str:
    return name.lower().replace("/", "").replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main())
