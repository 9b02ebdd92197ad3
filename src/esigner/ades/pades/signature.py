"""PAdES: prepare and finalize.

Standard: EN 319 142-1.
"""
