"""Algorithms as one table: digests, signatures and kinds of keys, under all their standard names.

Facts, and the one check of a value that follows from them. Which ones a floor signs with, accepts or prices is its
own business; no other place maps identifiers to algorithms.
"""
