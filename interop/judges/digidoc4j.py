"""digidoc4j 6.1 as judge of ASiC-E with XAdES: a DSS of its own, in a Maven project of its own."""

from pathlib import Path
from typing import Final

from interop.judges.maven import Built, built

NAME: Final = "digidoc4j 6.1"
_INTEROP: Final = Path(__file__).parents[1]


def digidoc4j() -> Built:
    """Return the class path of `interop.Digidoc4jJudge`."""
    return built(_INTEROP / "maven-digidoc4j", _INTEROP / "target" / "digidoc4j")
