"""One budget of messages per second for everything that is sent, spent by lanes."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from storage.delivery import Lane

# At exactly the limit a late timer makes the server refuse, and refusals make more of them.
SHARE: Final = 0.985
# How much of a timer's lateness is made up for; the share above leaves 15 ms in each second.
SLACK: Final = 0.003
# The door is a little wider than the flow of slots, so that a delay is made up for.
DOOR: Final = 1.01
CHAT_INTERVAL: Final = 1.0
CHAT_BURST: Final = 3
AFTER_WAIT: Final = 0.05
SECOND_CHAT_WITHIN: Final = 5.0
SOON: Final = 10.0
CLEAN: Final = 60.0
LOWEST: Final = 1.0
ENOUGH_TO_COUNT: Final = 5
TIDY_ABOVE: Final = 512


@dataclass(slots=True)
class Chat:
    """What one chat may take: when its next messages fit, and until when it is halted."""

    fits_at: float = 0.0
    halted_until: float = 0.0


@dataclass(slots=True, eq=False)
class Waiter:
    """Somebody who waits for a slot."""

    lane: Lane
    chat: int
    granted: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Pacer:
    """Grants slots smoothly, best lane first; halts a chat, or all, after a 429.

    `rate` is the limit in messages per second, 0 for none; a halt is obeyed all the same.
    The press lane is never held by a chat's own budget, only by its halt.
    """

    def __init__(self, rate: float) -> None:
        self._limit = rate * SHARE
        self.rate = self._limit
        self._next = 0.0
        self._halted_until = 0.0
        self._chats: dict[int, Chat] = {}
        self._lanes: dict[Lane, deque[Waiter]] = {lane: deque() for lane in Lane}
        self._door = asyncio.Lock()
        self._departure = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._accepted: deque[float] = deque()
        self._refused: tuple[float, int] | None = None
        self._changed_at = -CLEAN

    async def slot(self, lane: Lane, chat: int) -> None:
        """Wait until a message of this lane may go to this chat."""
        waiter = Waiter(lane, chat)
        self._lanes[lane].append(waiter)
        self._pump()
        try:
            await waiter.granted
        finally:
            if waiter in self._lanes[lane]:
                self._lanes[lane].remove(waiter)

    async def depart(self) -> None:
        """Wait until a message that has its slot may really go out.

        Between slot and call lies a commit, which takes now 1 ms and now 50: without this door
        messages would bunch behind it, and a strict server count too many in a second.
        """
        if not self._limit:
            return
        loop = asyncio.get_running_loop()
        async with self._door:
            if (wait := self._departure - loop.time()) > 0:
                await asyncio.sleep(wait)
            self._departure = max(self._departure, loop.time() - SLACK) + 1 / (self.rate * DOOR)

    def accepted(self) -> None:
        """Take note that Telegram took a message."""
        now = asyncio.get_running_loop().time()
        self._accepted.append(now)
        while self._accepted[0] < now - 1.0:
            self._accepted.popleft()

    def refused(self, chat: int, seconds: float) -> None:
        """Obey a 429: halt the chat, and everything when a second chat is refused soon after."""
        now = asyncio.get_running_loop().time()
        until = now + seconds + AFTER_WAIT
        self._chat(chat).halted_until = until
        last, self._refused = self._refused, (now, chat)
        if last is not None and last[1] != chat and now - last[0] <= SECOND_CHAT_WITHIN:
            if now >= self._halted_until:
                self._lower(now)
            self._halted_until = max(self._halted_until, until)
        self._pump()

    def dismiss(self) -> None:
        """Cancel whoever waits, except answers to presses: the bot stops."""
        for lane in Lane:
            if lane is not Lane.PRESS:
                for waiter in self._lanes[lane]:
                    waiter.granted.cancel()

    @property
    def waiting(self) -> int:
        """Return how many wait for a slot."""
        return sum(map(len, self._lanes.values()))

    # ---- spending

    def _pump(self) -> None:
        """Grant what may be granted now, and wake up when the next one may be."""
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self.waiting:
            now = loop.time()
            free_at = max(self._next, self._halted_until)
            waiter = None
            if free_at <= now:
                waiter, free_at = self._choose(now)
            if waiter is None:
                self._timer = loop.call_at(free_at, self._pump)
                return
            self._spend(waiter, now)

    def _choose(self, now: float) -> tuple[Waiter | None, float]:
        """Return the first waiter of the best lane whose chat is free, or when one will be."""
        soonest = float("inf")
        for lane in Lane:
            for waiter in self._lanes[lane]:
                free_at = self._free_at(waiter)
                if free_at <= now:
                    return waiter, now
                soonest = min(soonest, free_at)
        return None, soonest

    def _free_at(self, waiter: Waiter) -> float:
        chat = self._chats.get(waiter.chat)
        if chat is None:
            return 0.0
        if waiter.lane is Lane.PRESS or not self._limit:
            return chat.halted_until
        return max(chat.halted_until, chat.fits_at - (CHAT_BURST - 1) * CHAT_INTERVAL)

    def _spend(self, waiter: Waiter, now: float) -> None:
        self._lanes[waiter.lane].remove(waiter)
        if not waiter.granted.done():
            waiter.granted.set_result(None)
            if self._limit:
                self._raise(now)
                self._next = max(self._next, now - SLACK) + 1 / self.rate
                chat = self._chat(waiter.chat)
                fits_at = max(chat.fits_at, now) + CHAT_INTERVAL
                chat.fits_at = min(fits_at, now + CHAT_BURST * CHAT_INTERVAL)

    def _chat(self, chat: int) -> Chat:
        if len(self._chats) > TIDY_ABOVE:
            now = asyncio.get_running_loop().time()
            self._chats = {
                key: one
                for key, one in self._chats.items()
                if max(one.fits_at, one.halted_until) > now
            }
        return self._chats.setdefault(chat, Chat())

    # ---- the rate

    def _lower(self, now: float) -> None:
        """Go as slow as what was accepted in the last second, and slower if that did not help."""
        if not self._limit:
            return
        lower = self.rate * 0.97
        if len(self._accepted) >= ENOUGH_TO_COUNT:
            lower = min(lower, len(self._accepted) * 0.99)
        if now - self._changed_at < SOON:
            lower = min(lower, self.rate * 0.9)
        self.rate = max(lower, min(LOWEST, self._limit))
        self._changed_at = now

    def _raise(self, now: float) -> None:
        """Go a little faster after a clean minute."""
        if self.rate < self._limit and now - self._changed_at >= CLEAN:
            self.rate = min(self._limit, self.rate * 1.01)
            self._changed_at = now
