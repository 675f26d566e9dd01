"""A broadcast over our own way to Telegram, without rows: bot/chats.py on bot/transport.py."""

import sys
from pathlib import Path
from typing import Any

import uvloop
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot

from bot.answers import Sheet
from bot.chats import Chats
from bot.limiter import PAID, Args, Limiter
from bot.pacer import Pacer
from bot.transport import AiohttpRequest
from tests.bench.peers.orders import TEXT, broadcast, obey


async def main(token: str, base: str) -> None:
    """Broadcast whenever ordered to."""
    bot: ExtBot[Args] = ExtBot(
        token,
        base_url=f"{base}/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(pool=1),
        defaults=Defaults(
            parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        rate_limiter=Limiter(Pacer(0)),
    )
    chats = Chats(bot, Path())

    async def send(chat: int, sheet: Sheet) -> object:
        return await chats.send(chat, sheet, PAID)

    async def measure(sends: int, in_flight: int) -> dict[str, Any]:
        return await broadcast(send, [Sheet(TEXT, [])], sends, in_flight)

    async with bot:
        await obey(measure)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
