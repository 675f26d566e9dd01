"""A broadcast to many as its users write it: all at once, or by a few workers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from tests.bench.peers.orders import FIRST_CHAT, TEXT

Send = Callable[[int, str], Awaitable[object]]


async def send_to_all(send: Send, sends: int, workers: int) -> dict[str, Any]:
    """Send to as many chats, by a number of workers or, with 0, gathered; count what failed."""
    lost: list[Exception] = []

    async def give(chat: int) -> None:
        try:
            await send(chat, TEXT)
        except Exception as error:  # noqa: BLE001 - whatever the library raises, it is not there
            lost.append(error)

    async def work(chats: Iterator[int]) -> None:
        for chat in chats:
            await give(chat)

    chats = iter(range(FIRST_CHAT + 1, FIRST_CHAT + 1 + sends))
    each = [work(chats) for _ in range(workers)] or [give(chat) for chat in chats]
    await asyncio.gather(*each)
    return {"lost": len(lost)}
