"""Queueing the reminders that are due, each with its moment, so that late ones go first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import notice
from alliance.circular import audience
from alliance.conference import asking
from alliance.conference.reminders import concern, planning, rules
from alliance.conference.reminders.concern import KIND
from alliance.conference.reminders.planning import Why
from storage.conference import Conference, Reminder, ReminderState
from storage.delivery import Delivery, Lane
from storage.person import Person

# Spoken as the index is: SQLite would not use it otherwise.
PLANNED = sa.text("reminder.state = 'planned'")


def send_due(session: Session, now: datetime) -> int:
    """Queue all reminders that are due as `send_next` does; return how many messages it were."""
    return sum(iter(lambda: send_next(session, now), None))


def send_next(session: Session, now: datetime) -> int | None:
    """Queue what is due of one conference ("conference-reminder": conference, rule, occasion).

    Of the one that is longest overdue, so that a transaction is short however many are. The
    reminders go to whom they concern at this moment and who has not got the same before. One
    that would come after the start, or while a nearer one is due in its zone, is skipped and
    says why. Returns how many messages were queued, None where nothing was due.
    """
    query = (
        sa.select(col(Reminder.conference_id))
        .where(PLANNED, col(Reminder.due_at) <= now)
        .order_by(col(Reminder.due_at), col(Reminder.id))
        .limit(1)
    )
    found = session.scalar(query)
    if found is None:
        return None
    return _send(session, asking.locked(session, found), now)


def _send(session: Session, conference: Conference, now: datetime) -> int:
    """Settle what is due of a conference, whose row is locked."""
    # People have come, left, and moved to other zones since this was planned.
    planning.plan(session, conference, now)
    waiting = [
        row
        for row in planning.rows(session, conference)
        if row.state is ReminderState.PLANNED and row.due_at <= now
    ]
    assert conference.starts_at is not None
    if conference.starts_at <= now:
        for row in waiting:
            planning.settle(session, row, ReminderState.SKIPPED, Why.BEGUN, now)
        return 0
    places = planning.zones(session, conference, now) | {row.zone for row in waiting}
    current = {zone: rules.latest(conference, zone, now) for zone in places}
    own = {(row.zone, row.rule) for row in waiting}
    queued = 0
    for row in waiting:
        if current[row.zone] != row.rule:
            planning.settle(session, row, ReminderState.SKIPPED, Why.NEARER, now)
            continue
        # With those who came to a zone when it was past its own reminder.
        late = {zone for zone, rule in current.items() if rule == row.rule} - {
            zone for zone, rule in own if rule == row.rule
        }
        count = _queue(session, conference, row, {row.zone, *late}, now)
        state = ReminderState.SENT if count else ReminderState.SKIPPED
        planning.settle(session, row, state, None if count else Why.NOBODY, now)
        queued += count
    session.flush()
    return queued


def _queue(
    session: Session, conference: Conference, row: Reminder, zones: Iterable[str], now: datetime
) -> int:
    params = rules.told(conference, row.rule)
    concerned = [one.city for one in concern.everywhere(session, conference, now)]
    hands = audience.readers(concerned, now).subquery()
    people = (
        sa.select(hands.c.id, hands.c.place)
        .join(Person, col(Person.id) == hands.c.id)
        .where(col(Person.zone).in_(sorted(zones)), hands.c.id.not_in(_got(conference, params)))
    )
    return notice.broadcast(
        session,
        KIND,
        people,
        [params],
        subject=conference.subject,
        lane=Lane.REMINDER,
        now=now,
        due_at=row.due_at,
    )


def _got(conference: Conference, params: dict[str, Any]) -> Any:  # noqa: ANN401 - a subquery
    """Return the query for who got a reminder already, in another zone for example."""
    told = col(Delivery.params)
    return select(Delivery.person_id).where(
        Delivery.subject == conference.subject,
        Delivery.kind == KIND,
        *(told[name].as_string() == params[name] for name in ("rule", "occasion")),
    )
