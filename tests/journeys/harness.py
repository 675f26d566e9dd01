"""A town for journeys: a playground in this process, the bot in its own, and people's phones."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from playground.server import Playground

ROOT = Path(__file__).parents[2]
TOKEN = "110201543:journeys-AAHdqTcvCH1vGWJxfSeofSAs0K5PA"
PATIENCE = 20.0
Message = dict[str, Any]


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

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Run one `stadtbote` command to its end; return exit status, stdout, stderr."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=ROOT, env=self.environment(), stdout=PIPE, stderr=PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE * 2)
        return process.returncode or 0, out.decode(), err.decode()

    async def start(self) -> None:
        """Start the bot and wait until it asks the playground for updates."""
        after = (await self.get("/api/log"))["requests"]
        seen = after[-1]["n"] if after else 0
        log = self.log.open("ab")
        self.bot = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=ROOT, env=self.environment(), stdout=log, stderr=STDOUT,
        )  # fmt: skip
        log.close()
        async with asyncio.timeout(PATIENCE):
            while True:
                if self.bot.returncode is not None:
                    raise AssertionError(f"the bot stopped:\n{self.log.read_text()}")
                requests = (await self.get("/api/log", after=seen, timeout=1))["requests"]
                if any(request["method"] == "getUpdates" for request in requests):
                    return

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

    async def phone(self, name: str, language: str) -> "Phone":
        """Return the phone of a new person."""
        person = (await self.post("/api/people", first_name=name, language_code=language))[
            "person"
        ]
        return Phone(self, person["id"], name)

    async def invite(self, *arguments: str) -> str:
        """Return the token of an invitation made at the command line."""
        status, out, err = await self.command("invite", *arguments)
        assert status == 0, err
        return out.strip().splitlines()[-1].rsplit("start=", 1)[1]


@dataclass
class Phone:
    """What one person does and sees; `seen` is the newest event they have looked at."""

    town: Town
    id: int
    name: str
    seen: int = 0

    async def chat(self) -> list[Message]:
        """Return the whole chat, oldest first."""
        return list((await self.town.get(f"/api/people/{self.id}/chat"))["messages"])

    async def news(self) -> list[Message]:
        """Wait for something new from the bot in this chat and return it, oldest first."""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = await self.town.get(
                    f"/api/people/{self.id}/wait", after=self.seen, timeout=2
                )
                if heard["messages"]:
                    self.seen = heard["event"]
                    return list(heard["messages"])

    async def until(self, pattern: str) -> Message:
        """Wait until a message of the bot matches and return it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in reversed(await self.chat()):
                    if not message["from_me"] and re.search(pattern, words(message)):
                        return message
                await self.news()

    async def type(self, text: str) -> Message:
        """Type a message and return the newest that the bot says to it."""
        await self.catch_up()
        await self.town.post(f"/api/people/{self.id}/text", text=text)
        return (await self.news())[-1]

    async def send_file(self, name: str, content: bytes, mime: str) -> Message:
        """Send a document and return the newest that the bot says to it."""
        await self.catch_up()
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=mime)
        url = f"{self.town.base}/api/people/{self.id}/file"
        async with self.town.http.post(url, data=form) as answer:
            assert (await answer.json())["ok"]
        return (await self.news())[-1]

    async def press(self, label: str, on: Message | None = None) -> Message:
        """Press a button of the newest screen that bears it; return the screen after it."""
        await self.catch_up()
        message = on or await self.bearing(label)
        await self.town.post(
            f"/api/people/{self.id}/press",
            message_id=message["message_id"],
            data=data_of(message, label),
        )
        return (await self.news())[-1]

    async def toast(self, label: str, on: Message | None = None) -> str | None:
        """Press a button and return the toast that answers it."""
        message = on or await self.bearing(label)
        answer = await self.town.post(
            f"/api/people/{self.id}/press",
            message_id=message["message_id"],
            data=data_of(message, label),
            wait=PATIENCE,
        )
        return answer["answer"]["text"] if answer["answer"] else None

    async def bearing(self, label: str) -> Message:
        """Wait for a message with a button and return the newest one."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for message in reversed(await self.chat()):
                    if any(bare(text) == label for text in labels(message)):
                        return message
                await self.news()

    async def catch_up(self) -> None:
        """Take everything that is there as seen."""
        heard = await self.town.get(f"/api/people/{self.id}/wait", after=self.seen, timeout=0)
        self.seen = max(self.seen, heard["event"])


def words(message: Message) -> str:
    """Return a message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Message) -> list[dict[str, Any]]:
    """Return a message's buttons, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labels(message: Message) -> list[str]:
    """Return the labels of a message's buttons."""
    return [button["text"] for button in buttons(message)]


def bare(label: str) -> str:
    """Return a label without an icon before it and a count after it."""
    return re.sub(r"\s*[(（]\d+[)）]$", "", re.sub(r"^[^\w(]+\s*", "", label))


def data_of(message: Message, label: str) -> str:
    """Return the data of the button with a label; AssertionError when there is none."""
    for button in buttons(message):
        if bare(button["text"]) == label or button["text"] == label:
            return str(button["callback_data"])
    raise AssertionError(f"no button {label!r} among {labels(message)} under {words(message)!r}")


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
