"""A countersignature: a signature over the value of an existing one, inside its unsigned part."""

from esigner.ades.augment.counter.procedure import add, prepare, timestamp_input

__all__ = ["add", "prepare", "timestamp_input"]
