"""Means of signing: one port, one folder each; a value made elsewhere (two-step by API) needs none."""
