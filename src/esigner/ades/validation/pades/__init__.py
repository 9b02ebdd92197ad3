"""Reading PAdES signatures (EN 319 142-1) for the procedure."""

from esigner.ades.validation.pades.signature import read_signatures

__all__ = ["read_signatures"]
