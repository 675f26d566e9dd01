"""One bot under a course of limits: what its server saw of its messages and of presses."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from handlers.kit.buttons import MenuPress
from tests.bench.ordering import Server, TooSlow
from tests.bench.peers.orders import FIRST_CHAT
from tests.bench.rules import Entry, counted, most_in_a_second
from tests.bench.town import press

LATENCY: Final = 50.0
LIMIT: Final = 30
FLOOD: Final = 5.0
# No message that is sent bears so high a number, so that edits of these are answers to presses.
FIRST_PRESS: Final = 900_000
# The last press's answer may still be on its way.
AFTER: Final = 1.5
MS: Final = 1000


@dataclass(frozen=True)
class Course:
    """What is sent under which rules; `seconds` is when it is looked at, done or not.

    The flood wait comes `flood_after` seconds after the first message; 0 is never. With `restart`
    our bot is started once more, to see what it has learnt.
    """

    words: str
    sends: int
    seconds: float
    rules: dict[str, Any]
    flood_after: float = 0.0
    restart: bool = False


@dataclass(frozen=True)
class Seen:
    """What a server saw of one bot; moments are time.monotonic()'s, waits milliseconds.

    `counted` are the messages and edits that took effect, `tried` all. A wait begins with the
    press and ends when its answer would be back, a round trip of the server included; a press
    that was not answered has waited until the end.
    """

    sent: list[Entry]
    counted: list[float]
    tried: list[float]
    refused: int
    toasts: list[float]
    screens: list[float]
    unanswered: int
    flood_at: float = 0.0

    @property
    def lasted(self) -> float:
        """Return the seconds from the first message to the last."""
        return self.sent[-1].at - self.sent[0].at

    @property
    def delivered(self) -> int:
        """Return how many people got the message."""
        return len({one.chat for one in self.sent})

    @property
    def all_counted(self) -> int:
        """Return the messages and edits between the first message and the last."""
        return sum(self.sent[0].at <= at <= self.sent[-1].at for at in self.counted)

    @property
    def most_tried(self) -> int:
        """Return the most messages and edits that were tried in any second after the flood."""
        return most_in_a_second([at for at in self.tried if at >= self.flood_at])


async def watch(course: Course, server: Server) -> float:
    """Press once a second until everything has arrived, or the time is over.

    Return when the flood wait began, 0.0 for never.
    """
    await server.inject(_presses(course), 1.0)
    async with asyncio.TaskGroup() as group:
        flooding = group.create_task(_flood(course, server))
        with contextlib.suppress(TooSlow):
            await server.wait(course.sends, "sendMessage", seconds=course.seconds)
    await asyncio.sleep(AFTER)
    return flooding.result()


async def _flood(course: Course, server: Server) -> float:
    """Have every message refused for some seconds; return since when, 0 where that is not due."""
    if not course.flood_after:
        return 0.0
    await server.wait(1, "sendMessage")
    await asyncio.sleep(course.flood_after)
    await server.order(faults=[{"kind": "status", "status": 429, "count": 0, "lasting": FLOOD}])
    return time.monotonic()


def _presses(course: Course) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    return [
        press(
            FIRST_CHAT + 1 + number % course.sends, FIRST_PRESS + number, MenuPress().pack(), now
        )
        for number in range(int(course.seconds))
    ]


async def read(server: Server, flood_at: float) -> Seen:
    """Return what a server saw of a bot that has ended."""
    log, updates = await server.log(), await server.updates()
    toasted = {one.query: one.at for one in log if one.done and one.query}
    shown = {
        f"{one.chat}-{one.message_id}": one.at
        for one in log
        if one.done and one.method == "editMessageText"
    }
    end = max(one.at for one in log)
    pressed = {one["query"]: one["injected"] for one in updates if one["injected"] < end - AFTER}

    def waits(answered: dict[str, float]) -> list[float]:
        return [(answered.get(query, end) - at) * MS + LATENCY for query, at in pressed.items()]

    return Seen(
        sent=[one for one in log if one.done and one.method == "sendMessage"],
        counted=[one.at for one in log if one.done and counted(one.method)],
        tried=[one.at for one in log if counted(one.method)],
        refused=sum(one.status == 429 for one in log),
        toasts=waits(toasted),
        screens=waits(shown),
        unanswered=len(pressed.keys() - shown.keys()),
        flood_at=flood_at,
    )
