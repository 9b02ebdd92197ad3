"""Bounded reading of PDF."""
