"""Timestamps (RFC 3161): requested, read, and verified."""

from esigner.ades.timestamps.tokens import Token, check_purpose, read, read_response, request, verify

__all__ = ["Token", "check_purpose", "read", "read_response", "request", "verify"]
