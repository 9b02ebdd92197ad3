"""The processes of an installation, as a table, and how a process that was forked becomes one of them."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from esigner.config import connections, variables
from esigner.config.door.callers import Standing
from esigner.config.door.limits import table
from esigner.config.door.manner import Manner
from esigner.config.door.tls import TlsFiles
from esigner.config.doors import DOORS, door_settings
from esigner.config.errors import NotBootstrappedError, SettingInvalidError
from esigner.config.lanes import LANES
from esigner.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process: a door (with its environment, where it has one) or the worker."""

    name: str
    """As shown to people: in the supervisor's lines and as the name of its log."""
    door: str
    environment: str = ""
    siblings: int = 1
    """How many processes are this door, itself included; they share its socket."""

    @property
    def port_key(self) -> str:
        """Return the key in the table of ports; empty for a process that listens nowhere."""
        parts = (self.door, self.environment) if self.door in DOORS else ()
        return "_".join(part for part in parts if part)


DOORS_AT_MOST: Final = 32
"""Processes of one door."""
WORKER: Final = Process(name="worker", door="worker")
PROCESSES: Final[tuple[Process, ...]] = (
    WORKER,
    Process(name="trust", door="trust"),
    Process(name="portal", door="portal"),
    Process(name="api-test", door="api", environment="test"),
    Process(name="sign-test", door="sign", environment="test"),
    Process(name="api-production", door="api", environment="production"),
    Process(name="sign-production", door="sign", environment="production"),
)
"""In the order of starting; stopped in the reverse order, so that the trust services and the worker go last."""


def installed(*, doors: int) -> tuple[Process, ...]:
    """Return the processes of an installation whose doors have so many processes each.

    Raises:
        SettingInvalidError: Too few or too many.
    """
    if not 1 <= doors <= DOORS_AT_MOST:
        raise SettingInvalidError(
            setting="ESIGNER_DOOR_PROCESSES",
            reason=Text(f"jābūt no 1 līdz {DOORS_AT_MOST}.", f"must be from 1 to {DOORS_AT_MOST}."),
        )
    found: list[Process] = []
    for one in PROCESSES:
        count = doors if one.port_key else 1
        found += [
            replace(one, name=f"{one.name}-{number}" if number > 1 else one.name, siblings=count)
            for number in range(1, count + 1)
        ]
    return tuple(found)


JUDGES: Final = frozenset({"portal", "api"})
"""Doors that judge strangers' files: each keeps a warm process for it."""


def named(*, door: str, environment: str) -> Process:
    """Return the row of the table.

    Raises:
        SettingInvalidError: There is no such process: a door that has environments was named without one, or the
            reverse.
    """
    for process in PROCESSES:
        if (process.door, process.environment) == (door, environment):
            return process
    raise SettingInvalidError(
        setting="--environment",
        reason=Text(f"durvīm `{door}` tāda nav.", f"the door `{door}` has no such one."),
    )


def become(process: Process) -> None:
    """Change the settings of this Django process to the door's; before any request, so nothing has read them."""
    from django.conf import settings  # noqa: PLC0415 — Django is loaded only where a process needs it

    for name, value in door_settings(door=process.door, environment=process.environment).items():
        setattr(settings, name, value)
    if process.port_key:
        own = urlsplit(settings.ESIGNER_URLS[process.port_key]).hostname or ""
        settings.ALLOWED_HOSTS = list(dict.fromkeys((own, *settings.ALLOWED_HOSTS)))


def run(process: Process, *, listener: socket.socket | None, on_ready: Callable[[], None]) -> None:
    """Run as this process until told to stop; what it writes is readable by its owner alone."""
    os.umask(0o077)
    become(process)
    is_worker = process == WORKER
    # Of the worker: each place of a lane, and whoever continues the audit log's chain.
    at_most = 1 + sum(lane.places for lane in LANES) if is_worker else variables.number("ESIGNER_DATABASE_CONNECTIONS")
    connections.serve(at_most=at_most, is_lasting=is_worker)
    if listener is None:
        from esigner.config.worker import run_worker  # noqa: PLC0415 — only the worker needs procrastinate's loop

        run_worker(on_ready=on_ready)
    else:
        _run_door(process, listener=listener, on_ready=on_ready)


