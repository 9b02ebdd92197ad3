"""One more signature beside those that stand, ours or another's, over the same data."""

from esigner.ades.augment.parallel.procedure import add, prepare, timestamp_input

__all__ = ["add", "prepare", "timestamp_input"]
