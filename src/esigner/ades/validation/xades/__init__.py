"""Reading XAdES signatures (EN 319 132-1) for the procedure: structure, references, properties, imprints."""

from esigner.ades.validation.xades.signature import read_signatures

__all__ = ["read_signatures"]
