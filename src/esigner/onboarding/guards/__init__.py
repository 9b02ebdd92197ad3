"""What must hold before a move, by the names that rows of processes have for it; imported once, when the app is ready.

A guard raises the refusal that says most. Where it gives False, `moves` refuses in its words.
"""

from esigner.onboarding.guards import acting, agreements, applications, connections, doors, requests

__all__ = ["acting", "agreements", "applications", "connections", "doors", "requests"]