def _run_door(process: Process, *, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    # Imported here: the command line must not load a server to print its help.
    from django.urls import get_resolver  # noqa: PLC0415

    from esigner import isolation  # noqa: PLC0415
    from esigner.config.application import Application  # noqa: PLC0415
    from esigner.config.door.serve import serve  # noqa: PLC0415

    if process.door in JUDGES:
        isolation.warm()
    application = Application()
    # Load every view now: the first caller must not wait for it, and a broken one must not hide.
    get_resolver().url_patterns  # noqa: B018 — a property that loads
    logging.getLogger("esigner").info("%s listens on %s", process.name, listener.getsockname())
    serve(application, listener=listener, tls=tls_files(process), on_ready=on_ready, manner=manner_of(process))


def manner_of(process: Process) -> Manner:
    """Return what is particular to the door: its limits, its names, whose bodies it takes."""
    from django import db  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415 — as in `become`

    from esigner.config.door.callers import Callers  # noqa: PLC0415
    from esigner.config.health.watch import Health  # noqa: PLC0415
    from esigner.signing.limits import current  # noqa: PLC0415 — needs a set-up Django

    is_own_tls = process.door == "api" and settings.ESIGNER_TLS_SOURCE == "embedded"
    spool: Path = settings.ESIGNER_STATE / "spool"
    spool.mkdir(mode=0o700, exist_ok=True)
    return Manner(
        door=process.door,
        limits=table(document_bytes=current().document_bytes, json_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        hosts=tuple(name.lower().strip("[]") for name in settings.ALLOWED_HOSTS),
        register=Callers(_standing) if is_own_tls else None,
        spool=spool,
        health=Health().report,
        let_go=db.connections.close_all,
        processes=process.siblings,
        tick=_write_summaries if process.door == "api" else None,
        at_end=partial(_write_summaries, is_last=True) if process.door == "api" else _nothing,
    )


def _standing(fingerprint: str) -> Standing:
    from django.db import Error, connection  # noqa: PLC0415 — as in `become`

    from esigner.registry import callers  # noqa: PLC0415
    from esigner.registry.kinds import CertificateStatus  # noqa: PLC0415

    try:
        status = callers.status(fingerprint_sha256=fingerprint)
    except Error:
        # The gate asks again and says what is wrong.
        return Standing.NOT_KNOWN
    finally:
        connection.close()
    if status is None:
        return Standing.STRANGER
    return Standing.CLIENT if status is CertificateStatus.ACTIVE else Standing.KEPT_OUT


def _nothing() -> None:
    return


def _write_summaries(*, is_last: bool = False) -> None:
    from django.db import connection  # noqa: PLC0415 — as in `become`

    from esigner.web.api import strangers  # noqa: PLC0415

    try:
        strangers.write_due(is_last=is_last)
    finally:
        connection.close()


def tls_files(process: Process) -> TlsFiles | None:
    """Return what the door speaks TLS with, None for plain HTTP.

    Raises:
        NotBootstrappedError: The certificate of the doors has not been issued yet.
    """
    from django.conf import settings  # noqa: PLC0415 — as in `become`

    asks = process.door == "api" and settings.ESIGNER_TLS_SOURCE == "embedded"
    if settings.ESIGNER_TLS_CERTIFICATE:
        return TlsFiles(
            certificate=Path(settings.ESIGNER_TLS_CERTIFICATE),
            key=Path(settings.ESIGNER_TLS_KEY),
            ask_for_certificate=asks,
        )
    if not asks:
        return None
    folder = settings.ESIGNER_STATE / "pki" / "server"
    if not (folder / "key.pem").is_file():
        raise NotBootstrappedError(state=str(settings.ESIGNER_STATE))
    return TlsFiles(
        certificate=folder / "certificate.pem",
        key=folder / "key.pem",
        chain=folder / "chain.pem",
        ask_for_certificate=True,
    )
