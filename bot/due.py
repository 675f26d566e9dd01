"""Which deliveries are due: best lanes first, oldest first, each person's in their order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session

from storage import many
from storage.delivery import OPEN, WAITING, Delivery, DeliveryState, Lane, in_state
from storage.person import Person
from storage.tables import table_of

DELIVERIES: Final = table_of(Delivery)
PEOPLE: Final = table_of(Person)
EARLIER: Final = DELIVERIES.alias("earlier")
NOW: Final = sa.bindparam("now", type_=DELIVERIES.c.not_before.type)
WAITS: Final = in_state(WAITING)

# Run again and again while messages go out: without the ORM, and built once.
EVERY_LANE: Final = sa.union_all(
    *(sa.select(sa.literal_column(str(lane.value), sa.Integer).label("lane")) for lane in Lane)
).subquery("lanes")
LANES: Final = sa.select(EVERY_LANE.c.lane).where(
    sa.exists()
    .where(WAITS, DELIVERIES.c.lane == EVERY_LANE.c.lane, DELIVERIES.c.not_before <= NOW)
    .correlate(EVERY_LANE)
)
HELD_UP: Final = (
    sa.exists()
    .where(
        in_state(OPEN, "earlier"),
        EARLIER.c.person_id == DELIVERIES.c.person_id,
        EARLIER.c.lane == DELIVERIES.c.lane,
        EARLIER.c.id < DELIVERIES.c.id,
        sa.or_(
            EARLIER.c.state == DeliveryState.SENDING,
            EARLIER.c.error.is_not(None),
            EARLIER.c.not_before <= NOW,
        ),
    )
    .correlate(DELIVERIES)
)
DUE: Final = many.gathered(
    sa.select(DELIVERIES.c.id, DELIVERIES.c.person_id, PEOPLE.c.telegram_id)
    .join(PEOPLE, PEOPLE.c.id == DELIVERIES.c.person_id)
    .where(
        WAITS, DELIVERIES.c.lane == sa.bindparam("of"), DELIVERIES.c.not_before <= NOW, ~HELD_UP
    )
    .order_by(DELIVERIES.c.not_before, DELIVERIES.c.id)
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A delivery that is due, and the chat it goes to."""

    delivery_id: int
    person_id: int
    chat: int
    lane: Lane


def look(
    session: Session, rooms: Mapping[Lane, int], busy: Collection[int], now: datetime
) -> list[Candidate]:
    """Return what may begin in lanes that have so much room, for people who are not busy."""
    found: list[Candidate] = []
    for lane in lanes_due(session, now):
        taken = {*busy, *(one.person_id for one in found)}
        found += due(session, lane, taken, rooms[lane], now)
    return found


def lanes_due(session: Session, now: datetime) -> list[Lane]:
    """Return the lanes in which something is due, best first; nothing is, most of the time."""
    found = session.connection().execute(LANES, {"now": now}).scalars()
    return sorted(Lane(lane) for lane in found)


def due(
    session: Session, lane: Lane, busy: Collection[int], limit: int, now: datetime
) -> list[Candidate]:
    """Return what is due in a lane, oldest first, one for each person that is not busy.

    A later part waits while an earlier one of the same lane is on its way, is due itself, or is
    to be tried again; one that is held by the secretariat keeps nobody waiting.
    """
    # Nobody comes twice, so that enough are left when the busy ones are taken out.
    asked = {"of": lane, "now": now, "most": limit + len(busy)}
    found = [
        Candidate(delivery_id, person_id, chat or 0, lane)
        for delivery_id, person_id, chat in many.read(session, DUE, asked)
        if person_id not in busy
    ]
    return found[:limit]
