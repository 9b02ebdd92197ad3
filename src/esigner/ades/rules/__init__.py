"""The named reasons why documents and signatures do not pass; every verdict cites one."""

from esigner.ades.rules.errors import RefusedError
from esigner.ades.rules.rule import RULES, Finding, Indication, Rule, SubIndication

__all__ = ["RULES", "Finding", "Indication", "RefusedError", "Rule", "SubIndication"]
