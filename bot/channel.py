"""What is known of the way to a person: lost, told to the secretariat once, and found again."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, select

from alliance import notice
from storage.person import Channel, Person
from storage.tables import table_of

PEOPLE: Final = table_of(Person)
# Run for every update: spoken without the ORM, and built once.
FOUND: Final = (
    sa.update(PEOPLE)
    .where(PEOPLE.c.telegram_id == sa.bindparam("chat"), PEOPLE.c.channel != Channel.OPEN)
    .values(
        channel=Channel.OPEN,
        channel_since=sa.bindparam("at", type_=PEOPLE.c.channel_since.type),
    )
)


def lost(session: Session, telegram_id: int, channel: Channel, now: datetime) -> None:
    """Note that a person blocked the bot or is gone, and tell the secretariat the first time."""
    person = session.exec(select(Person).where(Person.telegram_id == telegram_id)).one_or_none()
    if person is None or person.channel is channel:
        return
    known = person.channel is not Channel.OPEN
    person.channel = channel
    person.channel_since = now
    session.add(person)
    if not known:
        others = [one for one in notice.secretaries(session) if one.key != person.key]
        subject, params = f"person:{person.key}", {"person": person.key}
        notice.notify(session, "channel-lost", others, subject=subject, params=params, now=now)


def found(session: Session, telegram_id: int, now: datetime) -> None:
    """Note that a person is there: they have just written, pressed, unblocked or got a message."""
    session.connection().execute(FOUND, {"chat": telegram_id, "at": now})
