"""The last step before the wire: what is late does not bunch, however strictly one counts."""

import asyncio
import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from bot.rate import SECOND, Rate

# The door is a little wider than the flow of slots, so that a delay is made up for.
WIDTH: Final = 1.06
SLACK: Final = 0.01
# How much later than it left a message may have been counted, beyond the quickest way.
LATEST: Final = 0.1
# uvloop's clock counts whole milliseconds: margins have to be larger.
MARGIN: Final = 0.003
# Where both could go at once, an answer to a press does.
PRESS_MARGIN: Final = 0.002
# The quickest way is forgotten slowly, in case the way has become longer.
FORGETS: Final = 1.001


@dataclass(slots=True)
class Departure:
    """A message on its way: when it left, and when Telegram's answer that took it was here."""

    left: float
    back: float | None = None


class Door:
    """Lets messages out one by one, never more of them in a second than the rate.

    A server counts a message when it arrives. How late that was is known from its answer: what
    it took longer than the quickest counts as lateness of the way there.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._next = 0.0
        self._left: deque[Departure] = deque(maxlen=max(1, math.ceil(rate.value)))
        self._quickest = math.inf
        self._turns = (asyncio.Lock(), asyncio.Lock())

    async def opened(self, *, press: bool) -> None:
        """Wait until the next message may go; an answer to a press waits for no other message."""
        loop = asyncio.get_running_loop()
        async with self._turns[press]:
            while (wait := self._closed_for(loop.time(), press=press)) > 0:  # noqa: ASYNC110
                await asyncio.sleep(wait)

    def leave(self) -> Departure:
        """Take note that a message goes now."""
        now = asyncio.get_running_loop().time()
        departure = Departure(now)
        self._left.append(departure)
        self._next = max(self._next, now - SLACK) + 1 / (self._rate.value * WIDTH)
        return departure

    def returned(self, departure: Departure) -> None:
        """Take note that a message was taken; where that is unknown it counts as the latest."""
        departure.back = asyncio.get_running_loop().time()
        self._quickest = min(self._quickest * FORGETS, departure.back - departure.left)

    def _closed_for(self, now: float, *, press: bool) -> float:
        """Return the seconds until the door opens."""
        opens = self._next - (1 / self._rate.value if press else 0.0)
        count = math.ceil(self._rate.value)
        if len(self._left) >= count:
            first = self._left[-count]
            margin = PRESS_MARGIN if press else MARGIN
            opens = max(opens, first.left + SECOND + self._late(first, now) + margin)
        return opens - now

    def _late(self, departure: Departure, now: float) -> float:
        back = now if departure.back is None else departure.back
        return min(max(back - departure.left - self._quickest, 0.0), LATEST)
