"""Delivery to webhooks: one update after the other per chat or person, retried until taken."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final
from urllib.parse import parse_qsl

import aiohttp
import orjson

from playground.chats import Bot, Webhook
from playground.updates import Update
from playground.world import World

log = logging.getLogger(__name__)
ANSWER_SECONDS: Final = 60.0
LONGEST_DELAY: Final = 60.0
LONGEST_RETRY_AFTER: Final = 3600
NEVER_EXECUTED: Final = ("deletewebhook", "setwebhook", "close", "logout")
Execute = Callable[[Bot, str, dict[str, Any]], Awaitable[None]]
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Delivery:
    """One bot's webhook at work; stopped when the webhook changes."""

    def __init__(self, world: World, bot: Bot, hook: Webhook, execute: Execute) -> None:
        self.world = world
        self.bot = bot
        self.hook = hook
        self.execute = execute
        self.lanes: dict[str, deque[Update]] = {}
        self.connections = asyncio.Semaphore(hook.max_connections)

    @property
    def stopped(self) -> bool:
        return self.bot.webhook is not self.hook

    async def run_lane(self, client: aiohttp.ClientSession, lane: str) -> None:
        """Deliver a lane's updates in order until none is left."""
        waiting = self.lanes[lane]
        failures = 0
        while waiting and not self.stopped:
            update = waiting[0]
            if update.id not in self.bot.queue.waiting or self._expired(update):
                self._done(waiting)
                continue
            async with self.connections:
                retry_after = await self._post(client, update)
            if retry_after is None:
                failures = 0
                self._done(waiting)
                continue
            await asyncio.sleep(retry_after or self._delay(failures))
            failures += 1
        if not self.stopped:
            del self.lanes[lane]

    def _expired(self, update: Update) -> bool:
        return update.expires <= self.world.clock.now()

    def _done(self, waiting: deque[Update]) -> None:
        self.bot.queue.drop([waiting.popleft().id])

    def _delay(self, failures: int) -> float:
        """The first retry comes at once, the others after 2, 4, 8 … seconds."""
        if failures == 0:
            return 0.0
        longest = LONGEST_DELAY * random.uniform(1, 2)  # noqa: S311
        return min(2.0**failures, longest) * self.world.limits.retry_scale

    async def _post(self, client: aiohttp.ClientSession, update: Update) -> float | None:
        """Return None when the bot took the update, else the seconds it asked to wait."""
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.hook.secret
        try:
            async with client.post(self.hook.url, data=update.body, headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Webhook connection closed: {type(error).__name__}")
            return 0.0
        if not response.ok:
            self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
            asked = response.headers.get("Retry-After", "")
            return float(min(int(asked), LONGEST_RETRY_AFTER)) if asked.isdigit() else 0.0
        method, values = embedded_call(response.content_type, body)
        if method and not method.startswith("get") and method not in NEVER_EXECUTED:
            await self.execute(self.bot, method, values)
        return None

    def _failed(self, reason: str) -> None:
        self.hook.last_error = reason
        self.hook.last_error_at = int(self.world.clock.now())


def embedded_call(content_type: str, body: bytes) -> tuple[str, dict[str, Any]]:
    """Return the method (lower case) and arguments that a webhook's answer carries, or ""."""
    values: Any
    if content_type == "application/x-www-form-urlencoded":
        values = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    else:
        try:
            values = orjson.loads(body)
        except orjson.JSONDecodeError:
            return "", {}
    if not isinstance(values, dict):
        return "", {}
    return str(values.pop("method", "")).lower(), values


class Webhooks:
    """The deliveries of all bots that have a webhook."""

    def __init__(self, world: World, execute: Execute, spawn: Spawn) -> None:
        self.world = world
        self.execute = execute
        self.spawn = spawn
        self.client: aiohttp.ClientSession | None = None
        world.on_webhook = self.changed

    def changed(self, bot: Bot) -> None:
        """Follow a bot's new webhook, or the end of its last one."""
        if bot.webhook is None:
            bot.queue.on_add = None
            return
        delivery = Delivery(self.world, bot, bot.webhook, self.execute)

        def add(update: Update) -> None:
            lane = delivery.lanes.get(update.lane)
            if lane is not None:
                lane.append(update)
                return
            delivery.lanes[update.lane] = deque([update])
            self.spawn(delivery.run_lane(self._client(), update.lane))

        bot.queue.on_add = add
        for update in list(bot.queue.waiting.values()):
            add(update)

    def _client(self) -> aiohttp.ClientSession:
        if self.client is None:
            self.client = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self.client

    async def close(self) -> None:
        if self.client is not None:
            await self.client.close()
            self.client = None
