"""`make bench`: sends per second over bot/transport.py and over the library's own transport."""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiohttp
from telegram import Bot
from telegram.constants import ParseMode
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport import AiohttpRequest

TOKEN = "1234567890:bench-against-the-emulated-telegram"
TEXT = "<b>Rhein-Kreis Neuss</b> 诺伊斯县: der Antrag auf Beitritt liegt Ihnen vor. " * 2
OURS, THEIRS = "bot/transport.py", "python-telegram-bot's"


class Sample(NamedTuple):
    """One measured round."""

    per_second: float
    cpu_ms: float  # of this process, for one send


@asynccontextmanager
async def playground() -> AsyncIterator[str]:
    """Run an emulated Telegram in its own process and yield its address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground", "--port", "0"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        yield line.split()[1].rstrip("/")
    finally:
        process.terminate()
        await process.wait()


async def make_people(address: str, count: int) -> list[int]:
    """Make people who have started the bot; return their chat ids."""
    ids: list[int] = []
    async with aiohttp.ClientSession(address, raise_for_status=True) as session:
        for number in range(count):
            person = {"first_name": f"Bench {number}", "language_code": "de"}
            async with session.post("/api/people", json=person) as answer:
                chat = (await answer.json())["person"]["id"]
            async with session.post(f"/api/people/{chat}/text", json={"text": "/start"}):
                ids.append(chat)
    return ids


async def measure(bot: Bot, chats: list[int], sends: int, in_flight: int) -> Sample:
    """Send `sends` messages, `in_flight` at a time."""

    async def work(turns: Iterator[int]) -> None:
        for turn in turns:
            await bot.send_message(chats[turn % len(chats)], TEXT, parse_mode=ParseMode.HTML)

    turns = iter(range(sends))
    begun, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(work(turns))
    lasted, used = time.perf_counter() - begun, time.process_time() - cpu
    return Sample(sends / lasted, used * 1000 / sends)


async def compare(address: str, sends: int, rounds: int, in_flight: int) -> None:
    """Measure both transports in turns, so that a noisy machine disturbs both alike."""
    chats = await make_people(address, 64)
    requests: dict[str, BaseRequest] = {
        OURS: AiohttpRequest(),
        # As ApplicationBuilder makes it.
        THEIRS: HTTPXRequest(connection_pool_size=256),
    }
    bots = {
        name: Bot(TOKEN, base_url=f"{address}/bot", request=request)
        for name, request in requests.items()
    }
    samples: dict[str, list[Sample]] = {name: [] for name in bots}
    for bot in bots.values():
        await bot.initialize()
    try:
        for bot in bots.values():
            await measure(bot, chats, in_flight, in_flight)  # connections made, code warm
        for _ in range(rounds):
            for name, bot in bots.items():
                samples[name].append(await measure(bot, chats, sends, in_flight))
    finally:
        for bot in bots.values():
            await bot.shutdown()
    middle = {
        name: Sample(*(statistics.median(column) for column in zip(*taken, strict=True)))
        for name, taken in samples.items()
    }
    for name, sample in middle.items():
        print(f"  {name:24} {sample.per_second:7.0f} sends/s  {sample.cpu_ms:6.2f} ms CPU a send")
    print(
        f"  ratio                    {middle[OURS].per_second / middle[THEIRS].per_second:7.1f}"
        f" x        {middle[THEIRS].cpu_ms / middle[OURS].cpu_ms:6.1f} x less CPU",
        flush=True,
    )


async def main(sends: int, rounds: int) -> None:
    """Print medians at 8 and at 32 sends in flight."""
    for in_flight in (8, 32):
        async with playground() as address:
            print(f"{in_flight} in flight, {rounds} rounds of {sends} sends each", flush=True)
            await compare(address, sends, rounds, in_flight)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sends", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(
        "Sending to an emulated Telegram on this machine, which uses the other core.", flush=True
    )
    asyncio.run(main(options.sends, options.rounds))
