"""Queueing notices in an act's own transaction; they are rendered and sent later."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Person, Presence, Role
from storage.tables import table_of
from storage.view import View

DELIVERIES, VIEWS = table_of(Delivery), table_of(View)
# Run at every act: spoken without the ORM, and built once.
QUEUE = sa.insert(DELIVERIES)
STALE = (
    sa.update(VIEWS)
    .where(VIEWS.c.subject.in_(sa.bindparam("subjects", expanding=True)))
    .values(stale=True)
)


def notify(
    session: Session,
    kind: str,
    people: Iterable[Person],
    *,
    subject: str = "",
    params: Mapping[str, Any] | None = None,
    lane: Lane = Lane.NOTICE,
    now: datetime,
) -> int:
    """Queue one message of a kind to each person and return how many.

    A person named twice gets one, one without a chat (erased, or gone to a new row) none.
    `params` is JSON: ids and codes rather than names, since rows can be erased.
    """
    reachable = {person.key: person for person in people if person.telegram_id is not None}
    queued = [
        {
            "kind": kind,
            "person_id": person_id,
            "subject": subject,
            "params": dict(params or {}),
            "lane": lane,
            "state": DeliveryState.QUEUED,
            "repeat": False,
            "attempts": 0,
            "not_before": now,
            "queued_at": now,
        }
        for person_id in reachable
    ]
    if queued:
        session.connection().execute(QUEUE, queued)
    return len(queued)


def broadcast(  # noqa: PLR0913 - everything that a delivery is
    session: Session,
    kind: str,
    people: sa.Select[Any, Any],
    parts: Sequence[Mapping[str, Any]],
    *,
    subject: str,
    lane: Lane,
    now: datetime,
    due_at: datetime | None = None,
) -> int:
    """Queue messages to everybody whom a query names, in one statement, and return how many.

    `people` selects ids and what they are ordered by; each gets `parts` (their parameters) in
    order. The query names only people with a chat, and each of them once. `due_at` (UTC): since
    when they should have it, which decides what goes first in a lane.
    """
    rows = people.subquery()
    person_id, place = rows.c
    numbered = sa.union_all(
        *(
            sa.select(
                sa.literal(number).label("number"),
                sa.literal(dict(params), DELIVERIES.c.params.type).label("params"),
            )
            for number, params in enumerate(parts)
        )
    ).subquery()
    moment = sa.literal(now, DELIVERIES.c.queued_at.type)
    values = {
        "kind": sa.literal(kind),
        "person_id": person_id,
        "subject": sa.literal(subject),
        "params": numbered.c.params,
        "lane": sa.literal(int(lane)),
        "state": sa.literal(DeliveryState.QUEUED, DELIVERIES.c.state.type),
        "repeat": sa.false(),
        "attempts": sa.literal(0),
        "not_before": sa.literal(due_at or now, DELIVERIES.c.not_before.type),
        "queued_at": moment,
    }
    query = (
        sa.select(*values.values())
        .select_from(rows.join(numbered, sa.true()))
        .order_by(place, person_id, numbered.c.number)
    )
    session.flush()  # the connection itself does not know what the session has not written yet
    done = session.connection().execute(
        sa.insert(DELIVERIES).from_select([*values], query),
        execution_options={"preserve_rowcount": True},
    )
    return done.rowcount


def redraw(session: Session, *subjects: str) -> None:
    """Mark every message that shows one of some subjects as stale; the bot draws them again."""
    session.connection().execute(STALE, {"subjects": subjects})


def secretaries(session: Session) -> list[Person]:
    """Return the secretariat's active people, oldest registration first."""
    query = select(Person).where(
        Person.role == Role.SECRETARIAT, Person.presence == Presence.ACTIVE
    )
    return list(session.exec(query.order_by(col(Person.id))))


def people_of(session: Session, city_code: str) -> list[Person]:
    """Return a city's active contact persons, oldest registration first."""
    query = select(Person).where(
        Person.role == Role.CONTACT,
        Person.city_code == city_code,
        Person.presence == Presence.ACTIVE,
    )
    return list(session.exec(query.order_by(col(Person.id))))


def responsible_for(session: Session, city_code: str) -> list[Person]:
    """Return a city's active responsible persons (S-07), oldest registration first."""
    return [person for person in people_of(session, city_code) if person.responsible]
