"""Judges that are not ours, held against what the demo made. Run by `./run interop`."""
