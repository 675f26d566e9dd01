"""A broadcast with python-telegram-bot as its ApplicationBuilder sets it up."""

import asyncio
import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder

from tests.bench.peers.orders import SHORT, broadcast, obey


def made(label: str, data: str) -> InlineKeyboardMarkup:
    """Return a keyboard of one button."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)]])


async def main(token: str, base: str) -> None:
    """Broadcast whenever ordered to."""
    application = ApplicationBuilder().token(token).base_url(f"{base}/bot").build()

    async def send(chat: int, message: tuple[str, InlineKeyboardMarkup | None]) -> object:
        text, keyboard = message
        return await application.bot.send_message(
            chat, text, parse_mode=ParseMode.HTML, reply_markup=keyboard
        )

    async def measure(
        sends: int, in_flight: int, messages: list[list[str]] = SHORT
    ) -> dict[str, Any]:
        ready = [(text, made(*button) if button else None) for text, *button in messages]
        return await broadcast(send, ready, sends, in_flight)

    async with application.bot:
        await obey(measure)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
