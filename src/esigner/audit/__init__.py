"""What happened: append-only, hash-chained, and independent of the other apps (ids are text).

audit.record(event="case.registered", act=act, case=str(case.id), data={"epakNumber": number})
audit.events(case=str(case.id))
audit.extend_chain()
audit.verify()
"""

from esigner.audit.act import Act, by_system
from esigner.audit.chain import Head
from esigner.audit.chaining import Waiting, chain_all, extend_chain, waiting
from esigner.audit.event import JSON, SYSTEM, Actor, ActorKind, Event, Outcome
from esigner.audit.log import count_of_person, events, hash_at, head, record
from esigner.audit.order import hold
from esigner.audit.verification import Fault, FaultKind, verify

__all__ = [
    "JSON",
    "SYSTEM",
    "Act",
    "Actor",
    "ActorKind",
    "Event",
    "Fault",
    "FaultKind",
    "Head",
    "Outcome",
    "Waiting",
    "by_system",
    "chain_all",
    "count_of_person",
    "events",
    "extend_chain",
    "hash_at",
    "head",
    "hold",
    "record",
    "verify",
    "waiting",
]
