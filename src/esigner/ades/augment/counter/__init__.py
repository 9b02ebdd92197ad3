"""A countersignature: another's signature over the value of one that stands, inside its unsigned part."""

from esigner.ades.augment.counter.procedure import add, prepare, timestamp_input

__all__ = ["add", "prepare", "timestamp_input"]
