"""Queueing notices in an act's own transaction; they are rendered and sent later."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.delivery import Delivery, Lane
from storage.person import Person, Presence, Role
from storage.view import View


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
    for person_id in reachable:
        session.add(
            Delivery(
                kind=kind,
                person_id=person_id,
                subject=subject,
                params=dict(params or {}),
                lane=lane,
                not_before=now,
                queued_at=now,
            )
        )
    return len(reachable)


def redraw(session: Session, subject: str) -> None:
    """Mark every message that shows a subject as stale; the bot draws them again."""
    session.execute(sa.update(View).where(col(View.subject) == subject).values(stale=True))


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
