"""What the settings module makes of the environment's variables, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

NAMES = ("ESIGNER_TSA_URLS", "ESIGNER_TSA_POLICY", "ESIGNER_TSA_TIMEOUT_SECONDS", "ESIGNER_CRL_AGE_SECONDS")
CAPS = {
    "ESIGNER_DOCUMENT_BYTES": 100 * 1024 * 1024, "ESIGNER_SESSION_BYTES": 200 * 1024 * 1024,
    "ESIGNER_SESSION_DOCUMENTS": 100, "ESIGNER_SESSION_SECONDS": 24 * 3600,
}  # fmt: skip
PROGRAM = """
import json, sys
from esigner.config import settings
print(json.dumps([getattr(settings, name) for name in sys.argv[1:]]))
"""


def read(folder: Path, *, names: Iterable[str] = NAMES, **variables: str) -> list[object]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESIGNER_")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *names],
        env=kept | {"ESIGNER_STATE": str(folder)} | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[object] = json.loads(done.stdout)
    return found


def test_trust_services_by_default(tmp_path: Path) -> None:
    assert read(tmp_path) == [{"test": [], "production": []}, {"test": "", "production": ""}, 10, 300]


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"])
def test_time_stamping_authorities_by_spaces_or_commas(tmp_path: Path, between: str) -> None:
    urls = ["https://tsa.example/a", "http://tsa.example/b"]
    variables = {
        "ESIGNER_TSA_URLS_PRODUCTION": between.join(urls), "ESIGNER_TSA_URLS_TEST": urls[1],
        "ESIGNER_TSA_POLICY_PRODUCTION": "0.4.0.2023.1.1", "ESIGNER_TSA_TIMEOUT_SECONDS": "4",
        "ESIGNER_CRL_AGE_SECONDS": "60",
    }  # fmt: skip
    assert read(tmp_path, **variables) == [
        {"test": [urls[1]], "production": urls}, {"test": "", "production": "0.4.0.2023.1.1"}, 4, 60,
    ]  # fmt: skip


def test_caps_of_a_session(tmp_path: Path) -> None:
    assert read(tmp_path, names=CAPS) == list(CAPS.values())
    assert read(tmp_path, names=CAPS, **dict.fromkeys(CAPS, "7")) == [7] * len(CAPS)
