"""Validation by EN 319 102-1: one call, one report."""

from esigner.ades.validation.document import validate
from esigner.ades.validation.policies import POLICIES, Policy
from esigner.ades.validation.report import Check, Report, SignatureReport

__all__ = ["POLICIES", "Check", "Policy", "Report", "SignatureReport", "validate"]
