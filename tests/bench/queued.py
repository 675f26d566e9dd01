"""From queued rows to sent rows, durable, beside the others' bare loops; and long queues."""

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from alliance import notice
from handlers.kit.buttons import MenuPress
from storage.delivery import Delivery, DeliveryState, Lane
from storage.engine import make_engine, make_session
from storage.person import Person
from tests.bench.figures import Figure, Options, Stack, figure
from tests.bench.mailing import Mailing, build, circular
from tests.bench.ordering import TOKEN, Server, serving
from tests.bench.ours import our_bot
from tests.bench.running import AIOGRAM, OURS, Program, module, program
from tests.bench.town import FIRST_CHAT, UNSENT, press

SENT: Final = "from queued rows to sent rows"
LONG: Final = "long queues"
WARM: Final = 300
SENDS: Final = 3000
LENGTHS: Final = (1_000, 100_000)
SHORTER: Final = 10_000
FIRST: Final = 1_000
LOOK: Final = 0.01
# The others at the concurrency that suits each of them best.
PEERS: Final = {
    f"{Stack.PTB}, bare, 8 in flight": (OURS, "ptb_sends", 8, 400),
    f"{Stack.AIOGRAM}, bare, 8 in flight": (AIOGRAM, "aiogram_sends", 8, 1500),
    f"{Stack.AIOGRAM}, bare, 32 in flight": (AIOGRAM, "aiogram_sends", 32, 1500),
}
TIMES_PTB: Final = 5
ENQUEUE_GOAL: Final = 1000.0


@dataclass(frozen=True)
class Sample:
    """One round of ours: messages a second, ms of CPU for one, MB at most."""

    per_second: float
    cpu_ms: float
    peak: float


async def run(options: Options) -> list[Figure]:
    """Return rates from row to row, and what long queues do to them."""
    lengths = (LENGTHS[0], SHORTER) if options.quick else LENGTHS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mailing = await asyncio.to_thread(build, folder, lengths[-1], datetime.now(UTC))
        hold(mailing.url)
        async with serving() as server:
            return [
                *await _beside_others(options, server, mailing),
                *await _long(options, server, mailing, lengths),
                *_enqueue(options, mailing, lengths),
            ]


# ---- beside the others


async def _beside_others(options: Options, server: Server, mailing: Mailing) -> list[Figure]:
    ours: list[Sample] = []
    theirs: dict[str, list[dict[str, float]]] = defaultdict(list)
    messages = await asyncio.to_thread(circular, mailing)
    async with AsyncExitStack() as stack:
        peers: dict[str, Program] = {}
        for words, (python, script, _, _) in PEERS.items():
            command = module(python, script, TOKEN, server.base)
            peers[words] = await stack.enter_async_context(program(*command))
        for peer in peers.values():
            await peer.ask(sends=64, in_flight=32)  # its imports are over, connections made
        for _ in range(options.rounds):
            ours.append(await measure(server, mailing, SENDS, SENDS))
            for words, (_, _, in_flight, sends) in PEERS.items():
                await server.reset()
                order = {"sends": sends, "in_flight": in_flight, "messages": messages}
                theirs[words].append(await peers[words].ask(**order))
    rates = {
        words: figure(SENT, "no limit", "sent", "/s", words, [one["per_second"] for one in taken])
        for words, taken in theirs.items()
    }
    goal = max(
        one.value * (TIMES_PTB if one.stack.startswith(Stack.PTB) else 1) for one in rates.values()
    )
    name = f"{Stack.OURS}, durable"
    return [
        figure(
            *(SENT, "no limit", "sent", "/s", name, [one.per_second for one in ours]), goal=goal
        ),
        *rates.values(),
        figure(
            *(SENT, "no limit", "CPU for one", "ms", name, [one.cpu_ms for one in ours]),
            more=False,
        ),
        *(
            figure(
                *(SENT, "no limit", "CPU for one", "ms", words),
                [one["cpu_ms"] for one in taken],
                more=False,
            )
            for words, taken in theirs.items()
        ),
    ]


