"""Kill -9 at random moments of a broadcast, again and again; then the rest is sent."""

import asyncio
import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from storage.delivery import DeliveryState
from tests.bench.arrivals import Arrivals, all_settled, arrivals, states
from tests.bench.mailing import Mailing, build
from tests.bench.ordering import Server, TooSlow, serving
from tests.bench.ours import our_bot

LATENCY: Final = 20.0
# Most die while messages go out, some while the bot starts and brings the last run to its end.
STARTING: Final = 0.2
START_TAKES: Final = 1.2
SENDING_FOR: Final = 0.15
FIRST_WITHIN: Final = 30.0
REST_WITHIN: Final = 300.0


@dataclass(frozen=True)
class Killed:
    """What came of a broadcast with kills; `in_flight` is what each left marked as being sent."""

    arrived: Arrivals
    in_flight: list[int]
    sent: int


async def killed(kills: int, people: int, seed: int) -> Killed:
    """Send a circular while the bot is killed so often; return what arrived in the end."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mailing = await asyncio.to_thread(build, folder, people, datetime.now(UTC))
        async with serving() as server:
            await server.reset(latency_ms=LATENCY, texts=True)
            in_flight = [await _kill_once(server, folder, mailing, chance) for _ in range(kills)]
            async with our_bot(server, folder, mailing.url, webhook=False):
                await all_settled(mailing.url, REST_WITHIN)
            return Killed(
                arrivals(await server.log(), mailing.chats),
                in_flight,
                states(mailing.url).get(DeliveryState.SENT, 0),
            )


async def _kill_once(server: Server, folder: Path, mailing: Mailing, chance: random.Random) -> int:
    """Start the bot and kill it at some moment; return how many rows it left as being sent."""
    before = (await server.summary())["accepted"].get("sendMessage", 0)
    async with our_bot(server, folder, mailing.url, webhook=False) as bot:
        if chance.random() < STARTING:
            await asyncio.sleep(chance.uniform(0, START_TAKES))
        else:
            try:
                await server.wait(before + 1, "sendMessage", seconds=FIRST_WITHIN)
            except TooSlow:
                raise AssertionError("the circular was over before the last kill") from None
            await asyncio.sleep(chance.uniform(0, SENDING_FOR))
        await bot.kill()
    return states(mailing.url).get(DeliveryState.SENDING, 0)
