"""Telegram takes what is sent and says nothing: the bot tries again, for as long as may be."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from bot import parcel, settling
from bot.drawing import Drawer
from bot.errors import Fate
from bot.settling import NotSent
from bot.transport import READ_SECONDS
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_session
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.bot import small
from tests.bot.stand import NOW

T = TypeVar("T")

SILENCE = timedelta(minutes=10)


def in_a_session(engine: Engine, act: Callable[[Session], T]) -> T:
    with make_session(engine) as session:
        result = act(session)
        session.commit()
        return result


def queued(session: Session) -> int:
    person = Person(
        telegram_id=7,
        role=Role.CONTACT,
        name="Anna",
        function="Leitung",
        language=Language.DE,
        zone="Europe/Berlin",
        presence=Presence.ACTIVE,
        privacy_version="1",
        privacy_at=NOW,
        registered_at=NOW,
    )
    session.add(person)
    session.flush()
    delivery = Delivery(kind="news", person_id=person.key, not_before=NOW, queued_at=NOW)
    session.add(delivery)
    session.flush()
    assert delivery.id is not None
    return delivery.id


def unanswered(engine: Engine, number: int, now: datetime) -> datetime:
    """Send a delivery that Telegram does not answer; return when it may be tried again."""
    (ready,) = in_a_session(
        engine, lambda session: parcel.claim(session, Drawer(small), [number], now)
    )
    given_up = now + timedelta(seconds=READ_SECONDS)
    outcome = [NotSent(ready, Fate.UNCERTAIN, "silence")]
    in_a_session(engine, lambda session: settling.settle(session, outcome, given_up))
    return in_a_session(engine, lambda session: session.get_one(Delivery, number)).not_before


def test_ten_minutes_of_silence_fail_nothing(engine: Engine) -> None:
    number, now = in_a_session(engine, queued), NOW
    while now < NOW + SILENCE:
        now = unanswered(engine, number, now)
    kept = in_a_session(engine, lambda session: session.get_one(Delivery, number))
    assert (kept.state, kept.repeat) == (DeliveryState.UNCERTAIN, True)
