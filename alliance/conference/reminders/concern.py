"""Whom a reminder concerns: cities without an answer, and those that attend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from alliance import rights
from alliance.conference import answering, asking, delegation
from alliance.conference.answering import CityAnswer
from alliance.conference.reminders import rules
from storage.city import City
from storage.conference import AttendanceKind, Conference, ConferenceState
from storage.person import Person

# The kind of a reminder's deliveries.
KIND = "conference-reminder"


@dataclass(frozen=True)
class Concern:
    """A city that is reminded: its answer, and whether it can still enter a missing delegation."""

    city: City
    answer: AttendanceKind | None
    delegation_missing: bool

    @property
    def owes(self) -> bool:
        """Return whether something is still to be done: an answer, or a delegation."""
        return self.answer is not AttendanceKind.ATTENDS or self.delegation_missing


@dataclass(frozen=True)
class Reminding:
    """A conference that somebody is reminded of, and their cities which it concerns."""

    conference: Conference
    concerns: tuple[Concern, ...]


def still(
    session: Session, person: Person, params: dict[str, Any], now: datetime
) -> Reminding | None:
    """Return what a reminder (by its delivery's parameters) reminds somebody of at a moment.

    None when it has become pointless: cancelled, begun, moved, overtaken by a nearer one, or no
    city of the person's is concerned any more.
    """
    conference = asking.get(session, params["conference"])
    if not _lies_ahead(conference, now) or _overtaken(conference, person, params, now):
        return None
    found = concerns(session, conference, person, now)
    if params["rule"] == rules.NOW:
        found = [one for one in found if one.owes]
    return Reminding(conference, tuple(found)) if found else None


def concerns(
    session: Session, conference: Conference, person: Person, now: datetime
) -> list[Concern]:
    """Return the cities of a person that a reminder concerns, by side and code."""
    if not rights.active(person):
        return []
    return _concerned(conference, answering.standing(session, conference, person, now), now)


def everywhere(session: Session, conference: Conference, now: datetime) -> list[Concern]:
    """Return all cities that a reminder concerns, by side and code."""
    return _concerned(conference, answering.answers(session, conference), now)


def _concerned(
    conference: Conference, answers: Sequence[CityAnswer], now: datetime
) -> list[Concern]:
    return [
        Concern(one.city, one.kind, _delegation_missing(conference, one, now))
        for one in answers
        if one.kind is not AttendanceKind.DECLINES
    ]


def _lies_ahead(conference: Conference, now: datetime) -> bool:
    invited = conference.state is ConferenceState.INVITED
    return invited and conference.starts_at is not None and now < conference.starts_at


def _overtaken(
    conference: Conference, person: Person, params: dict[str, Any], now: datetime
) -> bool:
    rule = params["rule"]
    if rules.told(conference, rule) != params:
        return True
    come = [one.rule for one in rules.of(conference, person.zone) if one.due_at <= now]
    return rule in come and come[-1] != rule


def _delegation_missing(conference: Conference, one: CityAnswer, now: datetime) -> bool:
    attends = one.kind is AttendanceKind.ATTENDS
    return attends and not one.delegates and now < delegation.until(conference)
