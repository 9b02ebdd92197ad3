"""Connection requests: 2.1 and 2.2 for test, 4.1 and 4.2 for production, and the small changes of step 5."""

from esigner.onboarding.requests.approval import (
    approve_change,
    approve_production,
    approve_test,
    can_decide,
    promote,
    return_request,
)
from esigner.onboarding.requests.checking import LONGEST_CIDR, RequestChecks, challenge, check
from esigner.onboarding.requests.entries import Key, NetworkEntry, ThirdPartyCertificate, normalised
from esigner.onboarding.requests.storing import LONGEST_ORIGINS
from esigner.onboarding.requests.submission import submit_production, submit_test
from esigner.onboarding.requests.view import RequestKind, RequestState, RequestView, get, pack, pending

__all__ = [
    "LONGEST_CIDR",
    "LONGEST_ORIGINS",
    "Key",
    "NetworkEntry",
    "RequestChecks",
    "RequestKind",
    "RequestState",
    "RequestView",
    "ThirdPartyCertificate",
    "approve_change",
    "approve_production",
    "approve_test",
    "can_decide",
    "challenge",
    "check",
    "get",
    "normalised",
    "pack",
    "pending",
    "promote",
    "return_request",
    "submit_production",
    "submit_test",
]
