"""A town in which the bot runs in this process, so that its clock can be put forward."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import time_machine
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from handlers import registry
from playground.server import Playground
from tests.journeys.cast import SMALL, SMALL_TOWN, peopled, with_database
from tests.journeys.harness import PATIENCE, TOKEN, Phone, Town
from tests.journeys.message import fits

CLOCK = "apscheduler.executors.default"
REMINDER = "^(Erinnerung|会议提醒)\n"


class Looks(logging.Handler):
    """Hears from the bot's clock when it has looked for reminders."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = False
        self._bell = asyncio.Event()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.errors.append(self.format(record))
        assert isinstance(record.args, tuple)
        if getattr(record.args[0], "name", "") != "remind":
            return
        if record.getMessage().startswith("Running"):
            self._begun = True
        elif self._begun:
            self._bell.set()

    async def next(self) -> None:
        """Wait until a look that begins from now on is done."""
        self._begun = False
        self._bell.clear()
        async with asyncio.timeout(PATIENCE):
            await self._bell.wait()


@dataclass(kw_only=True)
class Year(Town):
    """A town whose time passes as the test says, for the bot and for its Telegram alike."""

    clock: time_machine.Traveller
    group: asyncio.TaskGroup
    looks: Looks = field(default_factory=Looks)
    app: App | None = None
    running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the bot and wait until it asks for updates."""
        seen = (await self.get("/api/log"))["last"]
        settings = Settings(
            token=SecretStr(TOKEN),
            api_url=self.base,
            database_url=SecretStr(self.database),
            files=self.folder / "files",
            listen="127.0.0.1:0",
            rate=0.0,
        )
        self.app = App(settings, registry)
        self.running = self.group.create_task(self.app.run())
        await self.called("getUpdates", after=seen)

    async def halt(self) -> None:
        """Stop the bot; everything it has begun is in the database then."""
        if self.app is not None and self.running is not None:
            self.app.stop()
            async with asyncio.timeout(PATIENCE):
                await self.running
            self.app = None

    async def pass_to(self, moment: datetime) -> None:
        """Put the clock forward; wait until what is due then has been sent."""
        self.clock.move_to(moment.astimezone(UTC))
        await self.looks.next()
        await self.quiet()

    async def restart(self, moment: datetime) -> None:
        """Put the clock forward while the bot is down, and start it."""
        await self.halt()
        self.clock.move_to(moment.astimezone(UTC))
        await self.start()
        await self.pass_to(datetime.now(UTC))


async def reminded(phone: Phone, zone: str) -> list[str]:
    """Return when somebody was reminded, to the minute by the clocks of a zone."""
    return [
        datetime.fromtimestamp(message["date"], ZoneInfo(zone)).strftime("%m-%d %H:%M")
        for message in await phone.chat()
        if fits(message, REMINDER, "")
    ]


async def calendar(phone: Phone, label: str) -> tuple[str | None, Event]:
    """Press the button of the calendar entry; return the method and the event of the file."""
    event = await phone.now()
    await phone.toast(label)
    while True:
        message = await phone.after(event)
        if "document" in message:
            break
        event = message["event"]
    url = f"{phone.town.base}/api/files/{message['document']['file_id']}"
    async with phone.town.http.get(url) as answer:
        read = IcsCalendarStream.calendar_from_ics((await answer.read()).decode())
    (found,) = read.events
    return read.method, found


@contextlib.asynccontextmanager
async def year(folder: Path, database: str, begins: datetime) -> AsyncIterator[Year]:
    """Open a town of six member cities at a moment; everything in it ends with the block."""
    log = logging.getLogger(CLOCK)
    before = log.level, log.propagate
    with time_machine.travel(begins, tick=True) as clock:
        with_database(database, peopled(SMALL, SMALL_TOWN))
        async with (
            Playground().serve(port=0) as base,
            aiohttp.ClientSession() as http,
            asyncio.TaskGroup() as group,
        ):
            place = Year(base.rstrip("/"), http, folder, database, clock=clock, group=group)
            place.log.touch()
            log.addHandler(place.looks)
            log.setLevel(logging.INFO)
            log.propagate = False
            try:
                yield place
            finally:
                log.removeHandler(place.looks)
                log.level, log.propagate = before
                await place.halt()
