"""A database with conferences of which people are about to be reminded."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from alliance import walltime
from alliance.conference import reminders
from storage.city import City, Side, Standing
from storage.conference import (
    Conference,
    ConferenceState,
    ConferenceText,
    EventKind,
    Invited,
    Reminder,
    ReminderState,
)
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine, make_session
from storage.language import Language
from storage.person import Person, Presence, Role

FIRST_CHAT = 7_300_000_000
AHEAD = timedelta(hours=2)
LOOK = 0.1
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


def by_day(now: datetime) -> str:
    """Return a zone where it is about noon, so that no reminder falls into the night."""
    hours = 12 - now.hour
    # The signs of these zones are the other way round.
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


def person(number: int, city_code: str | None, zone: str, role: Role = Role.CONTACT) -> Person:
    """Return somebody with a chat of their own."""
    return Person(
        telegram_id=FIRST_CHAT + number,
        role=role,
        city_code=city_code,
        name=f"P{number}",
        function="Leitung",
        language=Language.DE,
        zone=zone,
        presence=Presence.ACTIVE,
        privacy_version="1",
        privacy_at=datetime(2026, 1, 1, tzinfo=UTC),
        registered_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def city(session: Session, code: str, zone: str) -> City:
    """Add a member city."""
    made = City(
        code=code,
        side=Side.DE,
        name_de=code,
        name_zh=code,
        zone=zone,
        standing=Standing.MEMBER,
    )
    session.add(made)
    session.flush()
    return made


def conference(session: Session, clerk: Person, city_code: str, due_at: datetime) -> Conference:
    """Add a conference to which a city was invited, reminded of at one moment only."""
    starts_at, zone = due_at + AHEAD, clerk.zone
    made = Conference(
        uid=f"{city_code}@example.org",
        kind=EventKind.CONFERENCE,
        state=ConferenceState.INVITED,
        host_code=city_code,
        zone=zone,
        starts=walltime.wall(starts_at, zone),
        ends=walltime.wall(starts_at + AHEAD, zone),
        starts_at=starts_at,
        ends_at=starts_at + AHEAD,
        days="",
        hours="2",
        created_at=due_at,
        editor_id=clerk.key,
        edited_at=due_at,
    )
    session.add(made)
    session.flush()
    session.add_all(
        ConferenceText(
            conference_id=made.key,
            language=language,
            title=f"Conference in {city_code}",
            venue="Rathaus",
            written_at=due_at,
            written_by=clerk.key,
        )
        for language in Language
    )
    session.add(Invited(conference_id=made.key, city_code=city_code))
    session.flush()
    reminders.plan(session, made, due_at - timedelta(days=2))
    return made


@dataclass(frozen=True)
class Crowd:
    """A database in which people, by their chats, are reminded at a moment each."""

    database: str
    due: dict[int, datetime]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction, committed at the end."""
        engine = make_engine(self.database)
        try:
            with make_session(engine) as session:
                yield session
                session.commit()
        finally:
            engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at the database without keeping the bot from writing."""
        engine = make_engine(self.database)
        try:
            with engine.connect().execution_options(read_only=True) as connection:
                yield make_session(connection)
        finally:
            engine.dispose()

    def deliveries(self, *states: DeliveryState) -> list[Delivery]:
        """Return the reminders that were queued and are in one of some states."""
        with self.reading() as session:
            return list(session.exec(select(Delivery).where(col(Delivery.state).in_(states))))

    def open(self) -> int:
        """Return how many reminders and messages are not at their end."""
        planned = sa.select(sa.func.count(col(Reminder.id))).where(
            col(Reminder.state) == ReminderState.PLANNED
        )
        messages = sa.select(sa.func.count(col(Delivery.id))).where(col(Delivery.state).in_(OPEN))
        with self.reading() as session:
            return sum(session.scalars(planned.union_all(messages)))

    async def settled(self, seconds: float) -> None:
        """Wait until all reminders and messages are at their end. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while await asyncio.to_thread(self.open):  # noqa: ASYNC110 - another's database
                await asyncio.sleep(LOOK)


def crowd(database: str, moments: Sequence[datetime], size: int) -> Crowd:
    """Fill a database: at each moment a conference is to be reminded of to `size` people.

    The rows are not in the order of the moments.
    """
    found = Crowd(database, {})
    zone = by_day(moments[0])
    order = sorted(range(len(moments)), key=lambda number: number * 7919 % len(moments))
    with found.session() as session:
        clerk = person(0, None, zone, Role.SECRETARIAT)
        session.add(clerk)
        session.flush()
        for place in order:
            code = city(session, f"city{place}", zone).code
            numbers = range(1 + place * size, 1 + (place + 1) * size)
            session.add_all([person(number, code, zone) for number in numbers])
            session.flush()
            conference(session, clerk, code, moments[place])
            found.due.update(dict.fromkeys((FIRST_CHAT + one for one in numbers), moments[place]))
    return found
