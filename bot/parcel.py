"""What is done to a delivery's row: found due, claimed and rendered, settled. No network here."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import channel, closing
from bot.answers import Commands, Sheet, sheet
from bot.errors import Fate
from bot.tables import table_of
from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Channel, Person

WAITING: Final = (DeliveryState.QUEUED, DeliveryState.UNCERTAIN)
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0
# Each time the message may arrive once more; after so many Telegram itself is out of order.
UNCERTAIN_TRIES: Final = 8
ERROR_LENGTH: Final = 300
DELIVERIES: Final = table_of(Delivery)
LANES: Final = (
    sa.select(DELIVERIES.c.lane)
    .where(
        DELIVERIES.c.state.in_(WAITING),
        DELIVERIES.c.not_before <= sa.bindparam("now", type_=DELIVERIES.c.not_before.type),
    )
    .distinct()
)
UNREACHABLE: Final = {Fate.BLOCKED: Channel.BLOCKED, Fate.GONE: Channel.GONE}


@dataclass(frozen=True)
class Candidate:
    """A delivery that is due, and the chat it goes to."""

    delivery_id: int
    person_id: int
    chat: int
    lane: Lane


@dataclass(frozen=True)
class Ready:
    """What is sent, and the command menu that its reader should have by now."""

    sheet: Sheet
    commands: Commands


def recover(session: Session, now: datetime) -> int:
    """Return how many were in flight when the last run ended; they are sent again and say so."""
    result = session.execute(
        sa.update(Delivery)
        .where(col(Delivery.state) == DeliveryState.SENDING)
        .values(state=DeliveryState.UNCERTAIN, repeat=True, not_before=now, error="interrupted")
        .returning(col(Delivery.id))
    )
    return len(result.all())


def due(
    session: Session, lane: Lane, busy: Collection[int], limit: int, now: datetime
) -> list[Candidate]:
    """Return what is due in a lane, oldest first, one for each person that is not busy.

    A later part waits while an earlier one of the same lane is to be tried again.
    """
    earlier = sa.orm.aliased(Delivery)
    held = (
        sa.exists()
        .where(
            col(earlier.person_id) == col(Delivery.person_id),
            col(earlier.lane) == col(Delivery.lane),
            col(earlier.id) < col(Delivery.id),
            col(earlier.state).in_(WAITING),
            sa.or_(col(earlier.error).is_not(None), col(earlier.not_before) <= now),
        )
        .correlate(Delivery)
    )
    query = (
        sa.select(col(Delivery.id), col(Delivery.person_id), col(Person.telegram_id))
        .join(Person, col(Person.id) == col(Delivery.person_id))
        .where(
            col(Delivery.state).in_(WAITING),
            col(Delivery.lane) == lane,
            col(Delivery.not_before) <= now,
            col(Delivery.person_id).not_in(busy),
            ~held,
        )
        .order_by(col(Delivery.not_before), col(Delivery.id))
        .limit(limit)
    )
    return [
        Candidate(delivery_id, person_id, chat or 0, lane)
        for delivery_id, person_id, chat in session.execute(query)
    ]


def lanes_due(session: Session, now: datetime) -> list[Lane]:
    """Return the lanes in which something is due, best first; nothing is, most of the time."""
    found = session.connection().execute(LANES, {"now": now}).scalars()
    return sorted(Lane(lane) for lane in found)


def claim(session: Session, registry: ModuleType, delivery_id: int, now: datetime) -> Ready | None:
    """Mark a delivery as being sent and return it rendered; None when it is not to be sent.

    Whatever the renderer raises is a bug.
    """
    query = select(Delivery).where(Delivery.id == delivery_id).with_for_update(skip_locked=True)
    delivery = session.exec(query).one_or_none()
    if delivery is None or delivery.state not in WAITING:
        return None
    person = session.get_one(Person, delivery.person_id)
    if person.telegram_id is None:
        _end(session, delivery, DeliveryState.REFUSED, now, "no chat")
        return None
    screen = registry.notice(session, delivery, person, now)
    if screen is None:
        _end(session, delivery, DeliveryState.DROPPED, now)
        return None
    ready = sheet(session, screen)
    place = closing.place_of_delivery(delivery_id)
    closing.expect(session, person.telegram_id, place, ready, now)
    delivery.state = DeliveryState.SENDING
    delivery.attempts += 1
    delivery.language = person.language
    delivery.checksum = hashlib.sha256(ready.text.encode()).hexdigest()
    session.add(delivery)
    return Ready(ready, registry.commands(person, person.language))


def sent(
    session: Session, candidate: Candidate, message_id: int, shown: Sheet, now: datetime
) -> None:
    """Note that Telegram took a delivery."""
    delivery = session.get_one(Delivery, candidate.delivery_id)
    delivery.message_id = message_id
    _end(session, delivery, DeliveryState.SENT, now)
    channel.found(session, candidate.chat, now)
    place = closing.place_of_delivery(candidate.delivery_id)
    closing.note_shown(session, candidate.chat, place, message_id, shown)


def not_sent(
    session: Session,
    candidate: Candidate,
    found: Fate,
    error: str,
    *,
    wait: float,
    now: datetime,
) -> DeliveryState:
    """Note what hindered a delivery, `wait` the seconds that a 429 asks for; return its state."""
    delivery = session.get_one(Delivery, candidate.delivery_id)
    delivery.error = error[:ERROR_LENGTH]
    session.add(delivery)
    match found:
        case Fate.WAIT:
            delivery.attempts -= 1
            _again(delivery, now, wait)
        case Fate.NOT_SENT:
            _again(delivery, now, _pause(delivery))
        case Fate.UNCERTAIN if delivery.attempts < UNCERTAIN_TRIES:
            delivery.repeat = True
            _again(delivery, now, _pause(delivery), DeliveryState.UNCERTAIN)
        case Fate.BLOCKED | Fate.GONE:
            _end(session, delivery, DeliveryState.REFUSED, now, error)
            channel.lost(session, candidate.chat, UNREACHABLE[found], now)
        case _:
            _end(session, delivery, DeliveryState.FAILED, now, error)
    return delivery.state


def failed(session: Session, delivery_id: int, error: str, now: datetime) -> None:
    """Note that a delivery cannot be rendered."""
    delivery = session.get_one(Delivery, delivery_id)
    _end(session, delivery, DeliveryState.FAILED, now, error)


def _again(
    delivery: Delivery,
    now: datetime,
    seconds: float,
    state: DeliveryState = DeliveryState.QUEUED,
) -> None:
    # One that may have arrived stays uncertain, whatever hinders the next try.
    delivery.state = DeliveryState.UNCERTAIN if delivery.repeat else state
    delivery.not_before = now + timedelta(seconds=seconds)


def _pause(delivery: Delivery) -> float:
    doublings = min(delivery.attempts - 1, 16)  # a float has an end
    return float(min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE))


def _end(
    session: Session,
    delivery: Delivery,
    state: DeliveryState,
    now: datetime,
    error: str | None = None,
) -> None:
    delivery.state = state
    delivery.settled_at = now
    delivery.error = error[:ERROR_LENGTH] if error else None
    session.add(delivery)
