"""The end: everything that was made is validated, the audit chain is verified."""

import json
import subprocess
import sys
from pathlib import Path

import httpx

from tests.acceptance.journey.story import Story

_ROOTS = ("test-root", "production-root", "simulated-qtsp-root")
_INTERMEDIATES = ("test-signers", "test-tsa", "production-tsa", "simulated-qtsp")
FIXTURE_ROOT = Path(__file__).parents[3] / "vectors" / "applications" / "root.pem"


def fetches_roots(story: Story) -> None:
    """Fetch the authorities' certificates over HTTP, as any relying party does."""
    for names, folder in ((_ROOTS, story.made / "roots"), (_INTERMEDIATES, story.made)):
        for name in names:
            prefix = "/simulated-qtsp" if name.startswith("simulated") else ""
            answer = httpx.get(f"{story.installation.url('trust')}{prefix}/ca/{name}.pem")
            if answer.status_code != httpx.codes.OK:
                message = f"{answer.url}: {answer.status_code}"
                raise RuntimeError(message)
            (folder / f"{name}.pem").write_bytes(answer.content)
    (story.made / "roots" / "fixture-root.pem").write_bytes(FIXTURE_ROOT.read_bytes())


def validates_everything(story: Story) -> None:
    """`esigner validate` over every document made: one check a document."""
    with story.score.step("+", f"esigner validate pār visiem {len(story.documents)} izveidotajiem dokumentiem"):
        fetches_roots(story)
        paths = [str(story.made / row["file"]) for row in story.documents]
        program = str(Path(sys.executable).with_name("esigner"))
        done = subprocess.run(
            [program, "validate", "--trust", str(story.made / "roots"), *paths],
            capture_output=True,
            text=True,
            check=False,
        )
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        story.score.equal("a verdict for every document", len(rows), len(paths))
        for row in rows:
            formats = [signature["format"] for signature in row["signatures"]]
            passed = row["indication"] == "TOTAL-PASSED" and all(name.endswith("-LT") for name in formats)
            story.score.check(f"{row['file']}: {row['indication']} {row.get('rule')} {formats}", passed)


def verifies_audit(story: Story) -> None:
    """`esigner audit verify` finds the chain whole."""
    with story.score.step("+", "esigner audit verify"):
        said = story.installation.command("audit", "verify").decode()
        story.score.check(f"the audit chain is whole: {said.strip()}", said)
