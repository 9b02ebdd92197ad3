"""Whom a validation trusts, and what it determines about certificates: paths, status, algorithms."""