async def measure(server: Server, mailing: Mailing, queued: int, timed: int) -> Sample:
    """Queue rows in a running bot; return how fast the first `timed` of them were sent.

    Where that is all of them, they are committed as sent by then.
    """
    await server.reset()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = mailing.copy(folder)
        async with our_bot(server, folder, database, webhook=True) as bot:
            _release(database, 0, WARM)
            await _wake(server, 1)
            await server.wait(WARM, "sendMessage")
            await _all_sent(database)
            _release(database, WARM, WARM + queued)
            begun, cpu = time.monotonic(), bot.cpu
            await _wake(server, 2)
            await server.wait(WARM + timed, "sendMessage")
            if timed == queued:
                await _all_sent(database)
            lasted, used, peak = time.monotonic() - begun, bot.cpu - cpu, bot.peak
            await bot.kill()
    return Sample(timed / lasted, used * 1000 / timed, peak)


def _release(database: str, first: int, last: int) -> None:
    """Let held rows be due."""
    engine = make_engine(database)
    with engine.begin() as connection:
        connection.execute(
            sa.update(Delivery)
            .where(col(Delivery.id) > first, col(Delivery.id) <= last)
            .values(state=DeliveryState.QUEUED)
        )
    engine.dispose()


async def _wake(server: Server, message_id: int) -> None:
    """Have the bot look at its rows: somebody presses a button."""
    now = datetime.now(UTC)
    await server.inject([press(FIRST_CHAT, message_id, MenuPress().pack(), now)])


async def _all_sent(database: str) -> None:
    """Wait until every row that is due is committed as sent."""
    await asyncio.to_thread(_look, database)


def _look(database: str) -> None:
    engine = make_engine(database)
    with engine.connect().execution_options(read_only=True) as connection:
        while connection.execute(UNSENT).scalar_one():
            connection.rollback()  # the next look sees a newer snapshot
            time.sleep(LOOK)
    engine.dispose()


def hold(url: str) -> None:
    """Hold everything that is queued."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(Delivery).values(state=DeliveryState.HELD))
    engine.dispose()


# ---- long queues


async def _long(
    options: Options, server: Server, mailing: Mailing, lengths: Sequence[int]
) -> list[Figure]:
    samples: dict[int, list[Sample]] = defaultdict(list)
    for _ in range(options.rounds):
        for length in lengths:
            queued = min(length, mailing.people - WARM)
            samples[length].append(await measure(server, mailing, queued, FIRST))
    return [
        made
        for length, taken in samples.items()
        for made in (
            figure(
                *(LONG, f"{length:,} queued", f"the first {FIRST:,}", "/s", Stack.OURS),
                [one.per_second for one in taken],
            ),
            figure(
                *(LONG, f"{length:,} queued", "CPU for one", "ms", Stack.OURS),
                [one.cpu_ms for one in taken],
                more=False,
            ),
            figure(
                *(LONG, f"{length:,} queued", "memory at most", "MB", Stack.OURS),
                [one.peak for one in taken],
                more=False,
            ),
        )
    ]


def _enqueue(options: Options, mailing: Mailing, lengths: Sequence[int]) -> list[Figure]:
    """Return how long queueing takes, commit included, by the project's INSERT … SELECT."""
    taken: dict[int, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        engine = make_engine(mailing.copy(Path(name)))
        for _ in range(options.rounds):
            for length in lengths:
                people: sa.Select[Any, Any] = sa.select(
                    col(Person.id), col(Person.id).label("place")
                ).limit(length)
                begun = time.perf_counter()
                with make_session(engine) as session:
                    now = datetime.now(UTC)
                    queued = notice.broadcast(
                        session, "circular", people, [{}], subject="", lane=Lane.CIRCULAR, now=now
                    )
                    session.commit()
                taken[length].append((time.perf_counter() - begun) * 1000)
                assert queued == length, f"{queued} rows, not {length}"
        engine.dispose()
    return [
        figure(
            *(LONG, f"{length:,} queued", "queued within", "ms", Stack.OURS, samples),
            more=False,
            goal=ENQUEUE_GOAL,
        )
        for length, samples in taken.items()
    ]
