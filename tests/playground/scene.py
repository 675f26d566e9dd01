"""A playground, a small bot over HTTP and the page in a real browser, for the page's tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page

from playground.server import Playground

TOKEN = "110201543:page-AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
PATIENCE = 15.0
SECRETARY, COLOGNE, FOSHAN, AACHEN, NANNING = 11, 12, 13, 21, 22
PEOPLE: list[dict[str, Any]] = [
    {"id": SECRETARY, "first_name": "Erika", "last_name": "Sommer", "language_code": "de",
     "label": "Sekretariat", "shown": True},
    {"id": COLOGNE, "first_name": "Jürgen", "last_name": "Weber", "language_code": "de",
     "label": "Köln", "shown": True},
    {"id": FOSHAN, "first_name": "陈丽华", "language_code": "zh-hans",
     "label": "佛山市", "shown": True},
    {"id": AACHEN, "first_name": "Anna", "last_name": "Schmitz", "language_code": "de",
     "label": "Aachen", "shown": False, "simulated": True},
    {"id": NANNING, "first_name": "黄磊", "language_code": "zh-hans",
     "label": "南宁市", "shown": False, "simulated": True},
]  # fmt: skip
Json = dict[str, Any]


def button(text: str, data: str | None = None, **rest: object) -> Json:
    """Return one inline button."""
    return {"text": text, **({} if data is None else {"callback_data": data}), **rest}


def keyboard(*rows: list[Json]) -> Json:
    """Return an inline keyboard as a reply markup."""
    return {"inline_keyboard": list(rows)}


@dataclass
class Bot:
    """A client of the emulated Bot API."""

    base: str
    http: aiohttp.ClientSession
    offset: int = 0
    waiting: list[Json] = field(default_factory=list)

    async def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - Telegram's
        """Return the method's result; an answer that is not ok fails the test."""
        url = f"{self.base.rstrip('/')}/bot{TOKEN}/{method}"
        async with self.http.post(url, json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def send(self, chat: int, text: str, markup: Json | None = None) -> int:
        """Send a message and return its id."""
        rest = {} if markup is None else {"reply_markup": markup}
        sent = await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **rest)
        return int(sent["message_id"])

    async def upload(self, method: str, kind: str, chat: int, name: str, content: bytes) -> None:
        """Send a file as multipart form."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("chat_id", str(chat))
        form.add_field("caption", f"Anlage: {name}")
        form.add_field(kind, content, filename=name)
        url = f"{self.base.rstrip('/')}/bot{TOKEN}/{method}"
        async with self.http.post(url, data=form) as response:
            assert (await response.json())["ok"]

    async def next(self, kind: str) -> Json:
        """Return the content of the next update, which must be of the kind."""
        async with asyncio.timeout(PATIENCE):
            while not self.waiting:
                self.waiting = await self.call("getUpdates", offset=self.offset, timeout=10)
        update = self.waiting.pop(0)
        self.offset = update["update_id"] + 1
        assert kind in update, update
        content: Json = update[kind]
        return content

    async def answer(self, query: Json, text: str = "", *, alert: bool = False) -> None:
        """Answer a callback query."""
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=alert
        )


@dataclass
class Scene:
    """Everything one test of the page needs."""

    base: str
    http: aiohttp.ClientSession
    bot: Bot
    page: Page
    complaints: list[str]

    def phone(self, person: int) -> Locator:
        """Return a person's phone."""
        return self.page.locator(f"#phone-{person}")

    async def post(self, path: str, body: Json) -> Json:
        """Post to the playground's own interface and return its answer."""
        async with self.http.post(f"{self.base.rstrip('/')}/api/{path}", json=body) as response:
            answer: Json = await response.json()
        assert answer["ok"], answer
        return answer

    async def open(self, address: str | None = None) -> None:
        """Open the page and wait until every phone shows its chat."""
        await self.page.goto(address or self.base)
        await self.page.locator(".phone .row, .phone .nothing").first.wait_for()


def required_browser(request: pytest.FixtureRequest) -> Browser:
    """Return the browser; where none is, the page's tests fail instead of skipping."""
    try:
        found: Browser = request.getfixturevalue("chromium")
    except pytest.skip.Exception as absent:
        pytest.fail(f"the page is only proven in a browser: {absent}")
    return found


def listen(page: Page) -> list[str]:
    """Return the list to which the errors and warnings of the console will be added."""
    complaints: list[str] = []

    def told(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def raised(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", told)
    page.on("pageerror", raised)
    return complaints


@asynccontextmanager
async def opened(browser: Browser, **context: Any) -> AsyncIterator[Scene]:  # noqa: ANN401
    """Set the scene at 1440 by 900, in German and light, and open the page.

    Leaving it asserts that the browser's console stayed empty.
    """
    settings = {"viewport": {"width": 1440, "height": 900}, "locale": "de-DE", **context}
    async with Playground().serve(port=0) as base, aiohttp.ClientSession() as http:
        window: BrowserContext = await browser.new_context(**settings)
        try:
            page = await window.new_page()
            scene = Scene(base, http, Bot(base, http), page, listen(page))
            await scene.bot.call("getMe")
            for person in PEOPLE:
                await scene.post("people", person)
                await scene.post(f"people/{person['id']}/text", {"text": "/start"})
                await scene.bot.next("message")
            await window.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
            await scene.open()
            yield scene
        finally:
            await window.close()
    assert scene.complaints == []
