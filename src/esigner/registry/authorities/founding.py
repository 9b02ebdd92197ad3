"""Making what the plan still lacks, and succeeding what has ended; at a second start, it changes nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import profiles
from esigner.pki.issuance import Authority
from esigner.registry import anchors, certificate_records, models
from esigner.registry.authorities import belonging, generations, losing, making, material, renewal
from esigner.registry.authorities.plan import PLAN, SERVER, Planned
from esigner.registry.kinds import CertificateUse

RENEWED_BEFORE: Final = timedelta(days=30)


class Lost(Enum):
    """What to do about keys that the database knows and the folder lacks."""

    REFUSED = "refused"
    MADE_ANEW = "made anew"
    """Only where the operator says that there is no copy: what they certified can no longer be revoked."""


def bootstrap(*, state: Path, act: audit.Act, urls: Mapping[str, str], lost: Lost = Lost.REFUSED) -> None:
    """Found every authority of the plan that is missing, register what they issued, trust the anchors.

    Args:
        state: The installation's folder; keys go to `state/pki`.
        act: Whose it is, and when.
        urls: Base URLs of the doors; their hosts go into the server certificate.
        lost: What to do about keys that were there once.

    Raises:
        KeysMissingError, KeysForeignError: The folder's keys are not those of the database.
    """
    with transaction.atomic():
        audit.hold()
        if lost is Lost.REFUSED:
            belonging.check(state=state)
        else:
            losing.note(state=state, act=act)
        founded: list[str] = []
        before = {one.name for one in PLAN if material.whole(one.name, state=state)}
        for planned in PLAN:
            if planned.sandbox_only and not settings.ESIGNER_SANDBOX:
                continue
            found = _found(planned, state=state, at=act.at, hosts=_hosts(urls))
            if planned.issuer:
                _register(planned, found, act=act)
            for environment, purpose in planned.anchors:
                anchors.add(
                    environment=environment, purpose=purpose, certificate=found.certificate, label=planned.title,
                    act=act,
                )  # fmt: skip
            if planned.name not in before:
                founded.append(planned.name)
        for name in founded:  # all at once: the first waits for the disk, the others find it done
            material.sync(material.folder_of(name, state=state))
    renewal.renew(at=act.at)  # what ended while nothing ran must not wait for the hourly job


def _found(planned: Planned, *, state: Path, at: datetime, hosts: tuple[str, ...]) -> Authority:
    """Return the material; made now where there is none, or where the server's no longer fits."""
    material.exchange(planned.name, state=state)  # what a death has interrupted
    known = material.whole(planned.name, state=state)
    if known is not None and _fits(planned, known, hosts=hosts, at=at):
        return known
    # The server's is the only one that is replaced; the others are succeeded (`renewal`).
    name = generations.current(planned.issuer, at=at) if known is not None else planned.issuer
    issuer = material.load(name, state=state) if name else None
    made = making.make(planned, issuer=issuer, issuer_name=name, at=at, hosts=hosts)
    if known is None:
        material.write(made, material.folder_of(planned.name, state=state))
    else:
        material.prepare(made, planned.name, state=state)
        material.exchange(planned.name, state=state)
    return material.load(planned.name, state=state)


def _register(planned: Planned, found: Authority, *, act: audit.Act) -> None:
    """Store the certificate, so that its issuer's responder can answer for it; also after a lost database."""
    use = CertificateUse.SEAL if planned.profile is profiles.SEAL else CertificateUse.SERVICE
    known = models.Certificate.objects.filter(
        fingerprint_sha256=certificate_records.fingerprint(found.certificate), use=use.value
    )
    if known.exists():
        return
    row = certificate_records.store(
        found.certificate, use=use, at=act.at, authority=_issuer_name(planned, found), chain=found.chain
    )
    data: dict[str, audit.JSON] = {"name": planned.name, "fingerprintSha256": row.fingerprint_sha256}
    audit.record(event="authority.founded", act=act, subject=str(row.id), data=data)


def _issuer_name(planned: Planned, found: Authority) -> str:
    """Return which generation issued it."""
    later = [row.material for row in generations.succession(planned.issuer)] if planned.name == SERVER else []
    issuers = (one for one in later if found.chain and material.load(one).certificate == found.chain[0])
    return next(issuers, planned.issuer)


def _fits(planned: Planned, known: Authority, *, hosts: tuple[str, ...], at: datetime) -> bool:
    if planned.name != SERVER:
        return True
    if not material.is_pair(known):
        return False
    names = known.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(name.value) for name in names}
    lives = known.certificate.not_valid_after_utc > at + RENEWED_BEFORE
    return lives and covered >= set(hosts)


def _hosts(urls: Mapping[str, str]) -> tuple[str, ...]:
    own = {urlsplit(url).hostname or "" for url in urls.values()}
    return tuple(sorted((own | {"localhost", "127.0.0.1", "::1"}) - {""}))
