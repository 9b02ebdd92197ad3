"""The installation's secret key: made at the first start, kept in the state folder; needs no Django."""

import os
import secrets
from pathlib import Path


def path_in(state: Path) -> Path:
    """Return the file."""
    return state / "secret_key"


def ensure_secret_key(state: Path) -> None:
    """Write the key, where there is none."""
    try:
        descriptor = os.open(path_in(state), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


def secret_key(state: Path) -> str:
    """Return the stored key; before the first start, one for this process alone."""
    stored = path_in(state)
    return stored.read_text(encoding="ascii").strip() if stored.is_file() else secrets.token_urlsafe(48)
