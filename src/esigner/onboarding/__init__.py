"""How an institution gets from an application to production; floor 5, never sees `signing`.

Modules: `processes` (the scheme as data), `moves` (the one way a case changes), `guards` (what must hold before),
`terms`, `applications`, `cases`, `requests`, `evidence`, `maintenance`, `consultations`, `permissions`.
"""
