"""A town for journeys: a playground in this process, the bot in its own, and people's phones."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa

from playground.server import Playground
from storage.engine import make_engine
from tests.journeys.message import Message, data_of, fits, labels, words

ROOT = Path(__file__).parents[2]
TOKEN = "110201543:journeys-AAHdqTcvCH1vGWJxfSeofSAs0K5PA"
PATIENCE = 30.0
OPEN = (
    "SELECT update_id FROM \"update\" WHERE state IN ('new', 'fetching', 'owed')",
    "SELECT id FROM delivery WHERE state IN ('queued', 'sending', 'uncertain')",
)


@dataclass
class Town:
    """A playground at `base`, a database and a bot process that can be killed and started."""

    base: str
    http: aiohttp.ClientSession
    folder: Path
    database: str
    settings: dict[str, str] = field(default_factory=dict)
    bot: Process | None = None

    @property
    def log(self) -> Path:
        """Return where the bot's output goes."""
        return self.folder / "bot.log"

    def environment(self) -> dict[str, str]:
        """Return the settings under which every command of this town runs."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "STADTBOTE_TOKEN": TOKEN,
            "STADTBOTE_API_URL": self.base,
            "STADTBOTE_DATABASE_URL": self.database,
            "STADTBOTE_FILES": str(self.folder / "files"),
            "STADTBOTE_LISTEN": "127.0.0.1:0",
            "STADTBOTE_RATE": "0",
            **self.settings,
        }

    async def command(self, *arguments: str) -> tuple[int, list[str], list[str]]:
        """Run one `stadtbote` command; return exit status, lines of stdout, of stderr."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=ROOT, env=self.environment(), stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        return process.returncode or 0, out.decode().splitlines(), err.decode().splitlines()

    async def start(self) -> None:
        """Start the bot and wait until it asks for updates, or to be told of them."""
        seen = (await self.get("/api/log"))["last"]
        with self.log.open("ab") as log:
            self.bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run",
                cwd=ROOT, env=self.environment(), stdout=log, stderr=STDOUT,
            )  # fmt: skip
        told = "STADTBOTE_WEBHOOK_URL" in self.settings
        await self.called("setWebhook" if told else "getUpdates", after=seen)

    async def called(self, method: str, after: int = 0, times: int = 1) -> int:
        """Wait until the bot has called a method so often; return the last call's number."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if self.bot is not None and self.bot.returncode is not None:
                    raise AssertionError(f"the bot stopped:\n{self.log.read_text()}")
                seen = await self.get("/api/log", after=after)
                calls = [call for call in seen["calls"] if call["method"] == method]
                if len(calls) >= times:
                    return int(calls[-1]["n"])
                # The playground tells nobody of calls; a moment's pause lets it work.
                await asyncio.sleep(0.02)

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """End the bot by a signal; return its exit status."""
        if self.bot is None:
            return 0
        if self.bot.returncode is None:
            self.bot.send_signal(sign)
        status = await asyncio.wait_for(self.bot.wait(), PATIENCE)
        self.bot = None
        return status

    async def get(self, path: str, **query: Any) -> Any:  # noqa: ANN401 - JSON
        """Return what the playground says."""
        async with self.http.get(self.base + path, params=query) as answer:
            data = await answer.json()
        assert data["ok"], data
        return data

    async def post(self, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Ask the playground for something; return what it says."""
        async with self.http.post(self.base + path, json=body) as answer:
            data = await answer.json()
        assert data["ok"], data
        return data

    async def phone(self, name: str, language: str, **person: Any) -> "Phone":  # noqa: ANN401
        """Return the phone of a new person, who has not started the bot unless said."""
        fields = {"first_name": name, "language_code": language, **person}
        added = await self.post("/api/people", **fields)
        return Phone(self, added["person"]["id"], name)

    async def invite(self, *arguments: str) -> str:
        """Return the token of an invitation made at the command line."""
        status, out, err = await self.command("invite", *arguments)
        assert (status, err) == (0, [])
        return out[-1].rsplit("start=", 1)[1]

    async def check(self) -> None:
        """Assert that `stadtbote check` finds nothing wrong and no update was set aside."""
        status, out, err = await self.command("check")
        assert (status, out[-1:], err) == (0, ["Nothing is wrong."], [])
        assert self.rows('SELECT fault FROM "update" WHERE fault IS NOT NULL') == []

    async def quiet(self) -> None:
        """Wait until every update is answered and everything that is due has been sent."""
        async with asyncio.timeout(PATIENCE):
            while any(map(self.rows, OPEN)):  # noqa: ASYNC110 - seen from outside only
                await asyncio.sleep(0.05)

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """Return what a query with `:names` finds in the database."""
        engine = make_engine(self.database)
        try:
            with engine.connect().execution_options(read_only=True) as connection:
                return [tuple(row) for row in connection.execute(sa.text(query), values)]
        finally:
            engine.dispose()


