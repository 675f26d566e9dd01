"""A stand for the bot: a playground and the bot in this process, people, and the database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from sqlmodel import Session

from bot.app import App
from bot.settings import Settings
from playground.server import Playground
from storage.engine import make_engine, make_session
from storage.language import Language
from storage.person import Person, Presence, Role
from tests.bot import small

TOKEN = "110201543:stand-AAHdqTcvCH1vGWJxfSeofSAs0K5PALD"
BOT_ID = 110201543
SECRET = "webhook-secret-of-the-test"
PATIENCE = 20.0
NOW = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)

Message = dict[str, Any]


@dataclass
class Phone:
    """One person's phone; `seen` is the newest event they have looked at."""

    stand: "Stand"
    id: int
    seen: int = 0

    async def type(self, text: str) -> None:
        """Send a text."""
        await self.stand.post(f"/api/people/{self.id}/text", text=text)

    async def press(self, message: Message, **how: Any) -> Any:  # noqa: ANN401 - JSON
        """Press a message's first button and return the toast, None when there was none."""
        answer = await self.stand.post(
            f"/api/people/{self.id}/press",
            **{"message_id": message["message_id"], "row": 0, "column": 0, "wait": PATIENCE} | how,
        )
        return answer.get("answer")

    async def next(self) -> Message:
        """Wait for the next message or edit of the bot."""
        heard = await self.stand.get(
            f"/api/people/{self.id}/wait?after={self.seen}&timeout={PATIENCE}"
        )
        assert heard["messages"], "the bot said nothing"
        self.seen = heard["messages"][0]["event"]
        return dict(heard["messages"][0])

    async def says(self, text: str) -> str:
        """Send a text and return what the bot says to it."""
        await self.type(text)
        return str((await self.next())["text"])

    async def chat(self) -> list[str]:
        """Return the texts of the chat that are the bot's."""
        messages = (await self.stand.get(f"/api/people/{self.id}/chat"))["messages"]
        return [one.get("text", one.get("caption")) for one in messages if not one["from_me"]]


@dataclass
class Stand:
    """A playground at `base` with a bot that can be started, stopped and started again."""

    base: str
    playground: Playground
    http: aiohttp.ClientSession
    settings: Settings
    group: asyncio.TaskGroup
    apps: list[tuple[App, asyncio.Task[None]]] = field(default_factory=list)

    async def start(self) -> App:
        """Start the bot and return it at work."""
        app = App(self.settings, small)
        task = self.group.create_task(app.run())
        self.apps.append((app, task))
        waiting = self.group.create_task(app.ready.wait())
        done, _ = await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        assert task not in done, "the bot ended by itself"
        return app

    async def stop(self) -> None:
        """Stop the bot; everything it has begun is in the database then."""
        while self.apps:
            app, task = self.apps.pop()
            app.stop()
            async with asyncio.timeout(PATIENCE):
                await asyncio.wait({task})
            assert task.exception() is None

    async def post(self, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Ask the playground for something."""
        async with self.http.post(path, json=body) as answer:
            data = await answer.json()
        assert data["ok"], data
        return data

    async def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what the playground says."""
        async with self.http.get(path) as answer:
            data = await answer.json()
        assert data["ok"], data
        return data

    async def fault(self, method: str, kind: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        """Order a misfortune."""
        await self.post("/api/faults", method=method, kind=kind, **more)

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the calls of a method so far."""
        return [one for one in self.playground.world.log if one["method"] == method]

    async def phone(self, name: str = "Anna", *, code: str = "de") -> Phone:
        """Return the phone of somebody who is not registered, and has pressed Start."""
        person = (
            await self.post("/api/people", first_name=name, language_code=code, started=True)
        )["person"]
        return Phone(self, person["id"])

    async def person(self, name: str = "Anna", role: Role = Role.CONTACT) -> Phone:
        """Return the phone of somebody who is registered."""
        phone = await self.phone(name)
        with self.session() as session:
            session.add(
                Person(
                    telegram_id=phone.id,
                    role=role,
                    name=name,
                    function="Leitung",
                    language=Language.DE,
                    zone="Europe/Berlin",
                    presence=Presence.ACTIVE,
                    privacy_version="1",
                    privacy_at=NOW,
                    registered_at=NOW,
                )
            )
        return phone

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a transaction of the test's own, committed at the end."""
        engine = make_engine(self.settings.database_url.get_secret_value())
        try:
            with make_session(engine) as session:
                yield session
                session.commit()
        finally:
            engine.dispose()


@asynccontextmanager
async def standing(
    database: str, files: Path, *, start: bool = True, **settings: object
) -> AsyncIterator[Stand]:
    """Open a stand; everything in it ends with the block."""
    playground = Playground()
    async with playground.serve() as base, aiohttp.ClientSession(base) as http:
        usual = {
            "token": SecretStr(TOKEN),
            "api_url": base,
            "database_url": SecretStr(database),
            "files": files,
            "listen": "127.0.0.1:0",
            "rate": 0.0,
        }
        chosen = Settings(**usual | settings)  # type: ignore[arg-type]
        async with asyncio.TaskGroup() as group:
            stand = Stand(base, playground, http, chosen, group)
            if start:
                await stand.start()
            yield stand
            await stand.stop()
