"""Fixtures of the playground's tests."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram

from playground.server import Playground
from tests.playground.rig import CHAT, TOKEN, Rig


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """A fresh playground that knows one bot and one person who has started it."""
    async with Playground().serve() as url, aiohttp.ClientSession(url) as http:
        rig = Rig(http, url)
        await rig.done("getMe")
        await rig.person(CHAT)
        yield rig


@pytest.fixture
async def ptb(rig: Rig) -> AsyncIterator[telegram.Bot]:
    """python-telegram-bot's own client, with its default transport."""
    bot = telegram.Bot(TOKEN, base_url=f"{rig.url}/bot", base_file_url=f"{rig.url}/file/bot")
    async with bot:
        yield bot
