"""The portal: the scheme, the institution's way, the agency's desk. Floor 6: parse, one domain call, render."""
