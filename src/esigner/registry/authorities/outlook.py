"""What ends soon, and who does what about it: for the operators' mail, `esigner doctor`, `esigner pki` and the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from esigner.errors import EsignerError, Text
from esigner.notices import seal_key
from esigner.registry.authorities import foreign_seal, generations, material, renewal
from esigner.registry.authorities.plan import RESPONDER, SEAL, SERVER, Planned

WARNED: Final = timedelta(days=60)
"""Before a successor is due, so that most warnings come 90 days before the end."""
SEAL_WARNED: Final = timedelta(days=90)
SERVER_WARNED: Final = timedelta(days=90)


class Remedy(StrEnum):
    """What is done about an end."""

    ITSELF = "itself"
    ISSUER = "issuer"
    """Its issuer must be succeeded first, and waits."""
    OFFICERS = "officers"
    ANNOUNCED = "announced"
    RESTART = "restart"
    IMPORT = "import"

    @property
    def text(self) -> Text:
        """Return what is to do, for people."""
        return _TEXTS[self]

    @property
    def needs_people(self) -> bool:
        """Return whether somebody has to act."""
        return self not in {Remedy.ITSELF, Remedy.ANNOUNCED}


_TEXTS: Final = {
    Remedy.ITSELF: Text("atjaunosies pats {due}", "renews itself on {due}"),
    Remedy.ISSUER: Text(
        "nevar atjaunot: vispirms divām amatpersonām jāapstiprina izdevēja jaunā paaudze",
        "cannot be renewed: two officers must first agree on the next generation of its issuer",
    ),
    Remedy.OFFICERS: Text(
        "jaunā paaudze ir sagatavota; divas amatpersonas to apstiprina portālā (/paaudzes/)",
        "the next generation is prepared; two officers agree on it in the portal (/paaudzes/)",
    ),
    Remedy.ANNOUNCED: Text(
        "jaunā paaudze stājas spēkā {due}; līdz tam klientiem tai jāuzticas (pieslēguma pakotne)",
        "the next generation takes over on {due}; clients must trust it by then (connection pack)",
    ),
    Remedy.RESTART: Text(
        "pārstartējiet E-parakstītāju pēdējās 30 dienās: sertifikātu tas atjauno, kad sāk darbu",
        "restart the E-signer within the last 30 days: it renews the certificate when it starts",
    ),
    Remedy.IMPORT: Text(
        "nosūtiet izdevējam pieprasījumu (`esigner pki request`), sertifikātu uzstādiet ar `esigner pki import`",
        "send the request to the issuer (`esigner pki request`), install the certificate with `esigner pki import`",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One thing that ends, or waits."""

    name: str
    """Of the generation."""
    ends_at: datetime
    due_at: datetime
    """When the remedy comes or is due."""
    remedy: Remedy
    generation_id: UUID | None = None
    """What the officers agree on."""

    @property
    def text(self) -> Text:
        """Return one sentence for people."""
        what = self.remedy.text.format(due=f"{self.due_at:%F}")
        end = f"{self.ends_at:%F}"
        return Text(f"derīgs līdz {end}: {what.lv}", f"valid until {end}: {what.en}")

    @property
    def is_late(self) -> bool:
        """Return whether somebody must act; the operators' desk shows these as bad."""
        return self.remedy.needs_people


def outlook(*, at: datetime) -> tuple[Ending, ...]:
    """Return what ends soon or waits, the earliest end first."""
    rows = [ending for slot in generations.slots() if (ending := _of(slot, at=at)) is not None]
    seal = _foreign_seal(at=at)
    return tuple(sorted((*rows, *([seal] if seal else [])), key=lambda one: (one.ends_at, one.name)))


def _of(slot: Planned, *, at: datetime) -> Ending | None:
    if not material.exists(slot.name) or (slot.name == SEAL and foreign_seal.is_foreign()):
        return None
    if slot.name == SERVER:
        return _server(slot, at=at)
    if at < material.load(slot.name).certificate.not_valid_after_utc - slot.overlap - WARNED:
        return None  # before it is due nothing can have succeeded it
    return _of_newest(slot, at=at)


def _of_newest(slot: Planned, *, at: datetime) -> Ending | None:
    newest = next(iter(generations.succession(slot.name)), None)
    name = newest.material if newest else slot.name
    if not material.exists(name):
        return None
    end = material.load(name).certificate.not_valid_after_utc
    if newest is not None and (newest.takes_over_at is None or newest.takes_over_at > at):
        return Ending(
            name=name, ends_at=material.load(generations.current(slot.name, at=at)).certificate.not_valid_after_utc,
            due_at=newest.takes_over_at or at, generation_id=newest.id,
            remedy=Remedy.OFFICERS if newest.takes_over_at is None else Remedy.ANNOUNCED,
        )  # fmt: skip
    due = end - slot.overlap
    if at < due - WARNED:
        return None
    remedy = _remedy(slot, end=end, at=max(at, due))
    return None if remedy is None else Ending(name=name, ends_at=end, due_at=max(at, due), remedy=remedy)


def _remedy(slot: Planned, *, end: datetime, at: datetime) -> Remedy | None:
    """Return what is done when a successor is due; None where nothing is needed any more."""
    if renewal.would_gain(slot, end=end, at=at):
        return Remedy.ITSELF
    # A responder that lives as long as its authority needs no successor.
    return None if slot.name == f"{slot.issuer}{RESPONDER}" else Remedy.ISSUER


def _server(slot: Planned, *, at: datetime) -> Ending | None:
    end = material.load(slot.name).certificate.not_valid_after_utc
    if at < end - SERVER_WARNED:
        return None
    return Ending(name=slot.name, ends_at=end, due_at=end - slot.overlap, remedy=Remedy.RESTART)


def _foreign_seal(*, at: datetime) -> Ending | None:
    if not foreign_seal.is_foreign():
        return None
    try:
        end = seal_key.latest_end(at=at)
    except EsignerError:
        return None  # a seal that is missing or out of reach is another finding's
    if at < end - SEAL_WARNED:
        return None
    return Ending(name=SEAL, ends_at=end, due_at=end, remedy=Remedy.IMPORT)
