"""Crashes and faults: what is lost, what comes again, and whether it says so."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.bench import faults, kills, pressed, town
from tests.bench.bots import BOTS, Bot
from tests.bench.figures import Figure, Options, Stack, figure
from tests.bench.mailing import build
from tests.bench.ordering import TOKEN, Server, serving
from tests.bench.ours import our_bot
from tests.bench.running import OURS, ROOT

SCENARIO: Final = "crashes"
SEED: Final = 2026
CITIES: Final = 101
PEOPLE: Final = 400
COMMANDS: Final = (
    ("check",),
    ("invite", "--city", "city00"),
    ("load", str(ROOT / "data" / "alliance-2017.toml")),
    ("migrate",),
    ("backup", "backup.tar"),
)
REFUSAL: Final = "stadtbote: another `stadtbote run` serves this database: stop it first.\n"


async def run(options: Options) -> list[Figure]:
    """Return what kills, faults and a second bot do to a broadcast and to presses."""
    times, people = (10, 4000) if options.quick else (100, 30_000)
    broken = await kills.killed(times, people, SEED)
    return [
        *_told_kills(times, broken),
        *await _faults(),
        *await _bursts(1 if options.quick else 5),
        *await _beside(),
    ]


def _count(setting: str, measure: str, number: float, goal: float | None = None) -> Figure:
    return figure(SCENARIO, setting, measure, "", Stack.OURS, number, more=False, goal=goal)


def _told_kills(times: int, broken: kills.Killed) -> list[Figure]:
    arrived = broken.arrived
    setting = f"{times} x kill -9 in a broadcast to {arrived.people:,}"
    return [
        _count(setting, "lost", arrived.lost, 0),
        _count(setting, "not noted as sent", arrived.people - broken.sent, 0),
        _count(setting, "came again", arrived.repeated, sum(broken.in_flight)),
        _count(setting, "came again unmarked", arrived.unmarked, 0),
        _count(setting, "in flight at a kill, at most", max(broken.in_flight)),
        _count(setting, "kills with messages in flight", sum(map(bool, broken.in_flight))),
    ]


async def _faults() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        mailing = await asyncio.to_thread(build, Path(name), PEOPLE, datetime.now(UTC))
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(faults.survive(one, mailing)) for one in faults.MISFORTUNES]
    return [made for task in tasks for made in _told_fault(task.result())]


def _told_fault(survived: faults.Survived) -> list[Figure]:
    arrived, words = survived.arrived, survived.misfortune.words
    return [
        _count(words, "lost", arrived.lost, 0),
        _count(words, "not noted as sent", arrived.people - survived.sent, 0),
        _count(words, "came again", arrived.repeated, survived.hit),
        _count(words, "came again unmarked", arrived.unmarked, 0),
    ]


# ---- presses


async def _bursts(rounds: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        square = await asyncio.to_thread(town.build, Path(name), CITIES, datetime.now(UTC))
        return [
            made
            for bot in BOTS
            for made in _told_bursts(
                bot, [await pressed.burst(bot, square, SEED + number) for number in range(rounds)]
            )
        ]


def _told_bursts(bot: Bot, taken: list[pressed.Burst]) -> Iterable[Figure]:
    setting = f"{len(taken)} x kill -9 in a burst of {CITIES - 1} presses"
    ours = bot.stack is Stack.OURS
    told: list[tuple[str, Callable[[pressed.Burst], int], float | None]] = [
        ("acknowledged to Telegram", lambda one: one.acknowledged, None),
        ("acknowledged and lost", lambda one: one.lost, 0 if ours else None),
    ]
    if ours:
        told.append(("cities without exactly one answer", lambda one: one.wrong, 0))
    for measure, number, goal in told:
        yield figure(
            *(SCENARIO, setting, measure, "", bot.words, sum(map(number, taken))),
            more=False,
            goal=goal,
        )


# ---- beside a running bot


async def _beside() -> list[Figure]:
    """Return whether a second bot is refused, and how many commands fail beside the first."""
    setting = "beside a running bot"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mailing = await asyncio.to_thread(build, folder, PEOPLE, datetime.now(UTC))
        async with serving() as server, our_bot(server, folder, mailing.url, webhook=False):
            second = await _command(server, folder, mailing.url, "run")
            others = [await _command(server, folder, mailing.url, *one) for one in COMMANDS]
    return [
        _count(setting, "second `run` not refused with a sentence", second != (1, REFUSAL), 0),
        _count(setting, "other commands that failed", sum(status != 0 for status, _ in others), 0),
    ]


async def _command(
    server: Server, folder: Path, database: str, *arguments: str
) -> tuple[int, str]:
    """Run a command of `stadtbote`; return its status and what it says on stderr."""
    env = {
        **os.environ,
        "STADTBOTE_TOKEN": TOKEN,
        "STADTBOTE_API_URL": server.base,
        "STADTBOTE_DATABASE_URL": database,
        "STADTBOTE_FILES": str(folder / "files"),
    }
    process = await asyncio.create_subprocess_exec(
        *(OURS, "-m", "bot", *arguments),
        env=env,
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    return process.returncode or 0, said.decode()
