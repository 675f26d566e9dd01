"""Our bot as an operator runs it: `stadtbote run` in a process of its own."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.ordering import TOKEN, Server
from tests.bench.running import OURS, Program, program

SECRET = "bench-secret-0123456789"


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@asynccontextmanager
async def our_bot(
    server: Server,
    folder: Path,
    database: str,
    *,
    webhook: bool,
    rate: float = 0.0,
    command: tuple[str, ...] = (OURS, "-m", "bot", "run"),
) -> AsyncIterator[Program]:
    """Run the bot in a folder and yield it when it works; its log is bot.log there."""
    port = free_port()
    env = {
        "STADTBOTE_TOKEN": TOKEN,
        "STADTBOTE_API_URL": server.base,
        "STADTBOTE_DATABASE_URL": database,
        "STADTBOTE_FILES": str(folder / "files"),
        "STADTBOTE_LISTEN": f"127.0.0.1:{port}",
        "STADTBOTE_RATE": str(rate),
    }
    if webhook:
        env |= {
            "STADTBOTE_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
            "STADTBOTE_WEBHOOK_SECRET": SECRET,
        }
    # In its own folder, so that no .env of the operator's is read.
    async with program(*command, env=env, cwd=folder, log=folder / "bot.log") as bot:
        await bot.unless_it_ends(server.wait(1, "setWebhook" if webhook else "getUpdates"))
        yield bot
