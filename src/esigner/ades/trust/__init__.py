"""Whom a validation trusts, and what it holds of certificates: paths, status, algorithms."""
