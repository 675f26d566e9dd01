"""A broadcast on aiogram that sleeps after a 429, with presses; polling. Runs in .venv-bench.

The loop is the documentation's recipe: send, on TelegramRetryAfter sleep and send again.
"""

import asyncio
import logging
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import CallbackQuery

from tests.bench.peers.orders import obey
from tests.bench.peers.pacing import send_to_all

TRIES = 5


async def pressed(query: CallbackQuery) -> None:
    """Answer a press."""
    await query.answer()
    await query.message.edit_text("<b>Menu</b>")


async def main(token: str, base: str) -> None:
    """Serve, and broadcast when ordered to."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(pressed)

    async def send(chat: int, text: str) -> None:
        for _ in range(TRIES):
            try:
                await bot.send_message(chat, text)
            except TelegramRetryAfter as error:
                await asyncio.sleep(error.retry_after)
            else:
                return
        await bot.send_message(chat, text)

    async def measure(sends: int, workers: int) -> dict[str, Any]:
        return await send_to_all(send, sends, workers)

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))  # noqa: TID251
    await obey(measure)
    polling.cancel()


if __name__ == "__main__":
    logging.basicConfig(level=logging.CRITICAL)
    asyncio.run(main(*sys.argv[1:]))
