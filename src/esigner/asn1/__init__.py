"""ASN.1, read and written in one place: X.690 in DER and BER.

`nodes` reads, `der` writes, `canonical` converts BER to DER, `times` handles every form of a time. Elements read are
offsets into the given bytes; every element read costs steps (`esigner.bounds`).
"""
