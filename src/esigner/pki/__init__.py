"""Public-key infrastructure as pure functions: policies, certificates, CRL, OCSP and time-stamp answers.

Floor 1: no Django, no clock, no socket, no randomness of its own; knows nothing about `ades`.
"""
