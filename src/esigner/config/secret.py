"""The installation's secret key: made at the first start, kept in the state folder; needs no Django."""

import os
import secrets
from pathlib import Path


def path_in(state: Path) -> Path:
    """Return the file."""
    return state / "secret_key"


def ensure_secret_key(state: Path) -> None:
    """Write the key, where there is none; whole or not at all, and of two who do so at once the first one's."""
    stored = path_in(state)
    if stored.is_file() and stored.stat().st_size:
        return
    # Empty: of a start that was killed in the midst of writing it.
    stored.unlink(missing_ok=True)
    own = state / f"secret_key.{os.getpid()}"
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(own, stored)
    except FileExistsError:
        return
    finally:
        own.unlink()


def secret_key(state: Path) -> str:
    """Return the stored key; before the first start, one for this process alone."""
    stored = path_in(state)
    return stored.read_text(encoding="ascii").strip() if stored.is_file() else secrets.token_urlsafe(48)
