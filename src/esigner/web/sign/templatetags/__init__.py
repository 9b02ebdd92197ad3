"""Template tags of the signing page."""
