"""A broadcast with aiogram as its documentation sets it up; runs in .venv-bench."""

import asyncio
import sys
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from tests.bench.peers.orders import SHORT, broadcast, obey


def made(label: str, data: str) -> InlineKeyboardMarkup:
    """Return a keyboard of one button."""
    button = InlineKeyboardButton(text=label, callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


async def main(token: str, base: str) -> None:
    """Broadcast whenever ordered to."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))

    async def send(chat: int, message: tuple[str, InlineKeyboardMarkup | None]) -> object:
        text, keyboard = message
        return await bot.send_message(chat, text, reply_markup=keyboard)

    async def measure(
        sends: int, in_flight: int, messages: list[list[str]] = SHORT
    ) -> dict[str, Any]:
        ready = [(text, made(*button) if button else None) for text, *button in messages]
        return await broadcast(send, ready, sends, in_flight)

    async with bot:
        await obey(measure)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
