"""Pacing: a circular under limits, known and hidden, and through a flood wait; presses meanwhile.

Each bot has a server of its own that keeps the same limits; some run side by side.
"""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlmodel import col, select

from storage.delivery import Delivery, DeliveryState
from storage.engine import make_engine
from storage.person import Person
from tests.bench.figures import Figure, Options, Stack, figure, percentile
from tests.bench.mailing import Mailing, build
from tests.bench.ordering import TOKEN, serving
from tests.bench.ours import our_bot
from tests.bench.paced import LATENCY, LIMIT, Course, Seen, read, watch
from tests.bench.running import AIOGRAM, module, program

SCENARIO: Final = "pacing"
GOAL: Final = 28.0
AIM: Final = 29.4
PATIENCE: Final = LATENCY + 40
BETTER: Final = 2.5
LONG: Final = 60.0


@dataclass(frozen=True)
class Bot:
    """A bot on a course: its script, and by how many workers it sends; 0 gathers everything."""

    words: str
    command: tuple[str, ...] = ()
    workers: int = 0


OURS: Final = Bot(Stack.OURS)
WORKERS: Final = Bot(f"{Stack.PTB}, AIORateLimiter, 16 workers", ("ptb_paced", "5"), 16)
GATHER: Final = Bot(f"{Stack.PTB}, AIORateLimiter, gather", ("ptb_paced", "5"))
DEFAULT: Final = Bot(f"{Stack.PTB}, AIORateLimiter without retries, gather", ("ptb_paced", "0"))
SLEEPING: Final = Bot(f"{Stack.AIOGRAM}, 16 workers that sleep", ("aiogram_paced",), 16)
# Those that leave a core to others; what gathers everything does not.
LIGHT: Final = (OURS, WORKERS, SLEEPING)
# How long ours takes to answer is held against a bound: nothing runs beside it then.
BESIDE: Final = (WORKERS, SLEEPING)


@dataclass(frozen=True)
class Outcome:
    """What was seen of a bot on a course, how many messages were lost; `again` after a restart."""

    course: Course
    bot: Bot
    seen: Seen
    lost: int
    again: Seen | None = None


async def run(options: Options) -> list[Figure]:
    """Return what was delivered, refused and lost, and how long presses waited."""
    quick = options.quick
    slow = {"latency_ms": LATENCY}
    limited, lower = slow | {"limit": LIMIT}, slow | {"retry_after": 3, "holds": True}
    many, long, hidden, flooded = (450, 25.0, 20.0, 4.0) if quick else (3000, 115.0, 75.0, 8.0)
    known = Course(f"{LIMIT}/s known", many, long, limited)
    window = Course("25/s hidden", 2000, hidden, lower | {"limit": 25}, restart=True)
    bucket = Course(
        "20/s hidden, bucket of 5", 2000, hidden, lower | {"rate": 20, "burst": 5}, restart=True
    )
    flood = Course("flood wait of 5 s", 450, 35.0, limited, flood_after=flooded)
    short = replace(known, sends=450, seconds=25.0)
    batches = (
        [(known, OURS)],
        [(known, bot) for bot in BESIDE],
        [(course, bot) for course in (window, bucket) for bot in LIGHT],
        [(course, GATHER) for course in (window, bucket)],
        [(flood, OURS)],
        [(flood, bot) for bot in BESIDE],
        [(short, GATHER), (short, DEFAULT), (flood, GATHER), (flood, DEFAULT)],
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mailing = await asyncio.to_thread(build, folder, max(many, 2000), datetime.now(UTC))
        outcomes = [
            outcome for batch in batches for outcome in await _together(batch, mailing, folder)
        ]
    told = {known.words: _known, flood.words: _flood}
    return [
        made
        for outcome in outcomes
        for made in told.get(outcome.course.words, _hidden)(outcome, outcomes)
    ]


# ---- running


async def _together(
    batch: list[tuple[Course, Bot]], mailing: Mailing, folder: Path
) -> list[Outcome]:
    """Return what came of bots that run at the same time."""
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(
                _ours(course, mailing, folder) if bot is OURS else _theirs(course, bot)
            )
            for course, bot in batch
        ]
    return [task.result() for task in tasks]


async def _ours(course: Course, mailing: Mailing, folder: Path) -> Outcome:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        own, again = Path(name), None
        database = mailing.copy(own)
        _shorten(database, course.sends)
        seen = await _our_turn(course, own, database)
        lost = len(_ended(database) - {one.chat for one in seen.sent})
        if course.restart:
            again = await _our_turn(replace(course, seconds=10.0), own, database)
        return Outcome(course, OURS, seen, lost, again)


