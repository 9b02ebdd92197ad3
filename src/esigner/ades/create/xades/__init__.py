"""XAdES (EN 319 132-1) from templates that are canonical by construction."""

from esigner.ades.create.xades.signature import assemble, build, signature_value

__all__ = ["assemble", "build", "signature_value"]
