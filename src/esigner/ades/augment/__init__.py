"""Adding to signatures that stand, ours or another's: timestamps, material, archive timestamps, further signatures."""

from esigner.ades.augment import counter, joining
from esigner.ades.augment.carrier import Archive, Stage
from esigner.ades.augment.procedure import Needs, apply, needs, stages

__all__ = ["Archive", "Needs", "Stage", "apply", "counter", "joining", "needs", "stages"]
