"""Whether the keys in the state folder are those of the installation that the database belongs to.

The database knows an authority by its anchors, by its own certificate, and by what it issued to responders, units and
servers; later generations and their fingerprints are rows of its own (ADR 0029). An installation that was founded never
founds the same authority again: what the first one certified could then no longer be revoked, and nobody would have
been told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from esigner.pki.issuance import Authority
from esigner.registry import certificate_records, models
from esigner.registry.authorities import material
from esigner.registry.authorities.plan import PLAN, SERVER, Planned, find, responder_of
from esigner.registry.errors import AuthorityMissingError, KeysForeignError, KeysMissingError
from esigner.registry.kinds import CertificateUse

_OWN = (CertificateUse.SERVICE.value, CertificateUse.SEAL.value)


class Holding(Enum):
    """What the folder has of an authority, seen from the database."""

    HELD = "held"
    NEW = "new"
    """The database does not know it yet: it is to be founded, or registered."""
    MISSING = "missing"
    FOREIGN = "foreign"
    """Another one of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One row of the plan, or a generation of it."""

    name: str
    holding: Holding
    fingerprint_sha256: str = ""
    """Of the certificate in the folder; empty where there is none."""


def check(*, state: Path) -> None:
    """Refuse a folder that does not hold the keys of the installation.

    Raises:
        KeysMissingError: Some are not there.
        KeysForeignError: Some are another installation's.
    """
    held = holdings(state=state)
    folder = str(state / "pki")
    for holding, error in ((Holding.FOREIGN, KeysForeignError), (Holding.MISSING, KeysMissingError)):
        names = [one.name for one in held if one.holding is holding]
        if names:
            raise error(folder=folder, names=", ".join(names))


def holdings(*, state: Path) -> Sequence[Held]:
    """Return each row of the plan, then each later generation, an authority's with its responder.

    The servers' certificate is left out: it is made anew wherever its names change.
    """
    wanted = [one for one in PLAN if _is_ours(one) and one.name != SERVER]
    later = [held for row in models.Generation.objects.order_by("slot", "number") for held in _later(row, state=state)]
    return (*(_held(one, state=state) for one in wanted), *later)


def _is_ours(planned: Planned) -> bool:
    return settings.ESIGNER_SANDBOX or not planned.sandbox_only


def _held(planned: Planned, *, state: Path) -> Held:
    found = _complete(planned.name, state=state)
    if found is None:
        return Held(name=planned.name, holding=Holding.MISSING if _is_known(planned) else Holding.NEW)
    fingerprint = certificate_records.fingerprint(found.certificate)
    # Of what an authority of ours issued, the issuer decides: a renewed unit may be newer than a restored database.
    is_foreign = planned.is_authority and _is_known(planned) and not _knows(planned, found, fingerprint=fingerprint)
    holding = Holding.FOREIGN if is_foreign else Holding.HELD
    return Held(name=planned.name, holding=holding, fingerprint_sha256=fingerprint)


def _later(row: models.Generation, *, state: Path) -> Iterator[Held]:
    """Yield a generation: its row says that the files were there, and which."""
    planned = find(row.material)
    if planned is None or not _is_ours(planned):
        return
    found = _complete(row.material, state=state)
    if found is None:
        yield Held(name=row.material, holding=Holding.MISSING)
    else:
        fingerprint = certificate_records.fingerprint(found.certificate)
        is_foreign = planned.is_authority and fingerprint != row.fingerprint_sha256
        holding = Holding.FOREIGN if is_foreign else Holding.HELD
        yield Held(name=row.material, holding=holding, fingerprint_sha256=fingerprint)
    if planned.is_authority:
        yield _held(responder_of(planned), state=state)


def _complete(name: str, *, state: Path) -> Authority | None:
    try:
        material.check_complete(name, state=state)
        return material.load(name, state=state)
    except AuthorityMissingError:
        return None


def _is_known(planned: Planned) -> bool:
    """Return whether the database belongs to an installation that had it."""
    own = models.Certificate.objects.filter(use__in=_OWN)
    if planned.is_authority and own.filter(authority=planned.name).exists():
        return True
    if planned.title:
        own = own.filter(subject__contains=f"CN={planned.title},") | own.filter(subject__endswith=f"CN={planned.title}")
    return bool(planned.issuer) and own.filter(authority=planned.issuer).exists()


def _knows(planned: Planned, found: Authority, *, fingerprint: str) -> bool:
    """Return whether the database knows this very certificate: as its own, as an anchor, or above what it issued."""
    pem = found.certificate.public_bytes(Encoding.PEM).decode().strip()
    rows = models.Certificate.objects
    return (
        rows.filter(fingerprint_sha256=fingerprint, use__in=_OWN, authority=planned.issuer).exists()
        or models.Anchor.objects.filter(fingerprint_sha256=fingerprint, label=planned.title).exists()
        or rows.filter(authority=planned.name, chain_pem__startswith=pem).exists()
    )