async def _our_turn(course: Course, own: Path, database: str) -> Seen:
    async with serving() as server:
        await server.reset(**course.rules)
        async with our_bot(server, own, database, webhook=False, rate=LIMIT):
            flood_at = await watch(course, server)
        return await read(server, flood_at)


async def _theirs(course: Course, bot: Bot) -> Outcome:
    script, *arguments = bot.command
    async with serving() as server:
        await server.reset(**course.rules)
        command = module(AIOGRAM, script, TOKEN, server.base, *arguments)
        async with program(*command) as running, asyncio.TaskGroup() as group:
            await server.wait(1, "getUpdates")
            sending = group.create_task(running.ask(sends=course.sends, workers=bot.workers))
            flood_at = await watch(course, server)
            lost = sending.result()["lost"] if sending.done() else 0
            sending.cancel()
        return Outcome(course, bot, await read(server, flood_at), lost)


def _shorten(database: str, sends: int) -> None:
    """Leave only so many messages of the mailing."""
    engine = make_engine(database)
    with engine.begin() as connection:
        connection.execute(sa.delete(Delivery).where(col(Delivery.id) > sends))
    engine.dispose()


def _ended(database: str) -> set[int]:
    """Return the chats whose message is at its end: sent, as we think, or given up."""
    engine = make_engine(database)
    open_ = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    with engine.connect().execution_options(read_only=True) as connection:
        query = select(Person.telegram_id).join(Delivery, col(Delivery.person_id) == Person.id)
        found = connection.execute(query.where(col(Delivery.state).not_in(open_)))
        chats = set(found.scalars())
    engine.dispose()
    return chats


# ---- telling


def _known(outcome: Outcome, _: list[Outcome]) -> list[Figure]:
    seen, ours = outcome.seen, outcome.bot is OURS
    flow, all_of_it = seen.delivered / seen.lasted, seen.all_counted / seen.lasted
    return [
        _told(outcome, "messages", "/s", flow, GOAL),
        _told(outcome, "messages and edits", "/s", all_of_it, AIM),
        _told(outcome, "refused (429)", "", seen.refused, 0 if ours else None, more=False),
        _told(outcome, "lost", "", outcome.lost, 0, more=False),
        _told(outcome, "toast, p50", "ms", percentile(seen.toasts, 0.5), more=False),
        _told(outcome, "toast, p95", "ms", percentile(seen.toasts, 0.95), PATIENCE, more=False),
        _told(outcome, "screen, p50", "ms", percentile(seen.screens, 0.5), more=False),
        _told(outcome, "screen, p95", "ms", percentile(seen.screens, 0.95), PATIENCE, more=False),
        _told(outcome, "presses unanswered", "", seen.unanswered, 0, more=False),
    ]


def _hidden(outcome: Outcome, all_: list[Outcome]) -> list[Figure]:
    rivals = [
        one.seen.delivered
        for one in all_
        if one.course.words == outcome.course.words and one.bot in (GATHER, WORKERS)
    ]
    seconds = outcome.course.seconds
    # A short look sees little but the burst with which others begin.
    goal = BETTER * max(rivals) if seconds >= LONG else None
    figures = [
        _told(outcome, f"delivered in {seconds:.0f} s", "", outcome.seen.delivered, goal),
        _told(outcome, "refused (429)", "", outcome.seen.refused, more=False),
        _told(outcome, "lost", "", outcome.lost, 0, more=False),
    ]
    if outcome.again is not None:
        refused = outcome.again.refused
        figures.append(_told(outcome, "refused after a restart", "", refused, 0, more=False))
    return figures


def _flood(outcome: Outcome, _: list[Outcome]) -> list[Figure]:
    seen = outcome.seen
    toast = percentile(seen.toasts, 0.95)
    return [
        _told(outcome, "most tries in a second after it", "", seen.most_tried, LIMIT, more=False),
        _told(outcome, "refused (429)", "", seen.refused, more=False),
        _told(outcome, "lost", "", outcome.lost, 0, more=False),
        _told(outcome, "toast, p95", "ms", toast, PATIENCE, more=False),
    ]


def _told(
    outcome: Outcome,
    measure: str,
    unit: str,
    value: float,
    goal: float | None = None,
    *,
    more: bool = True,
) -> Figure:
    """Return a figure; goals are ours alone."""
    name, words = outcome.bot.words, outcome.course.words
    goal = goal if outcome.bot is OURS else None
    return figure(SCENARIO, words, measure, unit, name, value, more=more, goal=goal)
