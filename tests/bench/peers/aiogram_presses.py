"""A bot on aiogram that keeps each answer durably and says so; runs in .venv-bench.

With a port it takes webhooks there, as aiogram's documentation sets them up; else it polls.
"""

import asyncio
import logging
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers.orders import INSERT, open_database

SECRET = "bench-secret-0123456789"


def main(token: str, base: str, file: str, port: str = "") -> None:
    """Serve until a signal."""
    database = open_database(file)

    async def pressed(query: CallbackQuery) -> None:
        with database:
            database.execute(INSERT, (query.from_user.id, query.data))
        await query.answer("The statement has been received.")
        await query.message.edit_text("<b>Statement</b>: consent.")

    session = AiohttpSession(api=TelegramAPIServer.from_base(base))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(pressed)
    if not port:
        asyncio.run(dispatcher.start_polling(bot))
        return

    async def set_webhook() -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)

    dispatcher.startup.register(set_webhook)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main(*sys.argv[1:])
