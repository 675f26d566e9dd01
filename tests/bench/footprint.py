"""Start-up and memory of whole bots: ours with everything, the others' with one handler."""

import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench.bots import BOTS, Bot, at_work
from tests.bench.figures import Figure, Options, figure
from tests.bench.ordering import Server, serving
from tests.bench.presses import CITIES, Stage, chat_of, prepare

SCENARIO: Final = "start-up and memory"
POLLING: Final = [bot for bot in BOTS if not bot.webhook]


@dataclass(frozen=True)
class Sample:
    """One start: seconds until Telegram is asked who we are, and for updates; MB then and later.

    `later` is after a burst of presses.
    """

    known: float
    ready: float
    idle: float
    later: float


async def run(options: Options) -> list[Figure]:
    """Return how soon bots work after their start, and what memory they take."""
    samples: dict[Bot, list[Sample]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        async with serving() as server:
            stage = await prepare(Path(folder), server, CITIES)
            for _ in range(options.rounds):
                for bot in POLLING:
                    samples[bot].append(await measure(bot, server, stage))
    return [made for bot, taken in samples.items() for made in _told(bot, taken)]


async def measure(bot: Bot, server: Server, stage: Stage) -> Sample:
    """Start a bot, let it answer a burst of presses, and return what was seen."""
    await server.reset()
    begun = time.monotonic()
    async with at_work(bot, server, stage.town) as running:
        idle = running.memory
        presses = stage.presses(datetime.now(UTC))[:-1]
        await server.inject(presses)
        await server.wait_in(map(chat_of, presses), "editMessageText")
        first = {one.method: one.at - begun for one in reversed(await server.log())}
        later = running.memory
        await running.kill()
        return Sample(first["getMe"], first["getUpdates"], idle, later)


def _told(bot: Bot, taken: list[Sample]) -> list[Figure]:
    columns = {
        ("start", "asks who it is after", "s"): [one.known for one in taken],
        ("start", "asks for updates after", "s"): [one.ready for one in taken],
        ("memory", "at work", "MB"): [one.idle for one in taken],
        ("memory", "after 208 presses", "MB"): [one.later for one in taken],
    }
    return [
        figure(SCENARIO, *words, bot.stack, values, more=False)
        for words, values in columns.items()
    ]
