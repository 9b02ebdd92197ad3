"""Cooperation cases: registered (step 1.3), seen, followed to the first production signature."""

from esigner.onboarding.cases.history import History, HistoryRow
from esigner.onboarding.cases.listing import CaseRow, of_person, queue
from esigner.onboarding.cases.milestones import (
    notice_everything,
    notice_first_production_signature,
    notice_first_test_call,
)
from esigner.onboarding.cases.registration import register
from esigner.onboarding.cases.steps import ASKS_FOR_A_TEXT, offered, take
from esigner.onboarding.cases.view import CaseView, EnvironmentView, view

__all__ = [
    "ASKS_FOR_A_TEXT",
    "CaseRow",
    "CaseView",
    "EnvironmentView",
    "History",
    "HistoryRow",
    "notice_everything",
    "notice_first_production_signature",
    "notice_first_test_call",
    "of_person",
    "offered",
    "queue",
    "register",
    "take",
    "view",
]
