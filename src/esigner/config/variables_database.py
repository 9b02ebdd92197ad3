"""The variables of connections to the database."""

from typing import Final

from esigner.config.variable import Group, Kind, Variable
from esigner.errors import Text


def _number(name: str, default: str, lv: str, en: str) -> Variable:
    return Variable(name=f"ESIGNER_DATABASE_{name}", kind=Kind.NUMBER, default=default, gives=Text(lv, en))


DATABASE: Final = Group(
    title=Text("Savienojumi ar datubāzi", "Connections to the database"),
    variables=(
        _number(
            "CONNECTIONS", "16",
            "Cik savienojumu katram durvju procesam, lielākais", "How many a process of a door may have at most",
        ),
        _number(
            "STATEMENT_SECONDS", "60",
            "Cik ilgi durvīs un strādniekā var ilgt viens vaicājums; 0 — bez gala",
            "How long one statement of a door or the worker may take; 0: without end",
        ),
        _number(
            "LOCK_SECONDS", "20",
            "Cik ilgi tajās gaida rindu vai tabulu, ko tur cits; 0 — bez gala",
            "How long they wait for a row or table that another holds; 0: without end",
        ),
        _number(
            "IDLE_SECONDS", "90",
            "Cik ilgi durvju transakcijā var nenotikt nekas (iesaldēts process tur rindas); 0 — bez gala",
            "How long nothing may happen in a door's transaction (a frozen process holds rows); 0: without end",
        ),
        _number(
            "KEEPALIVE_SECONDS", "15",
            "Cik bieži pārbauda klusu TCP savienojumu; pēc trim neatbildētām reizēm tas ir beigts",
            "How often a silent TCP connection is probed; after three unanswered ones it is dead",
        ),
    ),
)  # fmt: skip
