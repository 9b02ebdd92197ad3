"""`esigner doctor`: examines an installation as an operator would, and changes nothing."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from esigner.config import ports, up
from esigner.config.lock import is_held
from esigner.errors import EsignerError, Text

FREE_BYTES: Final = 1024**3
RENEWAL: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The result of one check."""

    name: str
    well: bool
    text: Text


def examine() -> list[Finding]:
    """Return every finding; what cannot be checked is a bad one, not the end of the examination."""
    up.set_up_django()
    findings: list[Finding] = []
    for look in (
        _settings,
        _running,
        _space,
        _database,
        _migrations,
        _jobs,
        _log_rights,
        _log_heads,
        _certificates,
        _seal,
        _key_lists,
        _keys,
    ):
        findings += _safely(look)
    return findings


def _safely(look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except EsignerError as error:
        return [Finding(name=look.__name__.strip("_"), well=False, text=error.detail())]
    except Exception as error:  # noqa: BLE001 — the examination goes on after any failed check
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return [Finding(name=look.__name__.strip("_"), well=False, text=Text(reason, reason))]


def _settings() -> Iterator[Finding]:
    from esigner.config.checks import problems  # noqa: PLC0415 — needs a set-up Django

    found = list(problems())
    for setting, text in found:
        yield Finding(name=setting, well=False, text=text)
    if not found:
        yield Finding(name="settings", well=True, text=Text("visi derīgi", "all valid"))


def _running() -> Iterator[Finding]:
    """Check that it runs, or that its ports are free."""
    if is_held(up.state_folder()):
        yield Finding(name="up", well=True, text=Text("darbojas", "runs"))
        return
    yield Finding(name="up", well=True, text=Text("nedarbojas", "does not run"))
    for port in ports.PORTS:
        number = ports.number(port.key)
        ports.listener(number, listen=up.listen_address(), setting=port.setting).close()


def _space() -> Iterator[Finding]:
    free = shutil.disk_usage(up.state_folder()).free
    size = f"{free / 1024**3:.1f} GiB"
    yield Finding(name="space", well=free > FREE_BYTES, text=Text(f"brīvi {size}", f"{size} free"))


def _database() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 — needs a set-up Django

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = str(cursor.fetchone()[0])
    yield Finding(name="database", well=True, text=Text(f"PostgreSQL {version}", f"PostgreSQL {version}"))


def _migrations() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 — needs a set-up Django
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    text = Text(f"neizpildītas: {len(waiting)}", f"not applied: {len(waiting)}")
    yield Finding(name="migrations", well=not waiting, text=text)


def _jobs() -> Iterator[Finding]:
    """Find jobs that were given up: somebody waits for their results."""
    from django.db.models import Count  # noqa: PLC0415 — needs a set-up Django
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: PLC0415

    given_up = ProcrastinateJob.objects.filter(status="failed").values_list("task_name").annotate(Count("id"))
    for name, count in given_up.order_by("task_name"):
        text = Text(f"{name}: {count} darbi nav izdevušies", f"{name}: {count} jobs were given up")
        yield Finding(name="jobs", well=False, text=text)
    if not given_up:
        yield Finding(name="jobs", well=True, text=Text("neviens nav pamests", "none was given up"))


def _log_rights() -> Iterator[Finding]:
    """Check that an account with the application's rights to the database cannot cut the log."""
    from esigner.config.tables import may_change_the_log  # noqa: PLC0415 — needs a set-up Django

    if may_change_the_log():
        lv = "lietotājs no DATABASE_URL var mainīt auditu: DATABASE_OWNER_URL norādiet tabulu īpašnieku, šeit — citu"
        en = "the role of DATABASE_URL can change the log: name the tables' owner in DATABASE_OWNER_URL, another here"
        yield Finding(name="audit-rights", well=False, text=Text(lv, en))
    else:
        text = Text("lietotne auditu tikai papildina", "the application can only add to the log")
        yield Finding(name="audit-rights", well=True, text=text)


def _log_heads() -> Iterator[Finding]:
    """Check that the log's heads are kept elsewhere: else the owner of the database can rewrite it."""
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner.custody import comparing, exporting, statement  # noqa: PLC0415 — as above

    if exporting.is_overdue(at=timezone.now()) and is_held(up.state_folder()):
        text = Text("audita galva sen nav eksportēta", "no head of the log was exported for long")
        yield Finding(name="audit-heads", well=False, text=text)
        return
    found = comparing.compare(within=statement.folder(), at=timezone.now())
    for fault in found.faults:
        yield Finding(name="audit-heads", well=False, text=fault)
    if not found.faults:
        text = Text(f"žurnālā ir visas {found.heads} eksportētās", f"the log holds all {found.heads} exported")
        yield Finding(name="audit-heads", well=True, text=text)


def _certificates() -> Iterator[Finding]:
    """Name what ends soon or waits; what renews itself is well."""
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner.registry import authorities  # noqa: PLC0415 — as above

    for ending in authorities.outlook(at=timezone.now()):
        yield Finding(name=f"pki/{ending.name}", well=not ending.is_late, text=ending.text)


def _seal() -> Iterator[Finding]:
    """Check the agency's seal: without it no letter leaves."""
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner.notices import seal_key  # noqa: PLC0415 — as above

    end = seal_key.load(at=timezone.now()).key.certificate.not_valid_after_utc
    text = Text(f"derīgs līdz {end:%F}", f"valid until {end:%F}")
    yield Finding(name="seal", well=end - timezone.now() >= RENEWAL, text=text)


def _key_lists() -> Iterator[Finding]:
    """Name the list in use: the program's is short, the large one is for the operator to fetch. Neither is a fault."""
    from esigner.pki import weak_keys  # noqa: PLC0415 — loaded by this command alone

    if weak_keys.has_badkeys_block_list():
        text = Text("plašais nopludināto atslēgu saraksts ir uzstādīts", "the large list of leaked keys is installed")
    else:
        lv = "uzstādīts tikai īsais atslēgu saraksts; plašo iegūst ar `badkeys --update-bl`"
        text = Text(lv, "only the short list of keys is installed; `badkeys --update-bl` fetches the large one")
    yield Finding(name="key-lists", well=True, text=text)


def _keys() -> Iterator[Finding]:
    """Check that no key, mail or document is readable by others."""
    state = up.state_folder()
    keys = [*state.glob("pki/*/key.pem"), *state.glob("personas/**/*.pem"), state / "secret_key"]
    keys += [*state.glob("outbox/*"), *state.glob("documents/**/*")]
    open_to_others = [path for path in keys if path.is_file() and path.stat().st_mode & 0o077]
    for path in open_to_others:
        name = str(path.relative_to(state))
        yield Finding(name=name, well=False, text=Text("to var lasīt citi", "others can read it"))
    if not open_to_others:
        yield Finding(name="keys", well=True, text=Text("lasa tikai īpašnieks", "only their owner reads them"))
