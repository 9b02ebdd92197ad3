"""`esigner up`, `serve` and `worker`: puts the parts together."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from esigner.config import connections, ports, processes, variables
from esigner.config.database import Cluster
from esigner.config.errors import DatabaseUnavailableError, NotBootstrappedError
from esigner.config.lock import is_held, locked
from esigner.config.secret import ensure_secret_key
from esigner.config.supervisor import Supervisor

Say = Callable[[str], None]


def state_folder() -> Path:
    """Return the installation's folder, made where it is missing; needs no Django."""
    state = _state()
    state.mkdir(mode=0o750, parents=True, exist_ok=True)
    return state


def _state() -> Path:
    return variables.folder("ESIGNER_STATE")


def listen_address() -> str:
    """Return the address that doors listen on; needs no Django."""
    return variables.text("ESIGNER_LISTEN")


def set_up_django() -> None:
    """Load settings and models: no threads and no connections yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "esigner.config.settings")
    import django  # noqa: PLC0415 — loaded only by commands that need it

    django.setup()


def up(*, say: Say) -> int:
    """Start, watch and stop every process of this installation; return the exit status."""
    state = state_folder()
    # Before the settings are read: a key made later would not be the one this process has.
    ensure_secret_key(state)
    supervisor = Supervisor(state=state, listen=listen_address(), say=say)
    return supervisor.run(load=_load, bootstrap=bring_up_to_date, preload=_preload)


def serve(*, door: str, environment_name: str, say: Say) -> int:
    """Run one door in this process: for machines where something else watches."""
    process = processes.named(door=door, environment=environment_name)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _check_there()
    key = process.port_key
    listener = ports.listener(ports.number(key), listen=listen_address(), setting=ports.named(key).setting)
    set_up_django()
    _check()
    _check_installed()
    processes.run(process, listener=listener, on_ready=lambda: say(f"{process.name} gatavs · ready"))
    return 0


def work(*, say: Say) -> int:
    """Run the worker in this process."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _check_there()
    set_up_django()
    _check()
    _check_installed()
    processes.run(processes.WORKER, listener=None, on_ready=lambda: say("worker gatavs · ready"))
    return 0


@contextmanager
def database() -> Iterator[None]:
    """Keep the database running meanwhile, for commands used while `esigner up` is not, and set Django up.

    Where `esigner up` runs in the same folder, or DATABASE_URL is set, the running one is used.
    """
    state = state_folder()
    ensure_secret_key(state)
    with ExitStack() as stack:
        if not variables.text("DATABASE_URL") and not is_held(state):
            stack.enter_context(locked(state))
            logs = state / "logs"
            logs.mkdir(mode=0o750, exist_ok=True)
            cluster = Cluster(data=state / "postgres", log=logs / "postgres.log")
            cluster.start()
            stack.callback(cluster.stop)
        set_up_django()
        connections.be_patient()
        _check_database()
        yield


@contextmanager
def installation() -> Iterator[None]:
    """Keep the database running meanwhile, for commands about an existing installation; make nothing.

    Raises:
        NotBootstrappedError: There is none in the folder, or in the database, that the settings name.
    """
    _check_there()
    with database():
        _check_installed()
        yield


def _check_there() -> None:
    """Look for the embedded database's files before anything is made; needs no Django."""
    if not variables.text("DATABASE_URL") and not (_state() / "postgres" / "PG_VERSION").is_file():
        raise NotBootstrappedError(state=str(_state()))


def _check_installed() -> None:
    """Look for the tables, and leave no connection open: what comes after may have threads of its own."""
    from django.db import connection  # noqa: PLC0415 — needs a set-up Django

    _check_database()
    tables = connection.introspection.table_names()
    connection.close()
    if not {"audit_chain_head", "registry_user"} <= set(tables):
        raise NotBootstrappedError(state=str(_state()))


def _check_database() -> None:
    from django.db import OperationalError, connection  # noqa: PLC0415 — needs a set-up Django

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseUnavailableError(reason=str(error).strip().splitlines()[0], log="-") from error


def bring_up_to_date() -> None:
    """Check the settings, then do every step of the bootstrap."""
    from esigner.config.bootstrap import bootstrap  # noqa: PLC0415 — needs a set-up Django

    _check()
    connections.be_patient()
    bootstrap()


def _load() -> None:
    set_up_django()
    # Here, not only in the bootstrap's child: its sentence belongs on the operator's screen.
    _check()


def _check() -> None:
    from esigner.config.checks import check_settings  # noqa: PLC0415 — needs a set-up Django

    check_settings()


def _preload() -> None:
    from esigner.config import preload  # noqa: PLC0415 — needs a set-up Django

    preload.load()
