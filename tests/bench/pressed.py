"""Kill -9 in mid burst of presses: what was acknowledged to Telegram, and what was kept of it."""

import random
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench.bots import Bot
from tests.bench.figures import Stack
from tests.bench.ordering import TOKEN, Server, serving
from tests.bench.ours import free_port, our_bot
from tests.bench.running import AIOGRAM, OURS, Program, module, program
from tests.bench.town import Town, press

LATENCY: Final = 20.0
KEPT: Final = {
    True: 'SELECT update_id FROM "update"',
    False: "SELECT person FROM answer",
}
ANSWERED: Final = "SELECT city_code, count(*) FROM statement GROUP BY city_code"
FIRST_MESSAGE: Final = 100


@dataclass(frozen=True)
class Burst:
    """One kill: presses that were acknowledged by then, those of them that were not kept.

    `wrong` are cities that had not exactly one statement after the next start; ours alone.
    """

    acknowledged: int
    lost: int
    wrong: int = 0


async def burst(bot: Bot, town: Town, seed: int) -> Burst:
    """Press for every city at once, kill the bot at some answer, and count."""
    chance = random.Random(seed)
    ours = bot.stack is Stack.OURS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serving() as server:
            await server.reset(latency_ms=LATENCY)
            file = Path(town.copy(folder).removeprefix("sqlite:///"))
            people = list(town.holders.items())[:-1]
            async with _at_work(bot, server, folder, file) as running:
                await server.inject(
                    [
                        press(chat, FIRST_MESSAGE, town.submits[code], datetime.now(UTC))
                        for code, chat in people
                    ]
                )
                answers = chance.randrange(1, len(people) * 2 // 3)
                await server.wait(answers, "answerCallbackQuery")
                await running.kill()
            acknowledged, lost = await _lost(server, folder, file, ours=ours)
            if not ours:
                return Burst(acknowledged, lost)
            async with _at_work(bot, server, folder, file):
                await server.wait_in([chat for _, chat in people], "editMessageText")
            return Burst(acknowledged, lost, _wrong(file, len(people)))


async def _lost(server: Server, folder: Path, file: Path, *, ours: bool) -> tuple[int, int]:
    """Return how many presses were acknowledged, and how many of those are nowhere."""
    acked = [one for one in await server.updates() if one["acked"] is not None]
    database = sqlite3.connect(file if ours else folder / "answers.db")
    try:
        kept = {number for (number,) in database.execute(KEPT[ours])}
    finally:
        database.close()
    # Others keep whose press it was; ours the update itself.
    names = [one["update_id"] if ours else int(one["query"].split("-")[0]) for one in acked]
    return len(acked), sum(name not in kept for name in names)


def _wrong(file: Path, cities: int) -> int:
    database = sqlite3.connect(file)
    try:
        found: dict[str, int] = dict(database.execute(ANSWERED).fetchall())
    finally:
        database.close()
    return cities - sum(number == 1 for number in found.values())


@asynccontextmanager
async def _at_work(bot: Bot, server: Server, folder: Path, file: Path) -> AsyncIterator[Program]:
    if bot.stack is Stack.OURS:
        async with our_bot(server, folder, f"sqlite:///{file}", webhook=bot.webhook) as running:
            yield running
        return
    answers = str(folder / "answers.db")
    port = (str(free_port()),) if bot.webhook else ()
    python, script = (
        (OURS, "ptb_presses") if bot.stack is Stack.PTB else (AIOGRAM, "aiogram_presses")
    )
    command = module(python, script, TOKEN, server.base, answers, *port)
    async with program(*command, log=folder / "bot.log") as running:
        await running.unless_it_ends(server.wait(1, "setWebhook" if bot.webhook else "getUpdates"))
        yield running
