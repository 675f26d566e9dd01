"""The bot in a process that is forked from one which has loaded it: it may be killed often."""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from handlers import registry
from tests.bench.ordering import TOKEN, Server
from tests.bot import small

REGISTRIES = {"small": small, "real": registry}
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.bot.forked"])


def serve(name: str, rate: float, api_url: str, database: str, files: str) -> None:
    """Serve until the end, with so many messages a second (0: no limit)."""
    settings = Settings(
        token=SecretStr(TOKEN),
        api_url=api_url,
        database_url=SecretStr(database),
        files=Path(files),
        listen="127.0.0.1:0",
        rate=rate,
    )
    asyncio.run(App(settings, REGISTRIES[name]).run())


@contextmanager
def forked(
    server: Server, database: str, folder: Path, *, name: str = "small", rate: float = 0.0
) -> Iterator[ForkServerProcess]:
    """Run the bot with the small registry, or the real one; kill it at the end."""
    order = (name, rate, server.base, database, str(folder / "files"))
    process = CONTEXT.Process(target=serve, args=order)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()
