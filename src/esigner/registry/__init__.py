"""Who: institutions, people, EPAK numbers, clients, certificates, networks, anchors, links.

Floor 4: onboarding and signing stand on it; it never looks up to them.
"""
