"""The door before the wire: a server that counts strictly at arrival has nothing to refuse."""

import asyncio
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.pacer import Pacer
from storage.delivery import Lane
from tests.bot.virtual import run

LIMIT = 30
QUICKEST = 0.025


class Trip(NamedTuple):
    """One message: what its commit takes, and how much longer than the quickest its ways are."""

    commit: float
    there: float
    back: float
    press: bool = False


def arrivals(trips: list[Trip], spacing: float = 0.0) -> tuple[list[float], list[float]]:
    """Return when messages arrive at the server, and how long presses waited for the wire."""
    arrived: list[float] = []
    waited: list[float] = []

    async def send(pacer: Pacer, chat: int, trip: Trip) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(chat * spacing)
        begun = loop.time()
        lane = Lane.PRESS if trip.press else Lane.CIRCULAR
        await pacer.slot(lane, chat)
        await asyncio.sleep(trip.commit)
        departure = await pacer.depart(chat, press=trip.press)
        assert departure is not None
        if trip.press:
            waited.append(loop.time() - begun)
        await asyncio.sleep(QUICKEST + trip.there)
        arrived.append(loop.time())
        await asyncio.sleep(QUICKEST + trip.back)
        pacer.accepted(departure)

    async def work() -> None:
        pacer = Pacer(LIMIT)
        async with asyncio.TaskGroup() as group:
            for chat, trip in enumerate(trips):
                group.create_task(send(pacer, chat, trip))

    run(work())
    return sorted(arrived), waited


def most_in_a_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in times) for at in times)


delays = st.floats(0, 0.2, allow_nan=False)
late = st.floats(0, 0.045, allow_nan=False)
trips = st.lists(st.builds(Trip, delays, late, late, st.booleans()), min_size=1, max_size=120)


@given(trips)
def test_no_second_at_the_server_holds_more_than_the_limit(made: list[Trip]) -> None:
    # The first message shows how quick the way can be.
    arrived, _ = arrivals([Trip(0, 0, 0), *made])
    assert len(arrived) == len(made) + 1
    assert most_in_a_second(arrived) <= LIMIT


def test_message_that_is_late_on_its_way_keeps_the_thirtieth_after_it_back() -> None:
    sometimes_late = [Trip(0, 0.045 if number % 7 == 5 else 0, 0) for number in range(200)]
    arrived, _ = arrivals(sometimes_late)
    assert most_in_a_second(arrived) == LIMIT


def test_flow_is_kept_up_over_stalls() -> None:
    stalled = [Trip(0.05 if number % 40 == 0 else 0.002, 0, 0) for number in range(600)]
    arrived, _ = arrivals(stalled)
    assert 0.98 * LIMIT <= 599 / (arrived[-1] - arrived[0]) <= LIMIT


def test_answer_to_a_press_waits_less_than_a_slot_during_a_circular() -> None:
    async def work() -> list[float]:
        pacer = Pacer(LIMIT)
        loop = asyncio.get_running_loop()
        waited = []

        async def circular(chat: int) -> None:
            await pacer.slot(Lane.CIRCULAR, chat)
            departure = await pacer.depart(chat, press=False)
            assert departure is not None
            await asyncio.sleep(2 * QUICKEST)
            pacer.accepted(departure)

        async with asyncio.TaskGroup() as group:
            for chat in range(900):
                group.create_task(circular(chat))
            for number in range(25):
                await asyncio.sleep(0.997)
                begun = loop.time()
                await pacer.slot(Lane.PRESS, 1000 + number)
                departure = await pacer.depart(1000 + number, press=True)
                assert departure is not None
                waited.append(loop.time() - begun)
                await asyncio.sleep(2 * QUICKEST)
                pacer.accepted(departure)
        return waited

    waited = run(work())
    assert max(waited) <= 1 / LIMIT
    assert sum(waited) / len(waited) <= 0.5 / LIMIT


def test_without_a_circular_an_answer_does_not_wait() -> None:
    _, waited = arrivals([Trip(0, 0, 0, press=True)] * 10, spacing=0.1)
    assert waited == [0.0] * 10
