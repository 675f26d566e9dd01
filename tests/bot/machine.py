"""The delivery engine on virtual time, with a Telegram by script and a plug that can be pulled."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import aiohttp
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, select
from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import RequestData

from bot.chats import Chats
from bot.delivery import Deliverer
from bot.limiter import Args, Limiter
from bot.pacer import Pacer
from bot.transport import AiohttpRequest, Json
from bot.writer import Writer
from storage.delivery import Delivery, DeliveryState, Lane
from storage.engine import make_session
from storage.person import Person
from tests.bot import letters
from tests.bot.stand import TOKEN
from tests.bot.virtual import VirtualLoop

T = TypeVar("T")

START = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
LATENCY = 0.05
RATE = 30.0
REFUSALS = {
    "403": (403, {"description": "Forbidden: bot was blocked by the user"}),
    "400": (400, {"description": "Bad Request: can't parse entities"}),
    "429": (429, {"description": "Too Many Requests", "parameters": {"retry_after": 3}}),
    "500": (500, {"description": "Internal Server Error"}),
}
DOUBTFUL = ("500", "drop_before", "drop_after")


class Letter(NamedTuple):
    """Which letter, to whom."""

    chat: int
    number: int


class Arrival(NamedTuple):
    """A letter that arrived, and whether it was marked as a possible repeat."""

    letter: Letter
    marked: bool
    message_id: int


@dataclass
class Plug:
    """Power for one run of the bot: it goes off after some more steps, if so ordered."""

    steps: int | None = None
    off: asyncio.Event = field(default_factory=asyncio.Event)

    async def hold(self) -> None:
        """Go on if there is power; never, otherwise."""
        if self.steps is not None:
            self.steps -= 1
            if self.steps < 0:
                self.off.set()
        if self.off.is_set():
            await asyncio.Event().wait()


class PluggedWriter(Writer):
    """Commits within the loop, where the power may fail before and after."""

    def __init__(self, engine: Engine, plug: Plug) -> None:
        self._engine = engine
        self._plug = plug

    async def run(self, act: Callable[[Session], T], *, lane: Lane = Lane.NOTICE) -> T:
        """Do as Writer, in nobody's thread."""
        assert lane in Lane
        await self._plug.hold()
        with make_session(self._engine) as session:
            result = act(session)
            session.commit()
        await self._plug.hold()
        return result


@dataclass
class Post:
    """Telegram's end: what arrived, what it will refuse next, and what nobody learnt of."""

    arrivals: list[Arrival] = field(default_factory=list)
    fates: deque[str] = field(default_factory=deque)
    doubts: Counter[Letter] = field(default_factory=Counter)
    refused: Counter[tuple[Letter, str]] = field(default_factory=Counter)
    open: list[int] = field(default_factory=list)


class Line(AiohttpRequest):
    """A line to that end, for one run of the bot."""

    def __init__(self, post: Post, plug: Plug) -> None:
        super().__init__()
        self._post = post
        self._plug = plug

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Answer a call, or have the line broken."""
        assert method == "POST"
        if not url.endswith("/sendMessage"):
            return 200, b'{"ok": true, "result": true}'
        assert isinstance(request_data, Json)
        said = json.loads(request_data.body)
        chat, text = said["chat_id"], said["text"]
        letter = Letter(chat, int(text.removeprefix(letters.MARK)))
        await self._plug.hold()
        assert chat not in self._post.open, "two messages to one person at once"
        self._post.open.append(chat)
        self._post.doubts[letter] += 1
        try:
            return await self._taken(letter, marked=text.startswith(letters.MARK))
        finally:
            self._post.open.remove(chat)

    async def _taken(self, letter: Letter, *, marked: bool) -> tuple[int, bytes]:
        fate = self._post.fates.popleft() if self._post.fates else "ok"
        await asyncio.sleep(LATENCY / 2)
        if fate == "drop_before":
            raise NetworkError("dropped") from aiohttp.ServerDisconnectedError()
        if fate in REFUSALS:
            self._post.refused[letter, fate] += 1
            self._post.doubts[letter] -= fate not in DOUBTFUL
            status, body = REFUSALS[fate]
            return status, json.dumps(body).encode()
        message_id = len(self._post.arrivals) + 1
        self._post.arrivals.append(Arrival(letter, marked, message_id))
        await self._plug.hold()
        await asyncio.sleep(LATENCY / 2)
        if fate == "drop_after":
            raise NetworkError("dropped") from aiohttp.ServerDisconnectedError()
        await self._plug.hold()
        self._post.doubts[letter] -= 1
        body = {"ok": True, "result": {"message_id": message_id}}
        return 200, json.dumps(body).encode()


class Engineroom:
    """The engine at work, from one failure of the power to the next."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.post = Post()
        self._loop = VirtualLoop()
        self._plug = Plug()
        self._tasks: set[asyncio.Task[None]] = set()
        self._errors: list[BaseException] = []
        self._do(self._start())

    @property
    def now(self) -> datetime:
        """Return the present moment on virtual time."""
        return START + timedelta(seconds=self._loop.time())

    def live(self, seconds: float, steps: int | None = None) -> None:
        """Let time pass; after so many steps the power fails, and comes back."""
        self._plug.steps = steps
        self._do(self._live(seconds))

    def close(self) -> None:
        """End everything."""
        self._do(self._kill())
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        with time_machine.travel(self.now, tick=False) as clock:
            self._loop.on_jump(lambda: clock.move_to(self.now))
            self._loop.run_until_complete(work)
        for error in self._errors:
            raise error

    async def _live(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        passing = loop.create_task(asyncio.sleep(seconds))
        failing = loop.create_task(self._plug.off.wait())
        await asyncio.wait((passing, failing), return_when=asyncio.FIRST_COMPLETED)
        passing.cancel()
        failing.cancel()
        if self._plug.off.is_set():
            await self._kill()
            await self._start()
        self._plug.steps = None

    async def _kill(self) -> None:
        """Have everything gone that was only in memory."""
        self._plug.off.set()
        self._doubt()
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    def _doubt(self) -> None:
        """Take note of what was answered, and is forgotten before it was noted."""
        query = select(Delivery, Person).where(
            Delivery.person_id == Person.id, Delivery.state == DeliveryState.SENDING
        )
        with make_session(self.engine) as session:
            for delivery, person in session.exec(query):
                letter = Letter(person.telegram_id or 0, delivery.params["number"])
                self.post.doubts[letter] += letter.chat not in self.post.open

    async def _start(self) -> None:
        self._plug = Plug()
        writer = PluggedWriter(self.engine, self._plug)
        pacer = Pacer(RATE)
        bot: ExtBot[Args] = ExtBot(
            TOKEN,
            request=Line(self.post, self._plug),
            get_updates_request=Line(self.post, self._plug),
            rate_limiter=Limiter(pacer),
        )
        deliverer = Deliverer(writer, Chats(bot, Path()), pacer, letters, self._spawn)
        await deliverer.recover()
        self._spawn(deliverer.run())
        self._spawn(self._tick(deliverer))

    async def _tick(self, deliverer: Deliverer) -> None:
        while True:
            deliverer.wake()
            await asyncio.sleep(1)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._errors.append(error)
