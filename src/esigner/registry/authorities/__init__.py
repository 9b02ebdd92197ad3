"""The installation's own authorities, their responders, time-stamping units, seal and server certificate.

Material is in STATE/pki/<name>/{certificate,key,chain}.pem; the status of what they issued is in the registry.
"""

from esigner.registry.authorities.belonging import Held, Holding, holdings
from esigner.registry.authorities.founding import Lost, bootstrap
from esigner.registry.authorities.material import load, random_serial, responder, timestamp_unit, urls_of, write_key
from esigner.registry.authorities.plan import PLAN, Planned, names

__all__ = [
    "PLAN",
    "Held",
    "Holding",
    "Lost",
    "Planned",
    "bootstrap",
    "holdings",
    "load",
    "names",
    "random_serial",
    "responder",
    "timestamp_unit",
    "urls_of",
    "write_key",
]
