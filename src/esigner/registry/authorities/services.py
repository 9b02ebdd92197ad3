"""Responders and time-stamping units, as the trust door uses them at a time."""

from datetime import datetime
from functools import lru_cache

from esigner.pki.issuance import Authority
from esigner.pki.ocsp import Responder
from esigner.pki.tsa import TimestampUnit
from esigner.registry.authorities import generations, material
from esigner.registry.authorities.plan import RESPONDER
from esigner.registry.errors import AuthorityEndedError
from esigner.registry.kinds import Environment


def responder(issuer: str, *, at: datetime) -> Responder:
    """Return the OCSP responder of one generation of an authority, by the generation's own name."""
    own = material.load(generations.current(f"{issuer}{RESPONDER}", at=at))
    return Responder(issuer=material.load(issuer).certificate, certificate=own.certificate, key=own.key)


def timestamp_unit(environment: Environment, *, at: datetime) -> TimestampUnit:
    """Return the environment's time-stamping unit.

    Raises:
        AuthorityEndedError: Its certificate is not in force: a token would prove nothing.
    """
    return _unit(in_force(f"{environment}-tsa", at=at))


def issuing(slot: str, *, at: datetime) -> tuple[str, Authority]:
    """Return the name and the material of the generation that issues certificates.

    Raises:
        AuthorityEndedError: Its certificate is not in force.
    """
    name = generations.current(slot, at=at)
    return name, _checked(name, at=at)


def in_force(slot: str, *, at: datetime) -> Authority:
    """Return the material of the generation that works at a time. Raises as `issuing`."""
    return issuing(slot, at=at)[1]


def _checked(name: str, *, at: datetime) -> Authority:
    own = material.load(name)
    if at > own.certificate.not_valid_after_utc:
        raise AuthorityEndedError(name=name, ended_at=own.certificate.not_valid_after_utc.isoformat())
    return own


@lru_cache(maxsize=16)
def _unit(own: Authority) -> TimestampUnit:
    """Return the same object for the same material: what its tokens have in common is then made once."""
    return TimestampUnit(certificate=own.certificate, key=own.key, chain=own.chain)
