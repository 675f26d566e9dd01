"""The bot of a stand in a process of its own, which a test may kill."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bot.stand import PATIENCE, TOKEN, Stand

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
        "STADTBOTE_LISTEN": settings.listen,
        "STADTBOTE_RATE": "0",
    }
    if settings.webhook_url is not None and settings.webhook_secret is not None:
        environment["STADTBOTE_WEBHOOK_URL"] = settings.webhook_url
        environment["STADTBOTE_WEBHOOK_SECRET"] = settings.webhook_secret.get_secret_value()
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
