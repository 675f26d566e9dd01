"""A broadcast with python-telegram-bot as its ApplicationBuilder sets it up."""

import asyncio
import sys
from typing import Any

from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder

from tests.bench.peers.orders import broadcast, obey


async def main(token: str, base: str) -> None:
    """Broadcast whenever ordered to."""
    application = ApplicationBuilder().token(token).base_url(f"{base}/bot").build()

    async def send(chat: int, text: str) -> object:
        return await application.bot.send_message(chat, text, parse_mode=ParseMode.HTML)

    async def measure(sends: int, in_flight: int) -> dict[str, Any]:
        return await broadcast(send, sends, in_flight)

    async with application.bot:
        await obey(measure)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
