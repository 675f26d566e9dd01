"""Reminding at once, beside the planned reminders: who has not answered, or names nobody yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from alliance import notice, rights
from alliance.circular import audience
from alliance.conference import answering, asking, delegation, telling
from alliance.conference.refusals import NobodyToRemind, Over
from alliance.conference.reminders import KIND, NOW, rules
from alliance.refusal import RemindedLately
from storage.city import City
from storage.conference import AttendanceKind, Conference, Reminder, ReminderState
from storage.delivery import Lane
from storage.person import Person

PAUSE = timedelta(hours=48)


@dataclass(frozen=True)
class Reminded:
    """Which cities are reminded, how many people, and the cities nobody of can be reached."""

    cities: tuple[City, ...]
    people: int
    unreachable: tuple[City, ...]


def due(session: Session, secretary: Person, conference_id: int, now: datetime) -> list[City]:
    """Return the cities that `remind` would write to; raises what it raises."""
    rights.require_secretary(secretary)
    return _due(session, asking.get(session, conference_id), now)


def remind(session: Session, secretary: Person, conference_id: int, now: datetime) -> Reminded:
    """Remind the cities without a definite answer, and those that attend and name nobody yet.

    Not twice within 48 hours. Raises NotActive, NotAllowed, UnknownConference, NotInvited, Over,
    NobodyToRemind, RemindedLately.
    """
    rights.require_secretary(secretary)
    conference = asking.locked(session, conference_id)
    cities = _due(session, conference, now)
    reach = audience.reach_of(session, cities, now)
    people = notice.broadcast(
        session,
        KIND,
        audience.readers(cities, now),
        [rules.told(conference, NOW)],
        subject=conference.subject,
        lane=Lane.REMINDER,
        now=now,
    )
    session.add(
        Reminder(
            conference_id=conference.key,
            rule=NOW,
            zone=secretary.zone,
            due_at=now,
            state=ReminderState.SENT,
            settled_at=now,
        )
    )
    session.flush()
    telling.redraw(session, conference)
    return Reminded(tuple(cities), people, tuple(reach.unreachable))


def last(session: Session, conference: Conference) -> datetime | None:
    """Return when the cities of a conference were last reminded at once, in UTC."""
    query = (
        select(Reminder.due_at)
        .where(Reminder.conference_id == conference.key, Reminder.rule == NOW)
        .order_by(col(Reminder.due_at).desc())
    )
    return session.exec(query).first()


def _due(session: Session, conference: Conference, now: datetime) -> list[City]:
    asking.require_invited(conference)
    assert conference.starts_at is not None
    if conference.starts_at <= now:
        raise Over(conference.starts_at)
    open_for_delegations = now < delegation.until(conference)
    found = [
        one.city
        for one in answering.answers(session, conference)
        if one.kind in (None, AttendanceKind.UNDECIDED)
        or (one.kind is AttendanceKind.ATTENDS and not one.delegates and open_for_delegations)
    ]
    if not found:
        raise NobodyToRemind
    before = last(session, conference)
    if before is not None and now < before + PAUSE:
        raise RemindedLately(before + PAUSE)
    return found
