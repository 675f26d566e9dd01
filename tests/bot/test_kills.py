"""A broadcast through kills and faults: nothing is lost, and what comes again says so."""

import asyncio

from sqlmodel import select

from storage.delivery import Delivery, DeliveryState, Lane
from storage.person import Person
from tests.bot import small
from tests.bot.process import running
from tests.bot.stand import NOW, PATIENCE, Phone, Stand

KILLS = (1, 9, 23, 38, 52)
PEOPLE = 60


def queue(stand: Stand) -> None:
    """Queue news to everybody."""
    with stand.session() as session:
        for person in session.exec(select(Person)):
            session.add(
                Delivery(
                    kind="news",
                    person_id=person.key,
                    lane=Lane.CIRCULAR,
                    not_before=NOW,
                    queued_at=NOW,
                )
            )


def in_flight(stand: Stand) -> int:
    """Return how many messages are marked as being sent."""
    with stand.session() as session:
        states = session.exec(select(Delivery.state))
        return sum(state is DeliveryState.SENDING for state in states)


async def settled(stand: Stand) -> None:
    """Wait until every message has been sent."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with stand.session() as session:
                found = set(session.exec(select(Delivery.state)))
            if found == {DeliveryState.SENT}:
                return
            await asyncio.sleep(0.02)


async def test_killed_five_times_in_a_broadcast_loses_nothing_and_marks_repeats(
    quiet: Stand,
) -> None:
    people = [await quiet.person(f"P{number}") for number in range(PEOPLE)]
    queue(quiet)
    await quiet.post("/api/limits", latency_ms=20)
    left = 0
    for after in KILLS:
        async with running(quiet) as process:
            async with asyncio.timeout(PATIENCE):
                while len(quiet.calls("sendMessage")) < after:  # noqa: ASYNC110 - no bell
                    await asyncio.sleep(0.001)
            process.kill()
            await process.wait()
        left += in_flight(quiet)
    async with running(quiet):
        await settled(quiet)
    chats = [await phone.chat() for phone in people]
    again = [text for chat in chats for text in chat[1:]]
    assert [chat for chat in chats if not chat] == []
    assert [text for text in again if not text.startswith(small.REPEATED)] == []
    assert len(again) <= left


async def test_each_fault_of_a_broadcast_hits_one_person_and_nothing_is_lost(
    quiet: Stand,
) -> None:
    once, again = ["news for {}"], [small.REPEATED + "news for {}"]
    expected = {
        "429": once,
        "500": again,
        "502": again,
        "drop_before": again,
        "drop_after": once + again,
        "stall": once,
        "none": once,
    }
    phones: dict[str, Phone] = {}
    for fault in expected:
        phones[fault] = await quiet.person(fault)
        if fault != "none":
            await quiet.fault("sendMessage", fault, chat=phones[fault].id, seconds=1)
    queue(quiet)
    await quiet.start()
    await settled(quiet)
    seen = {fault: await phone.chat() for fault, phone in phones.items()}
    assert seen == {
        fault: [text.format(fault) for text in texts] for fault, texts in expected.items()
    }
