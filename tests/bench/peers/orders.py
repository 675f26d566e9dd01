"""What measured programs share: orders as JSON lines on stdin, a broadcast, a durable table.

Only the standard library: aiogram's environment has nothing of ours.
"""

import asyncio
import json
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

Message = TypeVar("Message")
TEXT = (
    "<b>Rundschreiben ISA-RS 2026/07</b>\nSehr geehrte Damen und Herren, das Sekretariat bittet "
    "um Rückmeldung. 工业城市联盟秘书处"
)
# A text, and the label and the data of its one button where it has one.
SHORT = [[TEXT]]
FIRST_CHAT = 7_200_000_000
TABLE = "CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, person INTEGER, data TEXT)"
INSERT = "INSERT INTO answer (person, data) VALUES (?, ?)"


async def obey(measure: Callable[..., Awaitable[dict[str, Any]]]) -> None:
    """Answer each order with what `measure` returns for it, until stdin ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await measure(**json.loads(line))), flush=True)


async def broadcast(
    send: Callable[[int, Message], Awaitable[object]],
    messages: Sequence[Message],
    sends: int,
    in_flight: int,
) -> dict[str, Any]:
    """Send to as many chats, `in_flight` at a time; return the rate and the CPU of a send.

    The messages, ready as they are, go to one chat after the other in turn.
    """

    async def work(chats: Iterator[int]) -> None:
        for chat in chats:
            await send(chat, messages[chat % len(messages)])

    chats = iter(range(FIRST_CHAT, FIRST_CHAT + sends))
    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work(chats) for _ in range(in_flight)))
    lasted, used = time.perf_counter() - begun, time.process_time() - cpu
    return {"per_second": sends / lasted, "cpu_ms": used * 1000 / sends}


def open_database(file: str) -> sqlite3.Connection:
    """Return a database of one table in which a commit is on the disk, as ours is."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute(TABLE)
    return database
