"""What became of deliveries is noted: sent, to be tried again, or never to be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import channel, closing
from bot.due import DELIVERIES
from bot.errors import Fate
from bot.parcel import Ready, told
from storage import many
from storage.delivery import SENDING, Delivery, DeliveryState, in_state
from storage.person import Channel

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0
# Each time the message may arrive once more. So many outlast a silence of a quarter of an hour;
# after that Telegram itself is out of order.
UNCERTAIN_TRIES: Final = 12
ERROR_LENGTH: Final = 300
UNREACHABLE: Final = {Fate.BLOCKED: Channel.BLOCKED, Fate.GONE: Channel.GONE}
# Run for every message: without the ORM, and built once.
ON_ITS_WAY: Final = in_state(SENDING)
TAKEN: Final = many.table(number=sa.Integer, message=sa.BigInteger, spoken=sa.Text, sum=sa.Text)
SENT: Final = (
    sa.update(DELIVERIES)
    .where(ON_ITS_WAY, DELIVERIES.c.id == TAKEN.c.number)
    .values(
        state=DeliveryState.SENT,
        settled_at=sa.bindparam("at", type_=DELIVERIES.c.settled_at.type),
        message_id=TAKEN.c.message,
        language=TAKEN.c.spoken,
        checksum=TAKEN.c.sum,
        error=None,
    )
)
IN_FLIGHT: Final = sa.select(DELIVERIES.c.id).where(ON_ITS_WAY)


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery that Telegram took, as this message."""

    ready: Ready
    message_id: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """A delivery that was hindered; `wait` are the seconds that a 429 asks for."""

    ready: Ready
    fate: Fate
    error: str
    wait: float = 0.0


Outcome = Sent | NotSent


def settle(session: Session, outcomes: Sequence[Outcome], now: datetime) -> list[DeliveryState]:
    """Note what became of deliveries and return their states, in the order of `outcomes`."""
    _sent(session, [one for one in outcomes if isinstance(one, Sent)], now)
    told(session, {one.ready.subject for one in outcomes})
    return [
        DeliveryState.SENT if isinstance(one, Sent) else _not_sent(session, one, now)
        for one in outcomes
    ]


def _sent(session: Session, outcomes: Sequence[Sent], now: datetime) -> None:
    if not outcomes:
        return
    rows = [
        [one.ready.delivery_id, one.message_id, one.ready.language, one.ready.checksum]
        for one in outcomes
    ]
    session.connection().execute(SENT, {**many.bound(rows), "at": now})
    closing.note_sent(session, [(one.ready.shown, one.message_id) for one in outcomes])
    for one in outcomes:
        if one.ready.lost:
            channel.found(session, one.ready.chat, now)


def _not_sent(session: Session, outcome: NotSent, now: datetime) -> DeliveryState:
    # Claimed without the ORM, which may have seen it earlier in this transaction.
    delivery = session.get_one(Delivery, outcome.ready.delivery_id, populate_existing=True)
    if delivery.state is not DeliveryState.SENDING:
        return delivery.state  # noted before: only whether it was committed was not known
    delivery.error = outcome.error[:ERROR_LENGTH]
    delivery.language, delivery.checksum = outcome.ready.language, outcome.ready.checksum
    session.add(delivery)
    match outcome.fate:
        case Fate.WAIT:
            delivery.attempts -= 1
            _again(delivery, now, outcome.wait)
        case Fate.NOT_SENT:
            _again(delivery, now, _pause(delivery))
        case Fate.UNCERTAIN if delivery.attempts < UNCERTAIN_TRIES:
            delivery.repeat = True
            _again(delivery, now, _pause(delivery))
        case Fate.BLOCKED | Fate.GONE:
            _end(delivery, DeliveryState.REFUSED, now)
            channel.lost(session, outcome.ready.chat, UNREACHABLE[outcome.fate], now)
        case _:
            _end(delivery, DeliveryState.FAILED, now)
    return delivery.state


def failed(session: Session, delivery_id: int, error: str, now: datetime) -> None:
    """Note that a delivery cannot be drawn."""
    delivery = session.get_one(Delivery, delivery_id)
    delivery.error = error[:ERROR_LENGTH]
    _end(delivery, DeliveryState.FAILED, now)
    session.add(delivery)
    told(session, {delivery.subject})


def recover(session: Session, in_hand: Collection[int], now: datetime) -> int:
    """Return how many are marked as being sent, and yet in nobody's hand.

    The last run left them, or a connection broke. They are sent again and say so.
    """
    found = set(session.connection().scalars(IN_FLIGHT)) - set(in_hand)
    if found:
        session.execute(
            sa.update(Delivery)
            .where(col(Delivery.id).in_(found), col(Delivery.state) == DeliveryState.SENDING)
            .values(
                state=DeliveryState.UNCERTAIN, repeat=True, not_before=now, error="interrupted"
            )
        )
    return len(found)


def _again(delivery: Delivery, now: datetime, seconds: float) -> None:
    # One that may have arrived stays uncertain, whatever hinders the next try.
    delivery.state = DeliveryState.UNCERTAIN if delivery.repeat else DeliveryState.QUEUED
    delivery.not_before = now + timedelta(seconds=seconds)


def _pause(delivery: Delivery) -> float:
    doublings = min(delivery.attempts - 1, 16)  # a float has an end
    return float(min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE))


def _end(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state = state
    delivery.settled_at = now
