"""One whole installation and one Chromium for all browser tests."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.acceptance.browser.people import PASSWORD, STAFF, Officer
from tests.world.installation import RunningInstallation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window; closed with its module, for its event loop runs in this thread."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: the browser tests were NOT run (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def installation(chromium: Browser) -> Iterator[RunningInstallation]:
    """`esigner up` in a folder of its own, on free ports; started only where there is a browser."""
    # Short: the database's socket lives inside.
    folder = Path(tempfile.mkdtemp(prefix="esigner-browser-", dir="/tmp"))
    running = RunningInstallation(state=folder)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def officers(installation: RunningInstallation) -> dict[str, Officer]:
    """The agency's people, made by the operator's command, by role."""
    return {officer.role: _account(installation, officer) for officer in STAFF}


def _account(installation: RunningInstallation, officer: Officer) -> Officer:
    words = ("--email", officer.email, "--role", officer.role, "--given-name", officer.given_name)
    done = installation.run("account", "add", *words, "--surname", officer.surname, "--password-stdin", stdin=PASSWORD)
    assert done.returncode == 0, done.stderr
    return officer.with_secret(json.loads(done.stdout)["totpSecret"])
