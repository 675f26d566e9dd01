"""`stadtbote demo`: the bot on a fresh database, before an emulated Telegram in the browser."""

import argparse
import asyncio
import os
import sys
import tempfile
import webbrowser
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
from sqlalchemy import delete
from sqlmodel import Session

from bot import demoguide, demotown, log
from bot.app import App
from bot.settings import Settings
from bot.work import now_utc
from handlers import registry
from storage import migrate
from storage.delivery import Delivery
from storage.engine import make_engine, make_session
from storage.language import Language

PORT: Final = 8081
TOKEN: Final = "110201543:a-token-that-only-the-playground-takes"  # noqa: S105 - opens nothing
FOLLOWS_EVERY: Final = 1.0
STARTS_WITHIN: Final = 20.0


def main(arguments: Sequence[str]) -> int:
    """Run the demo until it is interrupted; return 0, or 1 with a sentence on stderr."""
    options = _parsed(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="stadtbote-demo-") as folder:
            asyncio.run(_demo(Path(folder), options))
    except KeyboardInterrupt:
        pass
    except OSError as error:
        print(f"stadtbote: the demo cannot start: {error}", file=sys.stderr)
        return 1
    return 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="stadtbote demo",
        description="The alliance of 2017 with the Rhein-Kreis Neuss applying, in your browser.",
    )
    parser.add_argument("--port", type=int, default=PORT, help="of the page; 0 for any free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser.parse_args(arguments)


async def _demo(folder: Path, options: argparse.Namespace) -> None:
    print("Stadtbote 城市信使: the demo")
    print(
        "  starting the playground (a Telegram of your own, on this computer only) …", flush=True
    )
    async with _playground(options.port) as base:
        settings = _settings(folder, base)
        log.set_up(settings.secrets())
        print("  loading the alliance of 2017: 23 member cities, one applying …", flush=True)
        people = demotown.residents()
        languages = await asyncio.to_thread(_fill, settings, people)
        print("  starting the bot …", flush=True)
        await _live(settings, base, people, languages, options)


def _settings(folder: Path, base: str) -> Settings:
    """Return settings that touch nothing outside the demo's own folder."""
    for name in [name for name in os.environ if name.startswith("STADTBOTE_")]:
        del os.environ[name]
    os.environ |= {
        "STADTBOTE_TOKEN": TOKEN,
        "STADTBOTE_API_URL": base,
        "STADTBOTE_DATABASE_URL": f"sqlite:///{folder / 'stadtbote.db'}",
        "STADTBOTE_FILES": str(folder / "files"),
        "STADTBOTE_LISTEN": "127.0.0.1:0",
    }
    return Settings.load(needs_token=True)


@asynccontextmanager
async def _playground(port: int) -> AsyncIterator[str]:
    """Run the playground as a process of its own; yield its address. OSError if it won't start."""
    process = await _started(port)
    if process is None and port:
        print(f"  port {port} is taken; taking a free one …", flush=True)
        process = await _started(0)
    if process is None:
        raise OSError("the playground did not start")
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)).decode()
        yield line.split()[1].rstrip("/")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _started(port: int) -> Process | None:
    """Return a playground that listens, or None when it gave up at once."""
    command = (sys.executable, "-m", "playground", "--port", str(port))
    root = Path(__file__).parents[1]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE, cwd=root, start_new_session=True
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)
    if not line:
        await process.wait()
        return None
    process.stdout.feed_data(line)
    return process


def _fill(settings: Settings, people: list[demotown.Resident]) -> dict[int, Language]:
    """Make and fill the database; return each person's language by Telegram id."""
    url = settings.database_url.get_secret_value()
    migrate.upgrade(url)
    engine = make_engine(url)
    try:
        with make_session(engine) as session:
            demotown.fill(session, people, now_utc())
            _forget_welcomes(session)
            languages = {one.telegram_id: demotown.language_of(session, one) for one in people}
            session.commit()
            return languages
    finally:
        engine.dispose()


def _forget_welcomes(session: Session) -> None:
    """Drop the news that everybody joined: the visitor's phones begin with a clean page."""
    session.flush()
    session.execute(delete(Delivery))


async def _live(
    settings: Settings,
    base: str,
    people: list[demotown.Resident],
    languages: dict[int, Language],
    options: argparse.Namespace,
) -> None:
    app = App(settings, registry)
    async with aiohttp.ClientSession(base) as http, asyncio.TaskGroup() as group:
        await _move_in(http, people, languages)
        running = group.create_task(app.run())
        await app.ready.wait()
        await _begin(http, people)
        print(f"\nOpen {base}/ in your browser (this computer only). Ctrl-C ends the demo.")
        print(
            "The strip on the page says what to try. Next: `make test`, `make help`.", flush=True
        )
        if not options.no_browser and _has_screen():
            await asyncio.to_thread(webbrowser.open, f"{base}/")
        following = group.create_task(_follow(settings, http))
        await running
        following.cancel()


async def _move_in(
    http: aiohttp.ClientSession,
    people: list[demotown.Resident],
    languages: dict[int, Language],
) -> None:
    """Give everybody a phone in the playground."""
    for one in people:
        code = "zh-hans" if languages[one.telegram_id] is Language.ZH else "de"
        await _post(
            http,
            "/api/people",
            id=one.telegram_id,
            first_name=one.name,
            language_code=code,
            label=one.label,
            shown=one.shown,
            simulated=not one.shown and one.city is not None and one.city != "rhein-kreis-neuss",
            started=True,
        )


async def _begin(http: aiohttp.ClientSession, people: list[demotown.Resident]) -> None:
    """Greet the visitor: the guide's steps, and the menu on the phones that are shown."""
    await _post(http, "/api/guide", steps=demoguide.STEPS)
    for one in people:
        if one.shown:
            await _post(http, f"/api/people/{one.telegram_id}/text", text="/start")


async def _follow(settings: Settings, http: aiohttp.ClientSession) -> None:
    """Tick the guide's steps off as the visitor takes them."""
    engine = make_engine(settings.database_url.get_secret_value())
    done: set[str] = set()

    def reached() -> set[str]:
        with make_session(engine) as session:
            return demoguide.reached(session)

    try:
        while True:
            for step in sorted(await asyncio.to_thread(reached) - done):
                await _post(http, f"/api/guide/{step}/done")
                done.add(step)
            await asyncio.sleep(FOLLOWS_EVERY)
    finally:
        engine.dispose()


async def _post(http: aiohttp.ClientSession, path: str, **body: Any) -> None:  # noqa: ANN401 - JSON
    async with http.post(path, json=body) as answer:
        answer.raise_for_status()


def _has_screen() -> bool:
    """Return whether a browser can be opened here."""
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
