"""Who answers presses in the bench: our bot on a town's database, and the others' bots."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.figures import Stack
from tests.bench.ordering import TOKEN, Server
from tests.bench.ours import free_port, our_bot
from tests.bench.running import AIOGRAM, OURS, Program, module, program
from tests.bench.town import Town


@dataclass(frozen=True)
class Bot:
    """A bot in one way of getting its updates."""

    stack: Stack
    webhook: bool

    @property
    def words(self) -> str:
        """Return stack and way for a reader."""
        return f"{self.stack}, {'webhook' if self.webhook else 'polling'}"


# python-telegram-bot needs another package for webhooks; most of its bots poll.
BOTS: Final = (
    Bot(Stack.OURS, webhook=True),
    Bot(Stack.OURS, webhook=False),
    Bot(Stack.PTB, webhook=False),
    Bot(Stack.AIOGRAM, webhook=True),
    Bot(Stack.AIOGRAM, webhook=False),
)


@asynccontextmanager
async def at_work(bot: Bot, server: Server, town: Town) -> AsyncIterator[Program]:
    """Run a bot on a database of its own, and yield it when it gets updates."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if bot.stack is Stack.OURS:
            async with our_bot(server, folder, town.copy(folder), webhook=bot.webhook) as running:
                yield running
            return
        file = str(folder / "answers.db")
        if bot.stack is Stack.PTB:
            command = module(OURS, "ptb_presses", TOKEN, server.base, file)
        else:
            port = (str(free_port()),) if bot.webhook else ()
            command = module(AIOGRAM, "aiogram_presses", TOKEN, server.base, file, *port)
        async with program(*command, log=folder / "bot.log") as running:
            sign = "setWebhook" if bot.webhook else "getUpdates"
            await running.unless_it_ends(server.wait(1, sign))
            yield running
