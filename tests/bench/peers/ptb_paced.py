"""A broadcast on python-telegram-bot under its AIORateLimiter, with presses; polling.

Runs in .venv-bench. `retries` is the limiter's max_retries, whose default is 0.
"""

import asyncio
import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import AIORateLimiter, ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.bench.peers.orders import obey
from tests.bench.peers.pacing import send_to_all


async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a press."""
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text("<b>Menu</b>", parse_mode="HTML")


async def main(token: str, base: str, retries: str) -> None:
    """Serve, and broadcast when ordered to."""
    limiter = AIORateLimiter(max_retries=int(retries))
    application: Any = (
        ApplicationBuilder().token(token).base_url(f"{base}/bot").rate_limiter(limiter).build()
    )
    application.add_handler(CallbackQueryHandler(pressed))

    async def send(chat: int, text: str) -> None:
        await application.bot.send_message(chat, text, parse_mode="HTML")

    async def measure(sends: int, workers: int) -> dict[str, Any]:
        return await send_to_all(send, sends, workers)

    async with application:
        await application.start()
        await application.updater.start_polling()
        await obey(measure)


if __name__ == "__main__":
    logging.basicConfig(level=logging.CRITICAL)
    asyncio.run(main(*sys.argv[1:]))
