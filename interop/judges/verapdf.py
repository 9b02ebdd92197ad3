"""veraPDF 1.30 as judge of PDF/A: whether a file still is what it claims to be."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from interop.judges.maven import Built, built
from interop.judges.port import Verdict, run

NAME: Final = "veraPDF 1.30"
_INTEROP: Final = Path(__file__).parents[1]


def verapdf() -> Built:
    """Return the class path of `interop.VeraJudge`."""
    return built(_INTEROP / "maven-verapdf", _INTEROP / "target" / "verapdf")


def judge(paths: Sequence[Path]) -> dict[Path, Verdict]:
    """Say of each file whether it is the PDF/A that it claims to be; a file that claims none is not accepted."""
    java = verapdf()
    if java.missing:
        return {path: Verdict(None, f"{NAME}: {java.missing}") for path in paths}
    _, text = run(["java", "-cp", java.classpath, "interop.VeraJudge", *map(str, paths)])
    said = {path: Verdict(accepted=False, words="no answer") for path in paths}
    for line in text.splitlines():
        state, _, rest = line.partition(" ")
        name, _, words = rest.strip().partition(" ")
        if state in {"OK", "FAIL"}:
            said[Path(name)] = Verdict(state == "OK", words[:300])
    return said
