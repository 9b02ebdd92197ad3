"""One more signature next to the existing ones, ours or others', over the same data."""

from esigner.ades.augment.parallel.procedure import add, prepare, timestamp_input

__all__ = ["add", "prepare", "timestamp_input"]
