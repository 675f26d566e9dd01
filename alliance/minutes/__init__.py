"""What a session leaves: minutes, resolutions and their follow-up, papers sent as circulars."""

from alliance.minutes.asking import (
    Published,
    concerned,
    gaps,
    get,
    in_force,
    of_person,
    outstanding,
    published,
    resolutions,
    texts,
)
from alliance.minutes.circulating import Written, circulate, publish_agenda
from alliance.minutes.resolving import REPORT_LIMIT, Decision, change, done, enter, remove
from alliance.minutes.resolving import TEXT_LIMIT as RESOLUTION_LIMIT
from alliance.minutes.writing import TEXT_LIMIT, confirm_half, write

__all__ = [
    "REPORT_LIMIT",
    "RESOLUTION_LIMIT",
    "TEXT_LIMIT",
    "Decision",
    "Published",
    "Written",
    "change",
    "circulate",
    "concerned",
    "confirm_half",
    "done",
    "enter",
    "gaps",
    "get",
    "in_force",
    "of_person",
    "outstanding",
    "publish_agenda",
    "published",
    "remove",
    "resolutions",
    "texts",
    "write",
]
