"""Writing results: a transaction and the files that go with it, both or neither."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from esigner.ades import Level
from esigner.signing.models import Session, Signature

Write = Callable[[Session, Signature, IO[bytes], Level], None]


@contextmanager
def writing() -> Iterator[Write]:
    """Return a transaction and a function that stores a result in it; the file is removed if the transaction fails."""
    written: list[str] = []

    def write(session: Session, signature: Signature, content: IO[bytes], level: Level) -> None:
        replaced = session.result_file
        session.result_file = _stored(session, signature, content)
        session.result_level = level.value
        written.append(session.result_file)
        if replaced:
            transaction.on_commit(lambda: default_storage.delete(replaced))

    try:
        with transaction.atomic():
            yield write
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _stored(session: Session, signature: Signature, content: IO[bytes]) -> str:
    """Store the result and return its name; remove what a process that was killed here had written.

    The names differ each time, so that one whose connection to the database broke removes only its own.
    """
    folder, stem = f"{session.environment}/sessions/{session.id}", f"result-{signature.id}"
    with suppress(FileNotFoundError):  # the first file makes the folder
        for leftover in default_storage.listdir(folder)[1]:
            if leftover.startswith(stem) and f"{folder}/{leftover}" != session.result_file:
                default_storage.delete(f"{folder}/{leftover}")
    name = f"{folder}/{stem}-{secrets.token_hex(4)}.{session.format}"
    return str(default_storage.save(name, File(content)))
