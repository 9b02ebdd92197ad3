"""The doors that speak HTTP: parse, one domain call, render."""
