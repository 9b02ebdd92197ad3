"""From each landed version to this one: what was begun is finished, and the earlier code goes on working meanwhile.

The data is made by really running the version; its tables become ours; both work in them.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from esigner.ades import Format
from esigner.ades.encoding.sniffing import Kind, sniff
from tests.world import crash
from tests.world.pdfs import pdf
from tests.world.versions import Player, code_of, database

pytestmark = [pytest.mark.lifecycle]

VERSIONS = ("18e8ffa", "1633990", "44c4502", "8a0e6b9", "b51e0d7")
"""Landed versions at which a stored form, or a table, changed."""
READS_WHAT_WE_PREPARE = VERSIONS[1:]
"""Those that know version 2 of a prepared signature; the first one is older than the rule (ADR 0026)."""
DOCUMENTS = (
    {
        "format": Format.ASICE.value, "name": "Iesniegums.txt", "mediaType": "text/plain",
        "content": b64encode(b"Sveiki\n").decode(),
    },
    {
        "format": Format.PDF.value, "name": "Līgums.pdf", "mediaType": "application/pdf",
        "content": b64encode(pdf(pages=1)).decode(),
    },
)  # fmt: skip
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES'
FROM information_schema.columns WHERE table_schema = 'public' AND table_name !~ '^(pg_|axes_)'
"""


@pytest.fixture
def player(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Player]:
    """An empty database and state folder, and trust services that whoever plays brings along."""
    name = f"upgrade_{tmp_path.name}_{tmp_path.parent.name}".replace("-", "_")[-60:]
    with database(database_url, name) as url, crash.proxy("") as proxy:
        yield Player(database_url=url, state=tmp_path / "state", proxy=proxy)


@pytest.mark.parametrize("commit", VERSIONS)
def test_an_upgrade_strands_nobody(player: Player, tmp_path: Path, commit: str) -> None:
    earlier, today = code_of(commit, into=tmp_path / "earlier"), crash.ROOT
    player.state.mkdir()

    player.proxy.is_down = True
    theirs = player.play(earlier, "found", "begin", told={"documents": DOCUMENTS})
    assert set(theirs["accepted"]) == {"SIGNING"}, "the values were taken, the timestamps are outstanding"
    before = columns(player.database_url)
    ours = player.play(today, "upgrade", "begin", told=theirs)
    player.proxy.is_down = False

    expanded(before, columns(player.database_url))
    reads_ours = commit in READS_WHAT_WE_PREPARE
    check(player.play(earlier, "work", *["finish"] * reads_ours, told=ours))
    check(player.play(today, "finish", "work", told=theirs))


Columns = dict[tuple[str, str], tuple[str, bool]]
"""Table and column: its type, and whether a row may be added without naming it."""


def columns(url: str) -> Columns:
    with psycopg.connect(url) as database:
        return {(table, column): (type_, optional) for table, column, type_, optional in database.execute(COLUMNS)}


def expanded(before: Columns, after: Columns) -> None:
    """Nothing that the earlier code names is gone, and nothing new has to be named by it."""
    assert {key: after.get(key, ("gone", False))[0] for key in before} == {key: one[0] for key, one in before.items()}
    tables = {table for table, _ in before}
    new = {key: one for key, one in after.items() if key not in before and key[0] in tables}
    assert [key for key, (_, optional) in new.items() if not optional] == []
    assert [key for key, (_, optional) in before.items() if optional and not after[key][1]] == []


def check(done: dict[str, Any]) -> None:
    """Every session was signed, and its result is what was asked for."""
    finished = [*done["worked"], *done.get("finished", [])]
    assert [one["status"] for one in finished] == ["SIGNED"] * len(finished)
    kinds = [sniff(b64decode(one["result"])) for one in finished]
    assert kinds == [Kind.ZIP, Kind.PDF] * (len(finished) // 2)
