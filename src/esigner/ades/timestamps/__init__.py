"""Timestamps (RFC 3161): asked for, read, and proved."""
