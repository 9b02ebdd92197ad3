"""Timestamps (RFC 3161): asked for, read, and proved."""

from esigner.ades.timestamps.tokens import Token, check_purpose, read, read_response, request, verify

__all__ = ["Token", "check_purpose", "read", "read_response", "request", "verify"]
