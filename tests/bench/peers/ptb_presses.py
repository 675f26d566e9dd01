"""A bot on python-telegram-bot that keeps each answer durably and says so; polling."""

import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.bench.peers.orders import INSERT, open_database

Context = ContextTypes.DEFAULT_TYPE


def main(token: str, base: str, file: str) -> None:
    """Serve until a signal."""
    database = open_database(file)

    async def pressed(update: Update, _: Context) -> None:
        query = update.callback_query
        assert query is not None
        with database:
            database.execute(INSERT, (query.from_user.id, query.data))
        await query.answer("The statement has been received.")
        await query.edit_message_text("<b>Statement</b>: consent.", parse_mode="HTML")

    application: Any = ApplicationBuilder().token(token).base_url(f"{base}/bot").build()
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
