"""The process is killed at any instant; the next start goes on: nothing lost, nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from storage.delivery import Delivery, DeliveryState
from storage.inbox import Update, UpdateState
from tests.bot import small
from tests.bot.process import running
from tests.bot.stand import PATIENCE, Phone, Stand, standing


async def push_until_toasted(phone: Phone, pushes: int) -> int:
    """Press the newest screen's button again and again; return how often."""
    for _ in range(pushes):
        messages = (await phone.stand.get(f"/api/people/{phone.id}/chat"))["messages"]
        await phone.press(messages[-1], wait=0)
    return pushes


@pytest.fixture
async def either(
    request: pytest.FixtureRequest, sqlite_database: str, tmp_path: Path, hook: dict[str, Any]
) -> AsyncIterator[Stand]:
    """Return a stand whose bot has not been started, reached by one way or the other."""
    way = hook if request.param == "webhook" else {}
    async with standing(sqlite_database, tmp_path / "files", start=False, **way) as stand:
        await stand.post("/api/limits", retry_scale=0.02)
        yield stand


@pytest.mark.parametrize(
    ("either", "after"),
    [("polling", 1), ("webhook", 9), ("polling", 23), ("webhook", 40)],
    indirect=["either"],
)
async def test_killed_in_a_burst_loses_and_repeats_nothing(either: Stand, after: int) -> None:
    people = [await either.person(f"P{number}") for number in range(10)]
    async with running(either):
        for phone in people:
            await phone.type("Hallo")
        for phone in people:
            await phone.next()
    async with running(either):
        await asyncio.gather(*(push_until_toasted(phone, 5) for phone in people))
        async with asyncio.timeout(PATIENCE):
            while len(either.calls("editMessageText")) < after:  # noqa: ASYNC110 - no bell
                await asyncio.sleep(0.001)
    async with running(either):
        for phone in people:
            assert await phone.says("last") is not None
            while (await phone.chat())[-1] != "last for @stadtbote_bot":
                await phone.next()
    with either.session() as session:
        open_rows = select(Update).where(Update.state == UpdateState.NEW)
        assert (small.times(session, "push"), list(session.exec(open_rows))) == (50, [])


async def test_killed_between_press_and_answer_shows_it_after_the_start(quiet: Stand) -> None:
    anna = await quiet.person()
    async with running(quiet):
        await anna.type("Hallo")
        shown = await anna.next()
        await quiet.fault("editMessageText", "drop_before", times=1000)
        await anna.press(shown)
    await quiet.http.delete("/api/faults")
    with quiet.session() as session:
        rows = list(session.exec(select(Update.state)))
        assert (small.times(session, "push"), rows) == (1, [UpdateState.DONE, UpdateState.OWED])
    async with running(quiet):
        assert (await anna.next())["text"] == "Pushed 1"


async def test_killed_while_sending_sends_again_and_says_so(quiet: Stand) -> None:
    anna = await quiet.person()
    async with running(quiet):
        await quiet.fault("sendMessage", "stall", chat=anna.id, seconds=20)
        bo = await quiet.phone("Bo")
        await bo.type("tell news")
        assert (await anna.next())["text"] == "news for Anna"
    async with running(quiet) as process:
        assert (await anna.next())["text"] == "Perhaps again: news for Anna"
        process.terminate()
        assert await process.wait() == 0
    with quiet.session() as session:
        assert list(session.exec(select(Delivery.state))) == [DeliveryState.SENT]
