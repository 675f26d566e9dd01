"""The numbered stream of what happens, which pages follow and tests wait on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 20_000


class Bell:
    """Wakes everybody who waits on it, once; closed, it never lets anybody wait again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.closed = False

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for one in waiting:
            if not one.done():
                one.set_result(None)

    def close(self) -> None:
        self.closed = True
        self.ring()

    async def wait(self, seconds: float | None) -> bool:
        """Wait for the next ring; return False when the time ran out or the bell is closed."""
        if self.closed or (seconds is not None and seconds <= 0):
            return False
        one = asyncio.get_running_loop().create_future()
        self._waiting.add(one)
        try:
            async with asyncio.timeout(seconds):
                await one
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(one)
        return not self.closed


@dataclass(slots=True, frozen=True)
class Event:
    """One thing that happened in a chat; its JSON is made when somebody reads it."""

    number: int
    kind: str
    chat: int | None
    fields: Callable[[], dict[str, Any]]

    def json(self) -> dict[str, Any]:
        head: dict[str, Any] = {"type": self.kind}
        if self.chat is not None:
            head["chat"] = self.chat
        return head | self.fields()


class Feed:
    """The last events, numbered without gaps."""

    def __init__(self) -> None:
        self.number = 0
        self.bell = Bell()
        self._events: list[Event] = []

    def publish(self, kind: str, chat: int | None, fields: Callable[[], dict[str, Any]]) -> int:
        """Add an event and return its number."""
        self.number += 1
        self._events.append(Event(self.number, kind, chat, fields))
        if len(self._events) > 2 * KEPT:
            del self._events[:KEPT]
        self.bell.ring()
        return self.number

    def since(self, number: int) -> list[Event] | None:
        """Return the events after a number; None when some of them are no longer known."""
        if number > self.number:
            return None
        first = self._events[0].number if self._events else self.number + 1
        if number < first - 1:
            return None
        return self._events[number - first + 1 :]
