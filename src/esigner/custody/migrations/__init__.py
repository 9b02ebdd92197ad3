"""The tables of custody, step by step."""
