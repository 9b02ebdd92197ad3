"""Keys that are lost for good, as the operator says: noted, and forgotten where others can take their place.

A row of the plan is founded anew under its name. A later generation is forgotten: the next one is made where it is due,
and one that production trusts awaits two officers again.
"""

from pathlib import Path

from esigner import audit
from esigner.registry import certificate_records, models
from esigner.registry.authorities import belonging, making, material
from esigner.registry.authorities.plan import Planned, find, responder_of
from esigner.registry.kinds import CertificateUse


def note(*, state: Path, act: audit.Act) -> None:
    """Record what is lost, forget lost generations, have lists signed anew; the caller holds the transaction."""
    lost = [one.name for one in belonging.holdings(state=state) if one.holding is belonging.Holding.MISSING]
    audit.record(event="authority.lost", act=act, data={"names": list[audit.JSON](lost)})
    models.Generation.objects.filter(material__in=lost).delete()
    models.RevocationList.objects.filter(authority__in=lost).update(built=None)  # the kept one is by the lost key
    for name in models.Generation.objects.order_by("slot", "number").values_list("material", flat=True):
        planned = find(name)
        if planned is not None and planned.is_authority and responder_of(planned).name in lost:
            _certify(responder_of(planned), state=state, act=act)


def _certify(responder: Planned, *, state: Path, act: audit.Act) -> None:
    """Give a generation that is held a responder again; it has no row of its own."""
    issuer = material.load(responder.issuer, state=state)
    made = making.make(responder, issuer=issuer, issuer_name=responder.issuer, at=act.at)
    material.prepare(made, responder.name, state=state)
    material.exchange(responder.name, state=state)
    certificate_records.store(
        made.certificate, use=CertificateUse.SERVICE, at=act.at, authority=responder.issuer, chain=made.chain
    )
