"""Algorithms as one table: digests, signatures and kinds of keys, under every name that a standard gives them.

Facts, and the one check of a value that follows from them. Which of them a floor signs with, takes or prices is its
own business; nowhere else does an identifier stand for an algorithm.
"""
