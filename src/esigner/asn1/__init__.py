"""ASN.1, read and written once for everybody: X.690 in DER and in BER.

`nodes` reads, `der` writes, `canonical` brings BER into DER, `times` knows every form of a time. What is read is
offsets into the bytes that were given; every element read is paid for (`esigner.bounds`).
"""
