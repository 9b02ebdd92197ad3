"""Keeping what happened beyond the reach of this database: sealed heads of the audit log, exported and compared."""
