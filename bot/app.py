"""Puts the bot together, starts it in order, and stops it in order within ten seconds."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

from sqlalchemy import Engine
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Defaults, ExtBot

from bot import heap, pace
from bot.chats import Chats
from bot.clock import make_clock
from bot.delivery import Deliverer
from bot.files import Fetcher
from bot.giving import Menus
from bot.inbox import Inbox
from bot.limiter import Args, Limiter
from bot.metrics import Metrics
from bot.pacer import Pacer
from bot.poll import Poller
from bot.profile import introduce
from bot.settings import Settings
from bot.source import WANTED
from bot.tasks import Tasks
from bot.transport import AiohttpRequest
from bot.turns import Turns
from bot.views import Redrawer
from bot.web import Web
from bot.work import House
from bot.writer import Writer
from storage.engine import make_engine

ANSWERS_MAY_TAKE: Final = 5.0
# The writer tries again by itself; what it is at must come to an end when the bot stops.
LOCKED_MAY_TAKE: Final = 2.0
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0

logger = logging.getLogger(__name__)


class Occupied(Exception):
    """The bot cannot listen where it was told to."""


class App:
    """The whole bot, on a database that is migrated and held (bot/lock.py).

    `ready` is set once it works, with its web front at `address`.
    """

    def __init__(self, settings: Settings, registry: ModuleType) -> None:
        self._settings = settings
        self._registry = registry
        self._stop = asyncio.Event()
        self.ready = asyncio.Event()
        self.address = ""
        self._pacer = Pacer(settings.rate)
        self._updates_request = AiohttpRequest(pool=1)
        self._bot: ExtBot[Args] = ExtBot(
            settings.bot_token(),
            base_url=f"{settings.api_url}/bot",
            base_file_url=f"{settings.api_url}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=self._updates_request,
            defaults=Defaults(
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            ),
            rate_limiter=Limiter(self._pacer),
        )

    def stop(self) -> None:
        """Have `run` come to its end."""
        self._stop.set()

    async def run(self) -> None:
        """Serve until `stop` or a signal. Raises InvalidToken, Occupied."""
        with self._listening() as listening:
            await self._run(listening)

    @contextmanager
    def _listening(self) -> Iterator[socket.socket]:
        host, port = self._settings.address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise Occupied(f"{self._settings.listen}: {os.strerror(error.errno or 0)}") from error
        with listening:
            yield listening

    async def _run(self, listening: socket.socket) -> None:
        url = self._settings.database_url.get_secret_value()
        engine = make_engine(url, busy_seconds=LOCKED_MAY_TAKE)
        writer = Writer(engine)
        try:
            with self._signals(), heap.settled():
                if await self._reach_telegram():
                    async with asyncio.TaskGroup() as group:
                        await self._serve(group, engine, writer, listening)
        finally:
            await self._bot.shutdown()
            writer.close()
            engine.dispose()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)

    async def _reach_telegram(self) -> bool:
        """Ask who the bot is until Telegram says so; False when it is stopped before.

        Raises InvalidToken.
        """
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(self._ask_telegram())
            stopped = group.create_task(self._stop.wait())
            await asyncio.wait((asking, stopped), return_when=asyncio.FIRST_COMPLETED)
            asking.cancel()
            stopped.cancel()
        if asking.cancelled():
            return False
        if (refusal := asking.result()) is not None:
            raise refusal
        return True

    async def _ask_telegram(self) -> InvalidToken | None:
        """Ask until there is an answer; return the refusal of the token, if it is one."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._bot.initialize()
            except InvalidToken as error:
                return error
            except TelegramError as error:
                logger.warning("Telegram is not to be reached, again in %.0f s: %s", pause, error)
            else:
                return None
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _serve(
        self,
        group: asyncio.TaskGroup,
        engine: Engine,
        writer: Writer,
        listening: socket.socket,
    ) -> None:
        settings, registry, bot = self._settings, self._registry, self._bot
        settings.files.mkdir(mode=0o700, parents=True, exist_ok=True)
        tasks, turns = Tasks(group), Turns()
        chats = Chats(bot, settings.files)
        house = House(registry, bot.id, bot.username, settings.files)
        deliverer = Deliverer(writer, chats, self._pacer, registry, tasks.spawn)
        redrawer = Redrawer(writer, chats, self._pacer, turns, registry, tasks.spawn)

        def wake() -> None:
            deliverer.wake()
            redrawer.wake()

        menus = Menus(chats, tasks.spawn)
        fetcher = Fetcher(bot, writer, settings.files)
        inbox = Inbox(writer, chats, house, fetcher, turns, tasks.spawn, wake, menus)
        poller = None
        if settings.webhook_url is None:
            poller = Poller(self._updates_request, bot.base_url, inbox)
        metrics = Metrics(engine, inbox, deliverer, self._pacer)
        secret = settings.webhook_secret
        front = Web(
            writer,
            inbox,
            metrics,
            poller,
            settings.webhook_url or "",
            secret.get_secret_value() if secret else "",
        )
        clock = make_clock(writer, wake, settings.files)
        await pace.follow(writer, bot.id, self._pacer.rate, tasks.spawn)
        await deliverer.recover()
        await redrawer.recover()
        # Before the webhook, so that what was left comes before what is new.
        await inbox.recover()
        async with front.serve(listening) as self.address:
            services = [
                group.create_task(deliverer.run()),
                group.create_task(redrawer.run()),
                group.create_task(self._receive(poller)),
            ]
            clock.start()
            wake()
            tasks.spawn(introduce(bot, registry))
            logger.info("@%s is at work; health and metrics: %s", bot.username, self.address)
            self.ready.set()
            await self._stop.wait()
            logger.info("Stopping.")
            clock.shutdown(wait=False)
            for service in services:
                service.cancel()
            self._pacer.dismiss()
        await tasks.finish(ANSWERS_MAY_TAKE)

    async def _receive(self, poller: Poller | None) -> None:
        """Poll, or have Telegram deliver: one way excludes the other."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._choose_way()
                break
            except TelegramError as error:
                logger.warning("The webhook was not set, again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        if poller is not None:
            await poller.run()

    async def _choose_way(self) -> None:
        secret, url = self._settings.webhook_secret, self._settings.webhook_url
        if url is None or secret is None:
            await self._bot.delete_webhook()
        else:
            await self._bot.set_webhook(
                url, allowed_updates=WANTED, secret_token=secret.get_secret_value()
            )
