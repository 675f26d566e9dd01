"""What arrived of a circular after kills and faults: lost, repeated, and repeated unmarked."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col, select

from locales.tongue import Tongue
from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine
from storage.language import Language
from tests.bench.rules import Entry

LOOK: Final = 0.1
REPEATED: Final = "We do not know whether you have this message already, so it comes again."
MARKS: Final = tuple(
    str(Tongue(language, ZoneInfo("UTC")).text(REPEATED)) for language in Language
)


@dataclass(frozen=True)
class Arrivals:
    """How many people were written to, got nothing, how many messages came again, and how."""

    people: int
    lost: int
    repeated: int
    unmarked: int


def arrivals(log: Iterable[Entry], chats: range) -> Arrivals:
    """Return what arrived in the chats of a mailing; the log must hold the texts."""
    texts: dict[int, list[str]] = {chat: [] for chat in chats}
    for entry in log:
        if entry.done and entry.method == "sendMessage" and entry.chat in texts:
            texts[entry.chat].append(entry.text)
    again = [text for some in texts.values() for text in some[1:]]
    return Arrivals(
        people=len(texts),
        lost=sum(not some for some in texts.values()),
        repeated=len(again),
        unmarked=sum(not any(mark in text for mark in MARKS) for text in again),
    )


def states(database: str) -> dict[DeliveryState, int]:
    """Return how many deliveries there are in each state."""
    engine = make_engine(database)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            query = select(col(Delivery.state), sa.func.count()).group_by(col(Delivery.state))
            return {state: number for state, number in connection.execute(query)}  # noqa: C416
    finally:
        engine.dispose()


def unfinished(database: str) -> int:
    """Return how many deliveries are not at their end."""
    open_ = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    found = states(database)
    return sum(found.get(state, 0) for state in open_)


async def all_settled(database: str, seconds: float) -> None:
    """Wait until every delivery is at its end. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while await asyncio.to_thread(unfinished, database):  # noqa: ASYNC110 - another's database
            await asyncio.sleep(LOOK)
