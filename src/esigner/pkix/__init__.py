"""Foreign certificates, lists, OCSP answers and requests, read and followed to an anchor (RFC 5280).

Shared by signing, validation and the doors. Reading is lazy and tolerant: a name of an odd string type or a broken
extension that is not needed does not matter, and only `CertificatePartUnreadableError` is raised. Judging is
strict: every critical extension is evaluated, or the path is refused. Nothing is issued here.
"""
