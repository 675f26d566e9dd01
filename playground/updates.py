"""The queue of updates that one bot has not yet taken: polling, conflicts, expiry."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from playground.clock import Clock
from playground.limits import (
    CALLBACK_SECONDS,
    CONFLICT_POLL,
    CONFLICT_SECONDS,
    CONFLICT_SET,
    CONFLICT_WEBHOOK,
    POLL_SECONDS,
    UPDATE_SECONDS,
    ApiError,
)

# The ids of a restarted playground go on above those of its last run, as Telegram's would:
# a bot whose database survived would otherwise take new updates for known ones.
EPOCH: Final = 1_600_000_000
PER_SECOND: Final = 4
ON_REQUEST: Final = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(slots=True, frozen=True)
class Update:
    """One update as it was when it happened; `lane` is the webhook's queue it waits in."""

    id: int
    kind: str
    lane: str
    expires: float
    body: bytes


class UpdateQueue:
    """Updates in order until their bot confirms them or they expire."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.waiting: dict[int, Update] = {}
        self.allowed: frozenset[str] | None = None
        self.on_add: Callable[[Update], None] | None = None
        self.next_id = int((clock.now() - EPOCH) * PER_SECOND)
        self._poll: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0
        self._closed = asyncio.Event()

    def allow(self, kinds: object) -> None:
        """Restrict the kinds of later updates; an empty list restores Telegram's default."""
        if isinstance(kinds, list):
            self.allowed = frozenset(kinds) or None

    def add(self, kind: str, payload: dict[str, Any], lane: str) -> None:
        if kind in ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return
        life = CALLBACK_SECONDS if kind == "callback_query" else UPDATE_SECONDS
        body = orjson.dumps({"update_id": self.next_id, kind: payload})
        update = Update(self.next_id, kind, lane, self.clock.now() + life, body)
        self.next_id += 1
        self.waiting[update.id] = update
        if self.on_add is not None:
            self.on_add(update)
        elif self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def drop(self, ids: Iterable[int]) -> None:
        for one in ids:
            self.waiting.pop(one, None)

    def expire(self) -> None:
        """Forget the updates that nobody took in time."""
        now = self.clock.now()
        self.drop([update.id for update in self.waiting.values() if update.expires <= now])

    def take(self, offset: int, limit: int) -> list[Update]:
        """Forget what an offset confirms and return what comes next, oldest first."""
        if offset < 0:
            self.drop(list(self.waiting)[:offset])
        elif offset:
            self.drop([one for one in self.waiting if one < offset])
        self.expire()
        return [update for _, update in zip(range(limit), self.waiting.values(), strict=False)]

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Update]:  # noqa: ASYNC109
        """Long poll as getUpdates does; raise its 409s, which come late when they repeat."""
        if self.on_add is not None:
            await self._conflict(CONFLICT_WEBHOOK)
        timeout = min(max(timeout, 0), POLL_SECONDS)
        limit = min(max(limit, 1), 100)
        now = time.monotonic()
        if offset == self._last_offset:
            if now < self._last_start + 3.0:
                timeout = max(timeout, 3)
            if now < self._last_start + 0.5:
                limit = 1
        self._last_offset, self._last_start = offset, now
        found = self.take(offset, limit)
        if found or not timeout or self._closed.is_set():
            return found
        self._abort(CONFLICT_POLL)
        mine = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await mine
        except TimeoutError:
            return []
        except ApiError as error:
            await self._conflict(error.description)
        finally:
            if self._poll is mine:
                self._poll = None
        # Telegram waits a moment for what comes together; so do several people's presses here.
        await asyncio.sleep(0.001)
        return self.take(offset, limit)

    def interrupt(self) -> None:
        """End a long poll with a conflict because a webhook takes over."""
        self._abort(CONFLICT_SET)

    def close(self) -> None:
        """Answer a long poll at once and let none wait again: the playground stops."""
        self._closed.set()
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def _abort(self, text: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(ApiError(409, text))

    async def _conflict(self, text: str) -> None:
        now = time.monotonic()
        if now < self._next_conflict:
            try:
                async with asyncio.timeout(CONFLICT_SECONDS):
                    await self._closed.wait()
            except TimeoutError:
                pass
        else:
            self._next_conflict = now + CONFLICT_SECONDS
        raise ApiError(409, text)
