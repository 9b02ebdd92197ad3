"""Building the small Maven projects that Java judges live in."""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from interop.judges.port import last_line, run


@dataclass(frozen=True, slots=True)
class Built:
    """The class path of a project, or why there is none."""

    classpath: str = ""
    missing: str = ""


@cache
def built(project: Path, target: Path) -> Built:
    """Build once a run; a registry out of reach is a reason, not an error."""
    if not (shutil.which("javac") and shutil.which("mvn")):
        return Built(missing="no JDK or no Maven")
    listing = target / "classpath"
    goals = ["compile", "dependency:build-classpath", f"-Dmdep.outputFile={listing}"]
    code, text = run(["mvn", "-q", "-B", *goals], cwd=project)
    if code:
        return Built(missing=f"Maven: {last_line(text)}")
    return Built(classpath=f"{target / 'classes'}:{listing.read_text().strip()}")
