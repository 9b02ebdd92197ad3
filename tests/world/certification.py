"""Certification authorities for tests, made with our own `pki`; keys on P-256, because those are made fast."""

import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esigner.pki import issuance, profiles, subjects
from esigner.pki.issuance import Authority, Urls
from esigner.pki.keys import PrivateKey
from esigner.pki.ocsp import Responder
from esigner.pki.profiles import Profile
from esigner.pki.tsa import TimestampUnit

NOW: Final = datetime.now(UTC).replace(microsecond=0)
"""Fixed for the run; the real time, because openssl has no other."""
URLS: Final = Urls(
    issuer="http://trust.example/ca/a.cer", ocsp="http://trust.example/ocsp/a", crl="http://trust.example/crl/a.crl"
)


def now() -> datetime:
    """Return the time of the machine, which services answer with."""
    return datetime.now(UTC).replace(microsecond=0)


def serial() -> int:
    return int.from_bytes(secrets.token_bytes(16)) or 1


def key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def root(*, name: str = "Root CA", private_key: PrivateKey | None = None, days: int = 3650) -> Authority:
    return issuance.self_sign(
        key=private_key or key(),
        profile=profiles.ROOT,
        subject=subjects.service(common_name=name, organisation_name="Tests"),
        serial=serial(),
        not_before=NOW - timedelta(days=2),
        not_after=NOW + timedelta(days=days),
    )


def below(
    issuer: Authority,
    *,
    profile: Profile,
    subject: x509.Name | None = None,
    private_key: PrivateKey | None = None,
    not_before: datetime = NOW - timedelta(days=1),
    not_after: datetime = NOW + timedelta(days=800),
    urls: Urls = URLS,
) -> Authority:
    """A certificate under the issuer, with its key and chain."""
    private_key = private_key or key()
    certificate = issuance.issue(
        issuer,
        profile=profile,
        public_key=private_key.public_key(),
        subject=subject or subjects.service(common_name=f"The {profile.name}"),
        serial=serial(),
        not_before=not_before,
        not_after=not_after,
        urls=urls,
    )
    return Authority(certificate=certificate, key=private_key, chain=(issuer.certificate, *issuer.chain))


@cache
def the_root() -> Authority:
    return root()


@cache
def the_issuing() -> Authority:
    return below(the_root(), profile=profiles.ISSUING, subject=subjects.service(common_name="Issuing CA"))


@cache
def the_client() -> Authority:
    subject = subjects.client(
        common_name="Dokumentu sistēma",
        organisation_name="Paraugu iestāde",
        registration_number="90000069281",
        epak_number="EPAK-2026-00001",
    )
    return below(the_issuing(), profile=profiles.CLIENT, subject=subject)


@cache
def the_responder() -> Responder:
    own = below(the_issuing(), profile=profiles.OCSP)
    return Responder(issuer=the_issuing().certificate, certificate=own.certificate, key=own.key)


@cache
def the_timestamp_unit() -> TimestampUnit:
    unit = below(the_root(), profile=profiles.TSA)
    return TimestampUnit(certificate=unit.certificate, key=unit.key, chain=unit.chain)


def write(folder: Path, name: str, *certificates: x509.Certificate) -> str:
    """Write the certificates into one PEM file and give its path."""
    file = folder / name
    file.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    return str(file)


def write_key(folder: Path, name: str, private_key: PrivateKey) -> str:
    """Write the key as PEM and give its path."""
    file = folder / name
    file.write_bytes(private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(file)
