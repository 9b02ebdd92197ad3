"""Views, split by noun: parse, one domain call, render."""
