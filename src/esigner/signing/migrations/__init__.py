"""The tables of signing, step by step."""
