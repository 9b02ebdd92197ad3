"""Time travel through the generations of authorities, and what openssl says of them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.registry import authorities
from tests.world import openssl
from tests.world import registry as world

AT: Final = world.AT
YEAR: Final = timedelta(days=365)
DAY: Final = timedelta(days=1)
OFFICERS: Final = ("first", "second")


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def travel(years: float, *, step: timedelta = YEAR) -> datetime:
    """Let the job run once a year until then; return that time."""
    at, end = AT, AT + YEAR * years
    while at < end:
        at = min(at + step, end)
        authorities.renew(at=at)
    return at


def agree_on_everything(*, at: datetime) -> None:
    for one in authorities.awaiting_officers():
        authorities.take_over(generation_id=one.id, officers=OFFICERS, act=world.by_officer(at=at))


def written(folder: Path, name: str, *found: x509.Certificate) -> Path:
    path = folder / name
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in found))
    return path


def openssl_accepts(leaf: str, *, trusted: tuple[str, ...], at: datetime, folder: Path) -> None:
    own = authorities.load(leaf)
    roots = written(folder, "roots.pem", *(authorities.load(name).certificate for name in trusted))
    between = written(folder, "between.pem", *own.chain)
    certificate = written(folder, "leaf.pem", own.certificate)
    openssl.run(
        "verify", "-x509_strict", "-attime", str(int(at.timestamp())), "-CAfile", str(roots), "-untrusted",
        str(between), str(certificate),
    )  # fmt: skip
