"""The one budget: smooth, by lanes, and obedient; all on virtual time."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bot.pacer import Pacer
from storage.delivery import Lane
from tests.bot.virtual import run

RATE = 30.0


class Sent(NamedTuple):
    at: float
    lane: Lane
    chat: int
    asked: float
    granted: float


class Wish(NamedTuple):
    at: float
    lane: Lane
    chat: int


async def send_all(pacer: Pacer, wishes: list[Wish]) -> list[Sent]:
    """Ask for a slot for each wish at its time; return what was granted, in order."""
    sent: list[Sent] = []
    loop = asyncio.get_running_loop()

    async def send(wish: Wish) -> None:
        await asyncio.sleep(max(0.0, wish.at - loop.time()))
        asked = loop.time()
        await pacer.slot(wish.lane, wish.chat)
        granted = loop.time()
        departure = await pacer.depart(wish.chat, press=wish.lane is Lane.PRESS)
        assert departure is not None
        sent.append(Sent(loop.time(), wish.lane, wish.chat, asked, granted))
        pacer.accepted(departure)

    async with asyncio.TaskGroup() as group:
        for wish in wishes:
            group.create_task(send(wish))
    return sent


def granted(
    wishes: list[Wish], rate: float = RATE, prepare: Callable[[Pacer], None] | None = None
) -> list[Sent]:
    async def work() -> list[Sent]:
        pacer = Pacer(rate)
        if prepare is not None:
            prepare(pacer)
        return await send_all(pacer, wishes)

    return run(work())


def most_in_a_second(sent: list[Sent]) -> int:
    times = sorted(one.at for one in sent)
    return max(sum(at <= other < at + 1 for other in times) for at in times)


def test_thousand_leave_smoothly_below_the_limit() -> None:
    sent = granted([Wish(0, Lane.CIRCULAR, chat) for chat in range(1000)])
    lasted = sent[-1].at - sent[0].at
    assert most_in_a_second(sent) <= RATE
    assert 0.98 * RATE <= 999 / lasted <= 0.99 * RATE


lanes = st.sampled_from(list(Lane))
wishes = st.lists(
    st.builds(Wish, st.floats(0, 5, allow_nan=False), lanes, st.integers(1, 6)), max_size=80
)


@given(wishes, st.floats(2, 60))
def test_no_second_holds_more_than_the_limit(asked: list[Wish], rate: float) -> None:
    sent = granted(asked, rate)
    assert len(sent) == len(asked)
    if sent:
        assert most_in_a_second(sent) <= max(1, -(-rate // 1))


@given(wishes)
def test_press_never_waits_for_another_lane(asked: list[Wish]) -> None:
    sent = granted(asked)
    for index, one in enumerate(sent):
        later = [other for other in sent[index + 1 :] if other.lane is Lane.PRESS]
        if one.lane is not Lane.PRESS:
            assert [other for other in later if other.asked < one.at - 1e-9] == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_answer_a_second_hardly_waits_for_a_circular(within: list[float]) -> None:
    circulars = [Wish(0, Lane.CIRCULAR, chat) for chat in range((len(within) + 2) * 33)]
    # The first tells that people press; one follows the other after 1.05 s or more.
    presses = [Wish(1.1 * at + 0.05 * add, Lane.PRESS, -1) for at, add in enumerate(within, 1)]
    sent = granted([*circulars, *presses])
    assert sent[-1].lane is Lane.CIRCULAR
    waits = [one.at - one.asked for one in sent if one.lane is Lane.PRESS]
    assert waits[0] <= 1 / RATE
    assert max(waits[1:]) <= 0.25 / RATE
    assert most_in_a_second(sent) <= RATE


@given(wishes)
def test_chat_gets_one_a_second_after_a_small_burst(asked: list[Wish]) -> None:
    sent = granted([wish for wish in asked if wish.lane is not Lane.PRESS])
    for chat in {one.chat for one in sent}:
        # Slots, not departures: the door may hold the first of them up a little.
        times = sorted(one.granted for one in sent if one.chat == chat)
        for first in range(len(times) - 3):
            assert times[first + 3] - times[first] >= 1 - 1e-9
        left = sorted(one.at for one in sent if one.chat == chat)
        for first in range(len(left) - 3):
            assert left[first + 3] - left[first] >= 0.9


def test_lanes_go_in_order() -> None:
    order = [Lane.REFRESH, Lane.CIRCULAR, Lane.REMINDER, Lane.NOTICE, Lane.PRESS]
    asked = [Wish(0, lane, chat) for chat, lane in enumerate(order)]
    sent = granted([Wish(0, Lane.NOTICE, 99), *asked])
    # One screen that follows has its turn before circulars.
    assert [one.lane for one in sent[1:4]] == [Lane.PRESS, Lane.NOTICE, Lane.REMINDER]
    assert [one.lane for one in sent[4:]] == [Lane.REFRESH, Lane.CIRCULAR]


def test_screens_follow_once_a_second_while_circulars_go_out() -> None:
    circulars = [Wish(0, Lane.CIRCULAR, chat) for chat in range(5 * int(RATE))]
    sent = granted([*circulars, *(Wish(0, Lane.REFRESH, -chat) for chat in range(1, 60))])
    times = [one.at for one in sent if one.lane is Lane.REFRESH]
    busy = [at for at in times if at < 4]
    assert len(busy) == 4
    assert all(1 <= later - at <= 1.1 for at, later in pairwise(busy))


def test_without_a_limit_nothing_waits() -> None:
    sent = granted([Wish(0, Lane.CIRCULAR, 1)] * 500, rate=0)
    assert {one.at for one in sent} == {0.0}


def test_refused_chat_is_halted_and_no_other() -> None:
    sent = granted(
        [Wish(0, Lane.PRESS, 1), Wish(0, Lane.CIRCULAR, 2)],
        prepare=lambda pacer: pacer.refused(1, 7),
    )
    assert {one.chat: one.at for one in sent} == {2: 0.0, 1: 7.05}


def test_second_refused_chat_halts_all_and_no_burst_follows() -> None:
    def prepare(pacer: Pacer) -> None:
        pacer.refused(1, 3)
        pacer.refused(2, 5)

    sent = granted([Wish(0, Lane.NOTICE, chat) for chat in range(3, 60)], prepare=prepare)
    assert sent[0].at == 5.05
    assert most_in_a_second(sent) <= RATE


def test_refusals_of_one_chat_halt_that_chat_alone() -> None:
    def prepare(pacer: Pacer) -> None:
        pacer.refused(1, 3)
        pacer.refused(1, 5)

    assert granted([Wish(0, Lane.NOTICE, 2)], prepare=prepare)[0].at == 0.0


def test_slot_that_was_not_used_goes_to_the_next() -> None:
    async def last(wanted: list[bool]) -> float:
        pacer = Pacer(RATE)
        for chat, used in enumerate(wanted):
            await pacer.slot(Lane.CIRCULAR, chat)
            if not used:
                pacer.unused(chat)
        return asyncio.get_running_loop().time()

    assert run(last([True, False, False] * 40 + [True])) == run(last([True] * 41))


def test_slot_that_was_not_used_does_not_count_for_its_chat() -> None:
    async def work() -> float:
        pacer = Pacer(RATE)
        for _ in range(5):
            await pacer.slot(Lane.CIRCULAR, 1)
            pacer.unused(1)
        return asyncio.get_running_loop().time()

    assert run(work()) == 0.0


def test_given_up_wait_costs_nothing() -> None:
    async def work() -> float:
        pacer = Pacer(1)
        await pacer.slot(Lane.NOTICE, 1)
        async with asyncio.TaskGroup() as group:
            patient = group.create_task(pacer.slot(Lane.NOTICE, 2))
            await asyncio.sleep(0)
            patient.cancel()
        await pacer.slot(Lane.NOTICE, 3)
        return asyncio.get_running_loop().time()

    assert run(work()) == 1 / 0.985


def test_dismissal_ends_every_wait_but_that_of_presses() -> None:
    async def work() -> list[bool]:
        pacer = Pacer(1)
        await pacer.slot(Lane.NOTICE, 1)
        async with asyncio.TaskGroup() as group:
            waits = [group.create_task(pacer.slot(lane, 2)) for lane in Lane]
            await asyncio.sleep(0)
            pacer.dismiss()
        return [wait.cancelled() for wait in waits]

    assert run(work()) == [False, True, True, True, True]


def test_delivery_whose_chat_was_halted_after_its_slot_does_not_leave() -> None:
    async def work() -> list[bool]:
        pacer = Pacer(RATE)
        await pacer.slot(Lane.NOTICE, 1)
        pacer.refused(1, 2)
        left = [await pacer.depart(1, press=False) is not None]
        left.append(await pacer.depart(2, press=False) is not None)
        pacer.refused(3, 2)
        left.append(await pacer.depart(2, press=False) is not None)
        await asyncio.sleep(2.06)
        left.append(await pacer.depart(1, press=False) is not None)
        return left

    assert run(work()) == [False, True, False, True]


def test_chats_that_are_free_are_forgotten() -> None:
    async def work() -> tuple[int, int]:
        pacer = Pacer(10_000)
        for chat in range(2000):
            await pacer.slot(Lane.NOTICE, chat)
        many = len(pacer._chats)
        await asyncio.sleep(10)
        for chat in range(2000, 6000):
            await pacer.slot(Lane.NOTICE, chat)
            await asyncio.sleep(1)
        return many, len(pacer._chats)

    many, few = run(work())
    assert (many, few <= 1000) == (2000, True)
