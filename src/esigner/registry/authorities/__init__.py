"""The installation's own authorities, their responders, time-stamping units, seal and server certificate.

Material is in STATE/pki/<name>/{certificate,key,chain}.pem; the status of what they issued is in the registry. Each is
succeeded before it ends (ADR 0029): `current` says by which generation, `load` reads the one that is named.
"""

from esigner.registry.authorities.belonging import Held, Holding, holdings
from esigner.registry.authorities.founding import Lost, bootstrap
from esigner.registry.authorities.generations import (
    Generation,
    awaiting_officers,
    certificates,
    current,
    exists,
    get,
    issuers,
)
from esigner.registry.authorities.material import load, random_serial, urls_of, write_key
from esigner.registry.authorities.outlook import Ending, Remedy, outlook
from esigner.registry.authorities.plan import PLAN, SERVER_ROOT, Planned, find, names
from esigner.registry.authorities.renewal import renew, take_over
from esigner.registry.authorities.services import issuing, responder, timestamp_unit
from esigner.registry.authorities.warnings import warn

__all__ = [
    "PLAN",
    "SERVER_ROOT",
    "Ending",
    "Generation",
    "Held",
    "Holding",
    "Lost",
    "Planned",
    "Remedy",
    "awaiting_officers",
    "bootstrap",
    "certificates",
    "current",
    "exists",
    "find",
    "get",
    "holdings",
    "issuers",
    "issuing",
    "load",
    "names",
    "outlook",
    "random_serial",
    "renew",
    "responder",
    "take_over",
    "timestamp_unit",
    "urls_of",
    "warn",
    "write_key",
]
