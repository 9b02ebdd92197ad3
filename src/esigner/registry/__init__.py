"""Who: institutions, people, EPAK numbers, clients, certificates, networks, anchors, links.

Floor 4: onboarding and signing build on it; it never imports them.
"""
