"""Attacks on a whole installation over its sockets: who gets in, and who has to wait meanwhile."""
