"""`esigner seal` and `esigner extend` in a folder of files, and what became of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from esigner.ades.validation import Report, validate
from esigner.cli.frame import main
from tests.world.trust_service import TrustService


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the command; return its exit status and its rows."""
    code = main(list(words))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def key(*more: str) -> tuple[str, ...]:
    """Return the options for the key of `TrustService.p12`, and more."""
    return ("--key", "seal.p12", "--password-env", "SEAL_PASSWORD", *more)


def judged(file: str, service: TrustService) -> Report:
    """Return the report on a file of this folder, now."""
    return validate(Path(file).read_bytes(), name=file, trust=service.trust, at=datetime.now(UTC))
