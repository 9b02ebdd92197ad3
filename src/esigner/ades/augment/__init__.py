"""Adding to existing signatures, ours or others': timestamps, material, archive timestamps, further signatures."""

from esigner.ades.augment import counter, parallel
from esigner.ades.augment.procedure import Needs, apply, needs, stages
from esigner.ades.augment.renewal import Due, Reason, due
from esigner.ades.augment.signature_file import Archive, Stage

__all__ = ["Archive", "Due", "Needs", "Reason", "Stage", "apply", "counter", "due", "needs", "parallel", "stages"]
