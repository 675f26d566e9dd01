"""A broadcast with aiogram as its documentation sets it up; runs in .venv-bench."""

import asyncio
import sys
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from tests.bench.peers.orders import broadcast, obey


async def main(token: str, base: str) -> None:
    """Broadcast whenever ordered to."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))

    async def measure(sends: int, in_flight: int) -> dict[str, Any]:
        return await broadcast(bot.send_message, sends, in_flight)

    async with bot:
        await obey(measure)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
