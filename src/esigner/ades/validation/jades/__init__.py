"""Reading JAdES signatures (TS 119 182-1) for the procedure: JWS, header, payload, unsigned components."""

from esigner.ades.validation.jades.signature import read_signatures

__all__ = ["read_signatures"]
