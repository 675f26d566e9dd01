"""Deliveries out: due rows wait for the pacer, are marked as being sent, and only then sent."""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from types import ModuleType
from typing import Final

from sqlalchemy.exc import DBAPIError
from telegram.error import RetryAfter, TelegramError

from bot import due, settling, work
from bot.chats import Chats
from bot.due import Candidate
from bot.errors import fate, retry_after
from bot.limiter import PAID
from bot.pacer import Pacer
from bot.parcel import Ready
from bot.settling import NotSent, Outcome, Sent
from bot.tasks import Spawn
from bot.turnover import Trouble, Turnover
from bot.work import now_utc
from bot.writer import Writer
from storage.delivery import DeliveryState, Lane

# So many of a lane are known in advance: not every message has to ask for the next one.
IN_HAND: Final = 512
TROUBLE_PAUSE: Final = 5.0
# How often rows are looked for that are marked as being sent, and that nobody sends.
SWEEP: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass
class Deliverer:
    """Sends what is due, whenever `wake` is called and a row's time has come.

    A person gets one message at a time.
    """

    writer: Writer
    chats: Chats
    pacer: Pacer
    registry: ModuleType
    spawn: Spawn
    outcomes: Counter[str] = field(default_factory=Counter)
    _busy: dict[int, Candidate] = field(default_factory=dict)
    _in_hand: Counter[Lane] = field(default_factory=Counter)
    _bell: asyncio.Event = field(default_factory=asyncio.Event)
    _swept: float = 0.0

    def __post_init__(self) -> None:
        self._turnover = Turnover(self.writer, self.registry, self.spawn)

    def wake(self) -> None:
        """Have the rows looked at: something is, or may be, due."""
        self._bell.set()

    async def recover(self) -> None:
        """Bring to an end what the last run left in flight."""
        await self._sweep(set())

    async def run(self) -> None:
        """Look for due rows for ever."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            try:
                found = await self._look()
            except DBAPIError:
                logger.exception("Fault %s: no deliveries for a moment.", work.new_fault())
                await asyncio.sleep(TROUBLE_PAUSE)
                self.wake()
                continue
            for candidate in found:
                self._busy[candidate.person_id] = candidate
                self._in_hand[candidate.lane] += 1
                self.spawn(self._deliver(candidate))

    @property
    def in_flight(self) -> int:
        """Return how many wait for a slot or are being sent."""
        return len(self._busy)

    async def _look(self) -> list[Candidate]:
        """Return what to begin with now: the best lanes first, each with its own room."""
        if asyncio.get_running_loop().time() > self._swept + SWEEP:
            await self._sweep({one.delivery_id for one in self._busy.values()})
        rooms = {lane: IN_HAND - self._in_hand[lane] for lane in Lane}
        busy = set(self._busy)
        return await self.writer.run(lambda session: due.look(session, rooms, busy, now_utc()))

    async def _sweep(self, in_hand: set[int]) -> None:
        """Have sent again what is marked as being sent, and is in nobody's hand."""
        self._swept = asyncio.get_running_loop().time()
        number = await self.writer.run(
            lambda session: settling.recover(session, in_hand, now_utc())
        )
        if number:
            logger.warning("%d deliveries were in flight; they are sent again.", number)

    async def _deliver(self, candidate: Candidate) -> None:
        rest = 0.0
        try:
            await self.pacer.slot(candidate.lane, candidate.chat)
            ready = await self._turnover.claim(candidate)
            if ready is None:
                self.pacer.unused(candidate.chat)
            else:
                outcome = await self._send(ready)
                self._tell(outcome, await self._turnover.settle(outcome))
        except Trouble:
            rest = TROUBLE_PAUSE
        except Exception:
            # A row that stays marked as being sent is uncertain after the next sweep.
            logger.exception("Fault %s: delivery %d.", work.new_fault(), candidate.delivery_id)
            rest = TROUBLE_PAUSE
        finally:
            if rest:
                self._turnover.leave(candidate.delivery_id)
                asyncio.get_running_loop().call_later(rest, self._release, candidate)
            else:
                self._release(candidate)

    def _release(self, candidate: Candidate) -> None:
        del self._busy[candidate.person_id]
        self._in_hand[candidate.lane] -= 1
        if self._in_hand[candidate.lane] < IN_HAND * 2 // 3:
            self.wake()

    async def _send(self, ready: Ready) -> Outcome:
        try:
            return Sent(ready, await self.chats.send(ready.chat, ready.sheet, PAID))
        except TelegramError as error:
            wait = retry_after(error) if isinstance(error, RetryAfter) else 0.0
            return NotSent(ready, fate(error), str(error), wait)

    def _tell(self, outcome: Outcome, state: DeliveryState) -> None:
        """Count and log an outcome that is noted."""
        ready = outcome.ready
        self.outcomes[state] += 1
        if isinstance(outcome, NotSent):
            level = logging.ERROR if state is DeliveryState.FAILED else logging.WARNING
            logger.log(
                level, "Delivery %d is %s: %s", ready.delivery_id, state.value, outcome.error
            )
        elif ready.commands is not None:
            self.spawn(self._menu(ready))

    async def _menu(self, ready: Ready) -> None:
        """Bring the reader's command menu up to date; the next message tries again."""
        assert ready.commands is not None
        try:
            await self.chats.menu(ready.chat, ready.commands)
        except TelegramError as error:
            logger.warning("The command menu of a chat was not set: %s", error)
