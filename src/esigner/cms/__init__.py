"""CMS SignedData, read and written once for everybody (RFC 5652): signatures, time-stamp tokens, whoever made them.

`signed_data` reads and trusts nothing, `writing` puts together; what a signature proves is asked above.
"""
