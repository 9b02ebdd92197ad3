"""What must hold before a move, by the names that rows of processes have for it; imported once, when the app is ready.

A guard raises the refusal that says most. Where it returns False, `moves` refuses in its own words.
"""

from esigner.onboarding.guards import acting, agreements, applications, connections, doors, requests

__all__ = ["acting", "agreements", "applications", "connections", "doors", "requests"]
