"""Make the vectors anew: `./run exec python -m tests.vectors.jades.make` (JDK 17 and Maven)."""

import subprocess
from pathlib import Path

from interop.judges.dss import Dss

HERE = Path(__file__).parent


def main() -> None:
    """Have EU DSS sign."""
    subprocess.run(["java", "-cp", Dss(HERE).classpath, "interop.JadesMaker", str(HERE)], check=True)


if __name__ == "__main__":
    main()
