"""One budget of messages per second for everything that is sent, spent by lanes."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from bot.door import Departure, Door
from bot.rate import Rate
from storage.delivery import Lane

# How much of a timer's lateness is made up for; the door sees to it that nothing bunches.
SLACK: Final = 0.03
CHAT_INTERVAL: Final = 1.0
CHAT_BURST: Final = 3
AFTER_WAIT: Final = 0.05
SECOND_CHAT_WITHIN: Final = 5.0
TIDY_ABOVE: Final = 512
# While people press, and so long after, one message of so many is kept for answers: these then
# wait for no circular's slot.
SPARE: Final = 29
PRESSING: Final = 5.0
# So often a screen that follows goes before circulars: else none would, as long as they last.
REFRESH_EVERY: Final = 1.0


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

    `limit` is in messages per second, 0 for none; a halt is obeyed all the same. An answer to a
    press takes the slot that is kept for one, or else the next one a little early, and is never
    held by its chat's own budget, only by its halt.
    """

    def __init__(self, limit: float) -> None:
        self.rate = Rate(limit)
        self._limited = bool(limit)
        self._next = 0.0
        self._spare_at = 0.0
        self._pressed = -PRESSING
        self._halted_until = 0.0
        self._chats: dict[int, Chat] = {}
        self._tidy_above = TIDY_ABOVE
        self._lanes: dict[Lane, deque[Waiter]] = {lane: deque() for lane in Lane}
        self._door = Door(self.rate)
        self._timer: asyncio.TimerHandle | None = None
        self._refused: tuple[float, int] | None = None
        self._refreshed = -REFRESH_EVERY

    async def slot(self, lane: Lane, chat: int) -> None:
        """Wait until a message of this lane may go to this chat."""
        now = asyncio.get_running_loop().time()
        if not self.waiting and max(self._turn_of(lane), self._free_at(lane, chat)) <= now:
            self._spend(lane, chat, now)
            return
        waiter = Waiter(lane, chat)
        self._lanes[lane].append(waiter)
        self._pump()
        try:
            await waiter.granted
        finally:
            if waiter in self._lanes[lane]:
                self._lanes[lane].remove(waiter)

    def unused(self, chat: int) -> None:
        """Take a slot back: nothing was to be sent after all."""
        if self._limited:
            self._next -= 1 / self.rate.value
            self._chat(chat).fits_at -= CHAT_INTERVAL
            self._pump()

    async def depart(self, chat: int, *, press: bool) -> Departure | None:
        """Wait until a message that has its slot may really go out.

        Between slot and call lies a commit, which takes now 1 ms and now 50: without the door
        messages would bunch behind it. Return None when the chat, or everything, was halted
        meanwhile: the call would be refused.
        """
        if self._limited:
            await self._door.opened(press=press)
        if self.halted(chat) > 0:
            return None
        return self._door.leave() if self._limited else Departure(0.0)

    def accepted(self, departure: Departure) -> None:
        """Take note that Telegram took a message."""
        if self._limited:
            self._door.returned(departure)
            self.rate.accepted(asyncio.get_running_loop().time())

    def refused(self, chat: int, seconds: float) -> None:
        """Obey a 429: halt the chat, and everything when a second chat is refused soon after."""
        now = asyncio.get_running_loop().time()
        until = now + seconds + AFTER_WAIT
        known = self._chat(chat)
        known.halted_until = max(known.halted_until, until)
        last, self._refused = self._refused, (now, chat)
        if last is not None and last[1] != chat and now - last[0] <= SECOND_CHAT_WITHIN:
            if now >= self._halted_until:
                self.rate.lower(now)
            self._halted_until = max(self._halted_until, until)
        self._pump()

    def halted(self, chat: int) -> float:
        """Return the seconds for which nothing may go to a chat, 0.0 for none."""
        known = self._chats.get(chat)
        until = max(self._halted_until, known.halted_until if known else 0.0)
        return max(0.0, until - asyncio.get_running_loop().time())

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
            waiter, free_at = self._choose(now)
            if waiter is None:
                self._timer = loop.call_at(free_at, self._pump)
                return
            self._lanes[waiter.lane].remove(waiter)
            if not waiter.granted.done():
                waiter.granted.set_result(None)
                self._spend(waiter.lane, waiter.chat, now)

    def _choose(self, now: float) -> tuple[Waiter | None, float]:
        """Return the first waiter of the best lane whose chat is free, or when one will be."""
        soonest = float("inf")
        for lane in self._order(now):
            waiters, turn = self._lanes[lane], self._turn_of(lane)
            if turn > now:
                soonest = min(soonest, turn if waiters else soonest)
                continue
            for waiter in waiters:
                free_at = self._free_at(lane, waiter.chat)
                if free_at <= now:
                    return waiter, now
                soonest = min(soonest, free_at)
        return None, soonest

    def _order(self, now: float) -> list[Lane]:
        """Return the lanes, best first: a screen that follows before circulars now and then."""
        lanes = list(Lane)
        if now - self._refreshed >= REFRESH_EVERY:
            lanes.remove(Lane.REFRESH)
            lanes.insert(lanes.index(Lane.CIRCULAR), Lane.REFRESH)
        return lanes

    def _turn_of(self, lane: Lane) -> float:
        """Return when a lane's next message fits into the flow."""
        if not self._limited:
            return self._halted_until
        turn = self._next
        if lane is Lane.PRESS:
            turn = min(turn - 1 / self.rate.value, self._spare_at)
        return max(turn, self._halted_until)

    def _free_at(self, lane: Lane, chat: int) -> float:
        """Return when a chat's next message fits."""
        known = self._chats.get(chat)
        if known is None:
            return 0.0
        if lane is Lane.PRESS or not self._limited:
            return known.halted_until
        return max(known.halted_until, known.fits_at - (CHAT_BURST - 1) * CHAT_INTERVAL)

    def _spend(self, lane: Lane, chat: int, now: float) -> None:
        if lane is Lane.REFRESH:
            self._refreshed = now
        if self._limited:
            self.rate.rise(now)
            if lane is Lane.PRESS:
                self._pressed = now
            if lane is Lane.PRESS and self._spare_at <= now:
                self._spare_at = now + SPARE / self.rate.value
            else:
                kept = 1 / SPARE if now - self._pressed < PRESSING else 0.0
                self._next = max(self._next, now - SLACK) + 1 / (self.rate.value * (1 - kept))
            known = self._chat(chat)
            fits_at = max(known.fits_at, now) + CHAT_INTERVAL
            known.fits_at = min(fits_at, now + CHAT_BURST * CHAT_INTERVAL)

    def _chat(self, chat: int) -> Chat:
        """Return what is known of a chat; chats that are free are forgotten now and then."""
        if len(self._chats) > self._tidy_above:
            now = asyncio.get_running_loop().time()
            self._chats = {
                key: one
                for key, one in self._chats.items()
                if max(one.fits_at, one.halted_until) > now
            }
            self._tidy_above = max(TIDY_ABOVE, 2 * len(self._chats))
        return self._chats.setdefault(chat, Chat())
