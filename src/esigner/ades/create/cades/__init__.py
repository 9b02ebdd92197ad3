"""CAdES (EN 319 122-1): a CMS SignedData, attached or detached."""

from esigner.ades.create.cades.signature import check_content, finalize, over, prepare, signed_message, timestamp_input

__all__ = ["check_content", "finalize", "over", "prepare", "signed_message", "timestamp_input"]