@dataclass
class Phone:
    """What one person does and sees."""

    town: Town
    id: int
    name: str

    async def chat(self) -> list[Message]:
        """Return the bot's messages, oldest first."""
        found = await self.town.get(f"/api/people/{self.id}/chat", limit=1000)
        return [message for message in found["messages"] if not message["from_me"]]

    async def now(self) -> int:
        """Return the number of the last thing that happened."""
        return int((await self.town.get("/api/state"))["event"])

    async def after(
        self, event: int, pattern: str = "", label: str = "", above: int = 0
    ) -> Message:
        """Wait for a message of the bot, new or edited since an event.

        It matches `pattern`, bears a button `label` and has a number over `above`.
        """
        seen = event
        shown: list[Message] = []
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    path = f"/api/people/{self.id}/wait"
                    heard = await self.town.get(path, after=seen, timeout=PATIENCE)
                    shown += heard["messages"]
                    for message in reversed(heard["messages"]):
                        if message["message_id"] > above and fits(message, pattern, label):
                            return dict(message)
                    seen = heard["event"]
        except TimeoutError:
            shown = shown or (await self.chat())[-3:]
            texts = "\n---\n".join(f"{words(one)}\n{labels(one)}" for one in shown)
            raise AssertionError(
                f"{self.name} waits for {pattern!r} {label!r} and saw:\n{texts}\n"
                f"{self.town.log.read_text()[-3000:]}"
            ) from None

    async def until(self, pattern: str = "", label: str = "") -> Message:
        """Wait until any message of the chat matches; return the newest that does."""
        while True:
            event = await self.now()
            for message in reversed(await self.chat()):
                if fits(message, pattern, label):
                    return message
            await self.after(event, pattern, label)

    async def type(self, text: str, then: str = "", label: str = "") -> Message:
        """Type a message and return the bot's answer to it."""
        event = await self.now()
        sent = await self.town.post(f"/api/people/{self.id}/text", text=text)
        return await self.after(event, then, label, above=sent["message"]["message_id"])

    async def send_file(self, name: str, content: bytes, mime: str) -> Message:
        """Send a document and return the bot's answer to it."""
        event = await self.now()
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=mime)
        url = f"{self.town.base}/api/people/{self.id}/file"
        async with self.town.http.post(url, data=form) as answer:
            sent = await answer.json()
        assert sent["ok"], sent
        return await self.after(event, above=sent["message"]["message_id"])

    async def press(
        self, label: str, on: Message | None = None, then: str = "", shows: str = ""
    ) -> Message:
        """Press a button of the newest screen that bears it.

        Return the screen after it: one that matches `then` and bears the button `shows`.
        """
        message = on or await self.until(label=label)
        event = await self.now()
        await self.touch(message, data_of(message, label))
        # An older message may still lose its buttons meanwhile.
        return await self.after(event, then, shows, above=message["message_id"] - 1)

    async def toast(self, label: str, on: Message | None = None) -> str | None:
        """Press a button and return the toast that answers it."""
        message = on or await self.until(label=label)
        return await self.touch(message, data_of(message, label), wait=PATIENCE)

    async def touch(
        self, message: Message, data: str, wait: float = 0, *, forge: bool = False
    ) -> str | None:
        """Press the button with some data; with `wait` return the toast, an alert's too."""
        answer = await self.town.post(
            f"/api/people/{self.id}/press",
            message_id=message["message_id"],
            data=data,
            wait=wait,
            forge=forge,
        )
        if not wait:
            return None
        assert answer["answer"] is not None, self.town.log.read_text()[-3000:]
        text: str | None = answer["answer"].get("text")
        return text


@contextlib.asynccontextmanager
async def town(folder: Path, database: str | None = None, **settings: str) -> AsyncIterator[Town]:
    """Open a town, its bot not yet started; everything in it ends with the block."""
    url = database or f"sqlite:///{folder / 'stadtbote.db'}"
    async with Playground().serve(port=0) as base, aiohttp.ClientSession() as http:
        place = Town(base.rstrip("/"), http, folder, url, settings)
        try:
            yield place
        finally:
            await place.stop(signal.SIGKILL)
