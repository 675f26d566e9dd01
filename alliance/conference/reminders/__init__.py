"""Reminders of conferences: when they are due, planned as rows, queued, checked once more."""

from alliance.conference.reminders.concern import KIND, Concern, Reminding, still
from alliance.conference.reminders.planning import Why, plan, replan, rows
from alliance.conference.reminders.rules import NOW, Due, due
from alliance.conference.reminders.sending import send_due, send_next

__all__ = [
    "KIND",
    "NOW",
    "Concern",
    "Due",
    "Reminding",
    "Why",
    "due",
    "plan",
    "replan",
    "rows",
    "send_due",
    "send_next",
    "still",
]
