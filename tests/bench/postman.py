"""Hands updates to the bot as Telegram does: by getUpdates, or posted and repeated as webhooks."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from tests.bench.wire import LENGTH

STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d+)")
CLOSES: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
MOST_AT_ONCE: Final = 100
SUCCESS: Final = range(200, 300)
LONGEST_PAUSE: Final = 60.0

Update = dict[str, Any]


@dataclass
class Item:
    """An update on its way; times are time.monotonic()'s."""

    update: Update
    injected: float
    handed: float | None = None
    acked: float | None = None
    tries: int = 0

    @property
    def person(self) -> int:
        """Return whose update it is: the next one waits until this one is acknowledged."""
        for value in self.update.values():
            if isinstance(value, dict) and "from" in value:
                return int(value["from"]["id"])
        return 0


@dataclass
class Hook:
    """Where updates are posted."""

    host: str
    port: int
    head: bytes
    connections: int

    @classmethod
    def at(cls, url: str, secret: str, connections: int) -> "Hook":
        """Return the hook of setWebhook's values."""
        parts = urlsplit(url)
        head = f"POST {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        head += f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Type: application/json\r\n"
        return cls(parts.hostname or "", parts.port or 80, head.encode(), connections)


class Line:
    """A kept-alive connection to the bot."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Post a body; return status and answer. Raises OSError, IncompleteReadError."""
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self._reader, self._writer = await asyncio.open_connection(
                self._hook.host, self._hook.port
            )
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        self._writer.write(self._hook.head + length + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, found = STATUS.match(head), LENGTH.search(head)
        content = await self._reader.readexactly(int(found[1])) if found else b""
        if CLOSES.search(head):
            self.close()
        return int(status[1]) if status else 0, content

    def close(self) -> None:
        """Let go of the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


@dataclass
class Postman:
    """Keeps updates until the bot has acknowledged them; `execute` does what an answer says.

    Its tasks are the `group`'s.
    """

    group: asyncio.TaskGroup
    execute: Callable[[dict[str, Any]], None]
    items: list[Item] = field(default_factory=list)
    _waiting: deque[Item] = field(default_factory=deque)
    _pollers: set[Callable[[], None]] = field(default_factory=set)
    _people: dict[int, deque[Item]] = field(default_factory=dict)
    _ready: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    _workers: list[asyncio.Task[None]] = field(default_factory=list)
    _timers: set[asyncio.TimerHandle] = field(default_factory=set)

    def inject(self, updates: list[Update], spacing: float = 0.0) -> None:
        """Have updates happen, now or every `spacing` seconds."""
        loop = asyncio.get_running_loop()
        for place, update in enumerate(updates):
            if spacing:
                self._timers.add(loop.call_later(place * spacing, self._happen, update))
            else:
                self._happen(update)

    def clear(self) -> None:
        """Forget every update."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.items.clear()
        self._waiting.clear()
        self._people.clear()

    def _happen(self, update: Update) -> None:
        item = Item(update, time.monotonic())
        self.items.append(item)
        if not self._workers:
            self._waiting.append(item)
            for bell in list(self._pollers):
                bell()
            return
        line = self._people.setdefault(item.person, deque())
        line.append(item)
        if len(line) == 1:
            self._ready.put_nowait(item.person)

    # ---- getUpdates

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """Return the updates from `offset` on, at the latest after `seconds`."""
        now = time.monotonic()
        while self._waiting and self._waiting[0].update["update_id"] < offset:
            self._waiting.popleft().acked = now
        if not self._waiting:
            await self._until_something_happens(seconds)
        handed = list(self._waiting)[: min(limit, MOST_AT_ONCE)]
        for item in handed:
            item.tries += 1
            item.handed = item.handed or time.monotonic()
        return [item.update for item in handed]

    async def _until_something_happens(self, seconds: float) -> None:
        happened = asyncio.Event()
        self._pollers.add(happened.set)
        try:
            async with asyncio.timeout(seconds):
                await happened.wait()
        except TimeoutError:
            pass
        finally:
            self._pollers.discard(happened.set)

    # ---- webhooks

    async def hook(self, hook: Hook | None) -> None:
        """Post from now on to a hook, or keep what happens for getUpdates."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers.clear()
        self._ready = asyncio.Queue()
        left = [item for item in self.items if item.acked is None]
        self._waiting.clear()
        self._people.clear()
        if hook is None:
            self._waiting.extend(left)
            return
        for item in left:
            self._people.setdefault(item.person, deque()).append(item)
        for person in self._people:
            self._ready.put_nowait(person)
        self._workers = [self.group.create_task(self._work(hook)) for _ in range(hook.connections)]

    async def _work(self, hook: Hook) -> None:
        line = Line(hook)
        try:
            while True:
                person = await self._ready.get()
                waiting = self._people.get(person)
                if not waiting:
                    continue
                item = waiting[0]
                if await self._post(line, item):
                    waiting.popleft()
                    if waiting:
                        self._ready.put_nowait(person)
                    elif self._people.get(person) is waiting:
                        del self._people[person]
                else:
                    self._again(person, item.tries)
        finally:
            line.close()

    async def _post(self, line: Line, item: Item) -> bool:
        """Post an update; return whether it was acknowledged."""
        item.tries += 1
        item.handed = item.handed or time.monotonic()
        try:
            status, content = await line.post(orjson.dumps(item.update))
        except (OSError, asyncio.IncompleteReadError):
            line.close()
            return False
        if status not in SUCCESS:
            return False
        item.acked = time.monotonic()
        if content.startswith(b"{"):
            self.execute(orjson.loads(content))
        return True

    def _again(self, person: int, tries: int) -> None:
        """Try again: at once the first time, then after pauses that double."""
        pause = 0.0 if tries == 1 else min(0.5 * 2.0 ** (tries - 2), LONGEST_PAUSE)
        asyncio.get_running_loop().call_later(pause, self._ready.put_nowait, person)
