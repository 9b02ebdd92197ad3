"""docs/settings.md, printed from the table of environment variables."""

from collections.abc import Iterator

from esigner.config.variable import Group, Kind, Variable
from esigner.config.variables import GROUPS

HEAD = """\
# Settings · Iestatījumi

E-Signer is configured by environment variables alone; an empty one counts as absent. `esigner doctor` says what is
missing or unsafe.

E-parakstītāju iestata tikai ar vides mainīgajiem: tukšs mainīgais ir tas pats, kas nenorādīts. `esigner doctor` pasaka,
kā trūkst un kas nav droši.

Printed from `src/esigner/config/variables.py` by `./run fix`; `./run check` compares.
"""


def page() -> str:
    """Print the whole page."""
    return "\n".join([HEAD, *(line for group in GROUPS for line in _group(group))])


def _group(group: Group) -> Iterator[str]:
    yield f"## {group.title.en} · {group.title.lv}\n"
    yield "| Variable | Value | Default | Must be set | What it does | Ko tas dara |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(one) for one in group.variables)
    yield ""


def _row(one: Variable) -> str:
    default = one.otherwise or (f"`{one.default}`" if one.default else "")
    value = one.kind.value if one.kind is not Kind.TEXT else ""
    return f"| `{one.name}` | {value} | {default} | {one.need.value} | {one.gives.en} | {one.gives.lv} |"
