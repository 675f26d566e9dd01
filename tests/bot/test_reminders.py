"""Reminders on their way: many at once, in order, late ones, and over kill -9."""

import asyncio
import random
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.delivery import IN_HAND
from storage.conference import Reminder, ReminderState
from storage.delivery import Delivery, DeliveryState
from storage.person import Person, Role
from tests.bench.arrivals import arrivals
from tests.bench.ordering import Server, serving
from tests.bot import reminded
from tests.bot.forked import forked
from tests.bot.reminded import Crowd, crowd
from tests.bot.stand import Stand

SEED = 2026
SECOND = timedelta(seconds=1)
KILLS, RATE = 50, 30.0
LONG = 300.0
# At its start, before it sends, and after it has sent so many.
MOMENTS = [
    ("getMe", 1),
    ("getUpdates", 1),
    *(("sendMessage", number) for number in (1, 2, 3, 4, 5, 6, 7)),
]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """Return a server that keeps the texts of what arrives."""
    async with serving() as server:
        await server.reset(texts=True)
        yield server


async def test_what_fell_due_while_the_bot_slept_goes_out_at_the_start(quiet: Stand) -> None:
    anna = await quiet.person("Anna")
    await quiet.person("Sekretariat", Role.SECRETARIAT)
    now = datetime.now(UTC)
    with quiet.session() as session:
        contact, clerk = session.exec(select(Person).order_by(col(Person.id)))
        contact.zone = clerk.zone = reminded.by_day(now)
        contact.city_code = reminded.city(session, "aachen", clerk.zone).code
        reminded.conference(session, clerk, "aachen", now - timedelta(minutes=50))
    await quiet.start()
    assert (await anna.next())["text"] == "conference-reminder for Anna"
    await quiet.stop()
    with quiet.session() as session:
        assert list(session.exec(select(Reminder.state))) == [ReminderState.SENT]


async def test_what_helps_no_more_is_not_sent_and_says_why(quiet: Stand) -> None:
    anna = await quiet.person("Anna")
    await quiet.person("Sekretariat", Role.SECRETARIAT)
    now = datetime.now(UTC)
    with quiet.session() as session:
        contact, clerk = session.exec(select(Person).order_by(col(Person.id)))
        contact.zone = clerk.zone = reminded.by_day(now)
        contact.city_code = reminded.city(session, "aachen", clerk.zone).code
        reminded.conference(session, clerk, "aachen", now - timedelta(hours=2))
    await quiet.start()
    await Crowd(quiet.settings.database_url.get_secret_value(), {}).settled(LONG)
    assert await anna.says("Hallo") == "Hallo for @stadtbote_bot"
    await quiet.stop()
    with quiet.session() as session:
        row = session.exec(select(Reminder)).one()
        assert (row.state, row.why) == (ReminderState.SKIPPED, "begun")
        assert list(session.exec(select(Delivery.id))) == []


async def test_who_came_to_another_zone_is_planned_for_at_the_start(quiet: Stand) -> None:
    await quiet.person("Anna")
    await quiet.person("Sekretariat", Role.SECRETARIAT)
    now = datetime.now(UTC)
    with quiet.session() as session:
        contact, clerk = session.exec(select(Person).order_by(col(Person.id)))
        contact.zone = clerk.zone = reminded.by_day(now)
        contact.city_code = reminded.city(session, "aachen", clerk.zone).code
        reminded.conference(session, clerk, "aachen", now + timedelta(days=9))
        contact.zone = "Asia/Shanghai"
    await quiet.start()
    async with asyncio.timeout(LONG):
        while "Asia/Shanghai" not in (zones := planned_zones(quiet)):  # noqa: ASYNC110 - no bell
            await asyncio.sleep(0.05)
    await quiet.stop()
    assert zones == sorted(["Asia/Shanghai", reminded.by_day(now)])


def planned_zones(stand: Stand) -> list[str]:
    """Return the zones for which reminders are planned."""
    with stand.session() as session:
        return sorted(session.exec(select(Reminder.zone)))


@pytest.mark.timeout(600)
async def test_ten_thousand_of_a_minute_go_out_in_order_of_their_lateness(
    server: Server, sqlite_database: str, tmp_path: Path
) -> None:
    minute = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)
    town = crowd(sqlite_database, [minute + number * 0.6 * SECOND for number in range(100)], 100)
    with forked(server, sqlite_database, tmp_path):
        await server.wait(10_000, "sendMessage", seconds=LONG)
        await town.settled(LONG)
    sent = [one.chat for one in await server.log() if one.method == "sendMessage"]
    assert sorted(sent) == sorted(town.due)
    # So many are in hand at a time, and may overtake one another.
    moments = [town.due[chat] for chat in sent]
    ordered = sorted(moments)
    first = [bisect_left(ordered, moment) - IN_HAND for moment in moments]
    last = [bisect_right(ordered, moment) + IN_HAND for moment in moments]
    astray = [place for place in range(len(moments)) if not first[place] <= place < last[place]]
    assert astray == []


@pytest.mark.timeout(600)
async def test_reminders_survive_fifty_kills(
    server: Server, sqlite_database: str, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    now = datetime.now(UTC)
    town = crowd(sqlite_database, [now + number * 2 * SECOND for number in range(-4, 20)], 40)
    await server.order(latency_ms=20.0)
    in_flight = 0
    for _ in range(KILLS):
        method, number = chance.choice(MOMENTS)
        before = (await server.summary())["accepted"].get(method, 0)
        with forked(server, sqlite_database, tmp_path, name="real", rate=RATE):
            await server.wait(before + number, method, seconds=LONG)
        in_flight += len(town.deliveries(DeliveryState.SENDING))
    with forked(server, sqlite_database, tmp_path, name="real"):
        await town.settled(LONG)
    arrived = arrivals(await server.log(), range(min(town.due), max(town.due) + 1))
    assert (arrived.people, arrived.lost, arrived.unmarked) == (len(town.due), 0, 0)
    assert arrived.repeated <= in_flight
    sent = town.deliveries(DeliveryState.SENT)
    assert len({one.person_id for one in sent}) == len(sent) == len(town.due)
    assert sent == town.deliveries(*DeliveryState)
