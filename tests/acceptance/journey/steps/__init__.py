"""The steps, one module a block of the seed."""
