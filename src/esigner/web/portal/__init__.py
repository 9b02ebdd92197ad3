"""The portal: the scheme, the institution's way through it, the agency's desk. Floor 6: parse, one domain call, render."""
