"""The transport over real HTTP: what arrives, and what each misfortune means."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.errors import Fate, fate, retry_after
from bot.transport import AiohttpRequest
from playground.server import Playground
from tests.bot.stand import TOKEN


@dataclass
class Line:
    """A bot on our transport, somebody to write to, and the playground's controls."""

    bot: Bot
    chat: int
    http: aiohttp.ClientSession

    async def fault(self, kind: str, **more: object) -> None:
        async with self.http.post(
            "/api/faults", json={"method": "sendMessage", "kind": kind, **more}
        ) as answer:
            assert (await answer.json())["ok"]

    async def received(self) -> list[str]:
        async with self.http.get(f"/api/people/{self.chat}/chat") as answer:
            return [one["text"] for one in (await answer.json())["messages"]]

    async def trouble(self, **how: float) -> TelegramError:
        with pytest.raises(TelegramError) as caught:
            await self.bot.send_message(self.chat, "hello", **how)  # type: ignore[arg-type]
        return caught.value


@asynccontextmanager
async def line() -> AsyncIterator[Line]:
    async with Playground().serve() as base, aiohttp.ClientSession(base) as http:
        person = {"first_name": "Anna", "started": True}
        async with http.post("/api/people", json=person) as answer:
            chat = (await answer.json())["person"]["id"]
        bot = Bot(
            TOKEN,
            base_url=f"{base}/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(pool=1),
        )
        async with bot:
            yield Line(bot, chat, http)


async def test_message_arrives() -> None:
    async with line() as open_line:
        message = await open_line.bot.send_message(open_line.chat, "Grüße & 问候")
        assert (message.text, await open_line.received()) == ("Grüße & 问候", ["Grüße & 问候"])


async def test_file_is_uploaded() -> None:
    async with line() as open_line:
        sent = await open_line.bot.send_document(open_line.chat, b"%PDF 1", filename="信.pdf")
        assert sent.document is not None
        file = await sent.document.get_file()
    assert (sent.document.file_name, file.file_size) == ("信.pdf", 6)


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", []), ("drop_after", ["hello"])])
async def test_dropped_connection_is_uncertain_and_not_repeated(
    kind: str, arrived: list[str]
) -> None:
    async with line() as open_line:
        await open_line.bot.get_me()  # the next request goes out on a kept connection
        await open_line.fault(kind)
        error = await open_line.trouble()
        assert (type(error), fate(error)) == (NetworkError, Fate.UNCERTAIN)
        assert isinstance(error.__cause__, aiohttp.ServerDisconnectedError)
        assert await open_line.received() == arrived


async def test_silence_is_uncertain() -> None:
    async with line() as open_line:
        await open_line.fault("stall", seconds=2)
        error = await open_line.trouble(read_timeout=0.2)
        assert (type(error), fate(error)) == (TimedOut, Fate.UNCERTAIN)


@pytest.mark.parametrize("kind", ["500", "502"])
async def test_server_error_is_uncertain(kind: str) -> None:
    async with line() as open_line:
        await open_line.fault(kind)
        assert fate(await open_line.trouble()) is Fate.UNCERTAIN


async def test_no_server_means_not_sent() -> None:
    async with line() as open_line:
        pass
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=AiohttpRequest())
    request = bot.request
    async with request:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(open_line.chat, "hello")
    assert fate(caught.value) is Fate.NOT_SENT
    assert TOKEN not in str(caught.value)


async def test_flood_wait_says_how_long() -> None:
    async with line() as open_line:
        await open_line.fault("429", retry_after=7)
        error = await open_line.trouble()
    assert isinstance(error, RetryAfter)
    assert (fate(error), retry_after(error)) == (Fate.WAIT, 7.0)
