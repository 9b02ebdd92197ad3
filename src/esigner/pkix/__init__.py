"""What others certified: certificates, lists, OCSP answers and requests, read and followed to an anchor (RFC 5280).

One room for signing, validating and the doors. Reading is lazy and tolerant: a name of an odd string type or a broken
extension that nobody asks for does not matter, and nothing but `CertificatePartUnreadableError` comes out. Judging is
strict: what a critical extension means is evaluated, or the path is refused. Nothing here issues.
"""
