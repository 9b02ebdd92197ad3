"""A key with its certificate, as a row of the plan says; nothing is written."""

import secrets
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from esigner.pki import issuance, profiles, subjects
from esigner.pki.issuance import Authority
from esigner.pki.keys import PrivateKey
from esigner.registry.authorities import material
from esigner.registry.authorities.plan import SERVER, KeyKind, Planned

BACKDATED: Final = timedelta(minutes=5)


def make(
    planned: Planned,
    *,
    issuer: Authority | None,
    issuer_name: str = "",
    at: datetime,
    hosts: tuple[str, ...] = (),
    key: PrivateKey | None = None,
) -> Authority:
    """Return key, certificate and issuers.

    Args:
        planned: The row, or a generation of it.
        issuer: None for a root.
        issuer_name: Whose addresses go into the certificate.
        at: Now; the certificate ends with its issuer's at the latest.
        hosts: Of the doors, for the server's certificate.
        key: The one to certify; a new one if left out.
    """
    own = key or ec.generate_private_key(ec.SECP384R1() if planned.key is KeyKind.P384 else ec.SECP256R1())
    start = (at - BACKDATED).replace(microsecond=0)
    serial = material.random_serial(secrets.token_bytes(16))
    subject, profile = _subject(planned), _profile(planned, hosts)
    end = ends_at(planned, issuer=issuer, at=at)
    if issuer is None:
        return issuance.self_sign(
            key=own, profile=profile, subject=subject, serial=serial, not_before=start, not_after=end
        )
    certificate = issuance.issue(
        issuer, profile=profile, public_key=own.public_key(), subject=subject, serial=serial, not_before=start,
        not_after=end, urls=material.urls_of(issuer_name),
    )  # fmt: skip
    return Authority(certificate=certificate, key=own, chain=(issuer.certificate, *issuer.chain))


def ends_at(planned: Planned, *, issuer: Authority | None, at: datetime) -> datetime:
    """Return the end of what is made at this time."""
    end = (at - BACKDATED).replace(microsecond=0) + timedelta(days=365 * planned.years)
    return end if issuer is None else min(end, issuer.certificate.not_valid_after_utc)


def _profile(planned: Planned, hosts: tuple[str, ...]) -> profiles.Profile:
    if planned.name != SERVER:
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


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
