"""Test personas: people who do not exist, with keys that this installation holds; never in production."""

from esigner.signing.means.personas.means import PERSONAS

__all__ = ["PERSONAS"]
