"""The process is killed at any instant; the next start goes on: nothing lost, nothing twice."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from storage.delivery import Delivery, DeliveryState
from storage.inbox import Update, UpdateState
from tests.bot import small
from tests.bot.stand import PATIENCE, TOKEN, Phone, Stand

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(stand: Stand) -> AsyncIterator[Process]:
    """Run the bot in a process of its own; kill it at the end."""
    settings = stand.settings
    environment = {
        "PATH": os.environ["PATH"],
        "STADTBOTE_TOKEN": TOKEN,
        "STADTBOTE_API_URL": settings.api_url,
        "STADTBOTE_DATABASE_URL": settings.database_url.get_secret_value(),
        "STADTBOTE_FILES": str(settings.files),
        "STADTBOTE_LISTEN": "127.0.0.1:0",
        "STADTBOTE_RATE": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.child", cwd=ROOT, env=environment, stderr=PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while b"at work" not in (line := await process.stderr.readline()):
                assert line, "the bot ended by itself"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def push_until_toasted(phone: Phone, pushes: int) -> int:
    """Press the newest screen's button again and again; return how often."""
    for _ in range(pushes):
        messages = (await phone.stand.get(f"/api/people/{phone.id}/chat"))["messages"]
        await phone.press(messages[-1], wait=0)
    return pushes


@pytest.mark.parametrize("after", [1, 9, 23, 40])
async def test_killed_in_a_burst_loses_and_repeats_nothing(quiet: Stand, after: int) -> None:
    people = [await quiet.person(f"P{number}") for number in range(10)]
    async with running(quiet):
        for phone in people:
            await phone.type("Hallo")
        for phone in people:
            await phone.next()
    async with running(quiet):
        await asyncio.gather(*(push_until_toasted(phone, 5) for phone in people))
        async with asyncio.timeout(PATIENCE):
            while len(quiet.calls("editMessageText")) < after:  # noqa: ASYNC110 - no bell
                await asyncio.sleep(0.001)
    async with running(quiet):
        for phone in people:
            assert await phone.says("last") is not None
            while (await phone.chat())[-1] != "last for @stadtbote_bot":
                await phone.next()
    with quiet.session() as session:
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
