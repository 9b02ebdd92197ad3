"""Signing (floor 5): sessions, their documents and signatures, and the means of signing.

The chain reads downward: `sessions.open` → `sessions.add_document` → `sessions.prepare` → a means returns the value →
`sessions.finalize` → `sessions.result`. Every change of state locks the session's
row and is audited in one transaction.
"""
