"""How an institution gets from an application to production; floor 5, never sees `signing`.

Modules: `processes` (the scheme as data), `terms`, `applications`, `cases`, `requests`, `evidence`, `maintenance`,
`consultations`, `permissions`.
"""
