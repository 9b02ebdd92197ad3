"""Make `forests.asice` and `root.pem` anew: `./run exec python -m tests.vectors.applications.make` (JDK 17 and Maven).

Needed when the rendering of an application changes: its template, the Terms, or the typst release.
"""

import subprocess
import tempfile
from pathlib import Path

from interop.judges.dss import Dss
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS
from tests.acceptance.journey.installation import Installation, free_ports
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.steps import application
from tests.acceptance.journey.story import Story

HERE = Path(__file__).parent


def main() -> None:
    """Have the portal render the application; sign what it rendered with EU DSS."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        work = Path(name)
        installation = Installation(work / "state", free_ports())
        installation.start()
        try:
            story = Story(installation, Score(), work / "work", work / "made")
            application.prepare(story, AGENCY_OF_FORESTS)
            folder = story.party(AGENCY_OF_FORESTS).folder
            files = [str(folder / "pieteikums.pdf"), str(folder / "pieteikums.json")]
            program = ["java", "-cp", Dss(work).classpath, "interop.ApplicationMaker"]
            subprocess.run([*program, str(HERE / "forests.asice"), str(HERE / "root.pem"), *files], check=True)
        finally:
            installation.stop()


if __name__ == "__main__":
    main()
