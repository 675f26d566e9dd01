"""Reminders as rows: planned for the zones of invited people, and replanned as things change."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance.circular import audience
from alliance.conference import asking
from alliance.conference.reminders import rules
from alliance.conference.reminders.rules import NOW
from storage.conference import Conference, ConferenceState, Reminder, ReminderState
from storage.person import Person

Key = tuple[str, str, datetime]


class Why(StrEnum):
    """Why a reminder was not sent, in its row.

    CANCELLED, MOVED, RULES (changed): it was taken back. BEGUN, NEARER (one was due as well),
    NOBODY (it concerned, or had not got it yet): there was no point when it was due.
    """

    CANCELLED = "cancelled"
    MOVED = "moved"
    RULES = "rules"
    BEGUN = "begun"
    NEARER = "nearer"
    NOBODY = "nobody"


def plan(session: Session, conference: Conference, now: datetime) -> None:
    """Make the planned reminders those that the conference, locked by the caller, needs now.

    For every zone of invited people; a draft and a cancelled one need none. What was due before
    it was planned is not planned; what is not needed any more is cancelled and says why.
    """
    there = {_key(row): row for row in rows(session, conference) if row.rule != NOW}
    wanted = _wanted(session, conference, {zone for _, zone, _ in there}, now)
    for key, row in there.items():
        if row.state is ReminderState.PLANNED and key not in wanted:
            settle(session, row, ReminderState.CANCELLED, _why(conference, row), now)
        elif row.state is ReminderState.CANCELLED and key in wanted and row.due_at > now:
            row.state, row.settled_at, row.why = ReminderState.PLANNED, None, None
            session.add(row)
    for rule, zone, due_at in sorted(wanted - there.keys(), key=lambda key: key[2]):
        if due_at > now:
            session.add(
                Reminder(conference_id=conference.key, rule=rule, zone=zone, due_at=due_at)
            )
    session.flush()


def replan(session: Session, conference_id: int, now: datetime) -> None:
    """Plan a conference anew: people come, leave, and move to other zones."""
    plan(session, asking.locked(session, conference_id), now)


def rows(session: Session, conference: Conference) -> list[Reminder]:
    """Return the reminders of a conference in whatever state, by when they are due."""
    query = select(Reminder).where(Reminder.conference_id == conference.key)
    query = query.order_by(col(Reminder.due_at), col(Reminder.id))
    # Read anew: what this session saw before it waited for the lock may be settled.
    return list(session.exec(query.execution_options(populate_existing=True)))


def zones(session: Session, conference: Conference, now: datetime) -> set[str]:
    """Return the zones of everybody who is there for an invited city."""
    people = audience.readers(asking.invited(session, conference), now).subquery()
    query = sa.select(col(Person.zone)).join(people, people.c.id == col(Person.id)).distinct()
    return set(session.scalars(query))


def settle(
    session: Session, row: Reminder, state: ReminderState, why: Why | None, now: datetime
) -> None:
    """Note what became of a reminder."""
    row.state, row.settled_at, row.why = state, now, why
    session.add(row)


def _key(row: Reminder) -> Key:
    return row.rule, row.zone, row.due_at


def _wanted(session: Session, conference: Conference, before: set[str], now: datetime) -> set[Key]:
    """Return what the conference needs, past ones too; also for zones that nobody is in now."""
    if conference.state is not ConferenceState.INVITED:
        return set()
    return {
        (one.rule, zone, one.due_at)
        for zone in zones(session, conference, now) | before
        for one in rules.of(conference, zone)
    }


def _why(conference: Conference, row: Reminder) -> Why:
    if conference.state is not ConferenceState.INVITED:
        return Why.CANCELLED
    return Why.MOVED if row.rule in rules.named(conference) else Why.RULES
