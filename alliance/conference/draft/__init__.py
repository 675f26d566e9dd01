"""Drafting a conference: texts in two halves, host and times, agenda, deadline, reminders."""

from alliance.conference.asking import get, hosts, items, locked, texts, titles_of
from alliance.conference.draft.agenda import add_item, change_item, move_item, remove_item
from alliance.conference.draft.listing import Draft, gaps, open_drafts, same_side, turn_now
from alliance.conference.draft.setting import (
    discard,
    set_deadline,
    set_host,
    set_reminders,
    set_times,
    start,
)
from alliance.conference.draft.writing import (
    confirm_half,
    write_costs,
    write_title,
    write_venue,
)
from alliance.conference.refusals import Gap

__all__ = [
    "Draft",
    "Gap",
    "add_item",
    "change_item",
    "confirm_half",
    "discard",
    "gaps",
    "get",
    "hosts",
    "items",
    "locked",
    "move_item",
    "open_drafts",
    "remove_item",
    "same_side",
    "set_deadline",
    "set_host",
    "set_reminders",
    "set_times",
    "start",
    "texts",
    "titles_of",
    "turn_now",
    "write_costs",
    "write_title",
    "write_venue",
]
