"""Signatures made: prepared, given their value, and finished; or made in one act by a key at hand."""
