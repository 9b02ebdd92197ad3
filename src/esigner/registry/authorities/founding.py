"""Making what the plan still lacks; run at every start, so it changes nothing the second time."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import issuance, profiles, subjects
from esigner.pki.issuance import Authority
from esigner.registry import anchors, certificate_records, models
from esigner.registry.authorities import belonging, material
from esigner.registry.authorities.plan import PLAN, KeyKind, Planned
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import CertificateUse

BACKDATED: Final = timedelta(minutes=5)
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
            _note_lost(state, act=act)
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


def _note_lost(state: Path, *, act: audit.Act) -> None:
    missing = [one.name for one in belonging.holdings(state=state) if one.holding is belonging.Holding.MISSING]
    audit.record(event="authority.lost", act=act, data={"names": list[audit.JSON](missing)})


def _found(planned: Planned, *, state: Path, at: datetime, hosts: tuple[str, ...]) -> Authority:
    """Return the material; made now where there is none, or where the server's no longer fits."""
    try:
        known = material.load(planned.name, state=state)
    except AuthorityMissingError:
        known = None
    if known is not None and _fits(planned, known, hosts=hosts, at=at):
        return known
    made = _make(planned, state=state, at=at, hosts=hosts)
    material.write(made, material.folder_of(planned.name, state=state))
    return made


def _make(planned: Planned, *, state: Path, at: datetime, hosts: tuple[str, ...]) -> Authority:
    key = ec.generate_private_key(ec.SECP384R1() if planned.key is KeyKind.P384 else ec.SECP256R1())
    start = (at - BACKDATED).replace(microsecond=0)
    end = start + timedelta(days=365 * planned.years)
    serial = material.random_serial(secrets.token_bytes(16))
    subject, profile = _subject(planned), _profile(planned, hosts)
    if not planned.issuer:
        return issuance.self_sign(
            key=key, profile=profile, subject=subject, serial=serial, not_before=start, not_after=end
        )
    issuer = material.load(planned.issuer, state=state)
    certificate = issuance.issue(
        issuer, profile=profile, public_key=key.public_key(), subject=subject, serial=serial,
        not_before=start, not_after=min(end, issuer.certificate.not_valid_after_utc),
        urls=material.urls_of(planned.issuer),
    )  # fmt: skip
    return Authority(certificate=certificate, key=key, chain=(issuer.certificate, *issuer.chain))


def _register(planned: Planned, found: Authority, *, act: audit.Act) -> None:
    """Store the certificate, so that its issuer's responder can answer for it; also after a lost database."""
    use = CertificateUse.SEAL if planned.profile is profiles.SEAL else CertificateUse.SERVICE
    known = models.Certificate.objects.filter(
        fingerprint_sha256=certificate_records.fingerprint(found.certificate), use=use.value
    )
    if known.exists():
        return
    row = certificate_records.store(found.certificate, use=use, at=act.at, authority=planned.issuer, chain=found.chain)
    data: dict[str, audit.JSON] = {"name": planned.name, "fingerprintSha256": row.fingerprint_sha256}
    audit.record(event="authority.founded", act=act, subject=str(row.id), data=data)


def _fits(planned: Planned, known: Authority, *, hosts: tuple[str, ...], at: datetime) -> bool:
    if planned.name != "server":
        return True
    if known.key.public_key() != known.certificate.public_key():
        # Of a start that was killed between the two files.
        return False
    names = known.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(name.value) for name in names}
    return covered >= set(hosts) and known.certificate.not_valid_after_utc > at + RENEWED_BEFORE


def _profile(planned: Planned, hosts: tuple[str, ...]) -> profiles.Profile:
    if planned.name != "server":
        return planned.profile
    addresses = [one for one in map(_address, hosts) if one is not None]
    return profiles.server(names=[one for one in hosts if _address(one) is None], addresses=addresses)


def _subject(planned: Planned) -> x509.Name:
    agency = settings.ESIGNER_AGENCY
    if planned.profile is profiles.SEAL:
        return subjects.organisation(
            common_name=agency["name_lv"], organisation_name=agency["name_lv"],
            registration_number=agency["registration_number"],
        )  # fmt: skip
    organisation = "SIMULATED Trust Service Provider" if planned.sandbox_only else agency["name_lv"]
    return subjects.service(common_name=planned.title, organisation_name=organisation)


def _hosts(urls: Mapping[str, str]) -> tuple[str, ...]:
    own = {urlsplit(url).hostname or "" for url in urls.values()}
    return tuple(sorted((own | {"localhost", "127.0.0.1", "::1"}) - {""}))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
