"""CMS SignedData, read and written in one place (RFC 5652): signatures and time-stamp tokens from any source.

`signed_data` reads and trusts nothing, `writing` assembles; what a signature proves is decided above.
"""
